import { appendFileSync, utimesSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { md5Etag } from '../etag.js'
import { readFile } from './read-file.js'

async function write(content: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'keelson-read-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'a.txt'), content)
  return join(folder, 'a.txt')
}

test('a file is hashed the same as a whole and as a stream', async () => {
  for (const size of [800_000, 1_200_000]) {
    const content = 'ab'.repeat(size / 2)
    const location = await write(content)
    const expected = { size, hash: md5Etag(content) }
    expect(await readFile(location, 'a.txt', { keeps: () => false })).toEqual({ ...expected, content: undefined })
    expect(await readFile(location, 'a.txt', { keeps: (length) => length === size })).toEqual({
      ...expected,
      content: Buffer.from(content),
    })
  }
})

test('a large one that grows while it is read in pieces is told', async () => {
  const location = await write('a'.repeat(1_200_000))
  let isRead = false
  const reading = readFile(location, 'a.txt', { keeps: () => false }).finally(() => (isRead = true))
  const growing = async () => {
    while (!isRead) {
      appendFileSync(location, 'x')
      await setImmediate()
    }
  }
  await Promise.all([expect(reading).rejects.toMatchObject({ code: 'conflict' }), growing()])
})

test.each([true, false])(
  'one that changes between its first and its last byte is told (as a whole: %s)',
  async (isKept) => {
    const changes = [
      (location: string) => appendFileSync(location, 'x'),
      (location: string) => writeFileSync(location, ''),
      (location: string) => {
        writeFileSync(location, 'bb')
        utimesSync(location, 1, 1)
      },
    ]
    for (const change of changes) {
      const location = await write('aa')
      // Asked when the file is open and its size and time are known.
      const keeps = () => {
        change(location)
        return isKept
      }
      await expect(readFile(location, 'a.txt', { keeps })).rejects.toMatchObject({ code: 'conflict' })
    }
  },
)

test('a sparse file of 5 GB is refused at once where so much is not wanted', async () => {
  const location = await write('')
  await truncate(location, 5 * 2 ** 30)
  const keeps = () => expect.unreachable('it would be read')
  await expect(readFile(location, 'a.txt', { keeps, maxFileBytes: 2 ** 20 })).rejects.toMatchObject({
    code: 'config',
    message: expect.stringContaining('a.txt has 5368709120 bytes, maxFileBytes is 1048576'),
  })
})
