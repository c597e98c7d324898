import { spawn } from 'node:child_process'
import { chmod, chown, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { smallestPart } from '../parts.js'
import type { Store } from '../store.js'
import { makeBytes } from '../testing/check.js'
import { createLocalStore } from './store.js'

const nobody = 65_534
let programs: string
let folder: string
let store: Store

beforeAll(async () => {
  programs = await mkdtemp(join(tmpdir(), 'keelson-programs-'))
  await chmod(programs, 0o755)
  await build({
    entryPoints: [fileURLToPath(new URL('store.ts', import.meta.url))],
    bundle: true,
    outfile: join(programs, 'store.mjs'),
    platform: 'node',
    format: 'esm',
    conditions: ['source'],
    logLevel: 'error',
  })
})

afterAll(() => rm(programs, { recursive: true }))

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keelson-process-'))
  store = createLocalStore({ folder })
})

afterEach(() => rm(folder, { recursive: true }))

interface ProcessOptions {
  /** Commands of the shell that come first: `ulimit -f 1`. */
  readonly first?: string
  readonly uid?: number
}

/** What a process prints that has `store`, and how it ended. */
async function run(code: string, { first = 'true', uid }: ProcessOptions = {}) {
  const script = join(programs, `${crypto.randomUUID()}.mjs`)
  const tell = `const tell = (work) => work.then(() => 'done', ({ code, message }) => ({ code, message }))`
  const head = `import { createLocalStore } from './store.mjs'\nconst store = createLocalStore({ folder: process.argv[2] })`
  await writeFile(script, `${head}\n${tell}\n${code}`)
  const command = `${first} && exec "$0" "$1" "$2"`
  const args = ['-c', command, process.execPath, script, folder]
  const child = spawn('sh', args, { stdio: ['ignore', 'pipe', 'pipe'], ...(uid !== undefined && { uid, gid: uid }) })
  const ended = new Promise<string>((resolve) => child.on('close', (exit, signal) => resolve(signal ?? String(exit))))
  const [output, errors, end] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  return { output, errors, end }
}

async function results(code: string, options?: ProcessOptions): Promise<unknown> {
  const { output, errors, end } = await run(`console.log(JSON.stringify(await (async () => { ${code} })()))`, options)
  expect([errors, end]).toEqual(['', '0'])
  return JSON.parse(output)
}

async function writtenFiles(): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

describe('when the system refuses', { timeout: 60_000 }, () => {
  test('more bytes, nothing is stored, and what was there stays', async () => {
    await store.put('a', 'before')
    const before = await writtenFiles()
    const outcome = await results(
      `const body = new Uint8Array(10_000)
      const upload = await store.multipart.create('b')
      const part = await tell(store.multipart.putPart({ ...upload, partNumber: 1, body }))
      const put = await tell(store.put('a', body))
      await store.multipart.abort(upload)
      return [put, part]`,
      { first: 'ulimit -f 8' },
    )
    const failed = (operation: string, key: string) => ({
      code: 'server',
      message: `${operation} of "${key}" in folder ${folder} failed: the file is larger than the system or a limit of this process allows`,
    })
    expect(outcome).toEqual([failed('put', 'a'), failed('putPart', 'b')])
    expect(await writtenFiles()).toEqual(before)
    expect(Buffer.from((await store.get('a'))?.body ?? []).toString()).toBe('before')
  })

  test('to write in the folder, what is there can be read', async () => {
    const uid = process.getuid?.() === 0 ? nobody : undefined
    await store.put('img/a', 'x', { contentType: 'text/plain' })
    if (uid !== undefined) await chown(folder, uid, uid)
    for (const path of [folder, join(folder, 'img'), join(folder, '.keelson'), join(folder, '.keelson/writing')]) {
      await chmod(path, 0o555)
    }
    const outcome = await results(
      `const { contentType, body } = await store.get('img/a')
      const works = [store.put('b', 'x'), store.put('img/a', 'x'), store.delete('img/a'), store.copy({ from: 'img/a', to: 'c' }),
        store.multipart.create('d'), store.deleteMany(['img/a'])]
      return [contentType, body.length, ...(await Promise.all(works.map(tell))).map(({ code }) => code)]`,
      uid === undefined ? {} : { uid },
    )
    for (const path of [folder, join(folder, 'img')]) await chmod(path, 0o755)
    await chmod(join(folder, '.keelson'), 0o755)
    await chmod(join(folder, '.keelson/writing'), 0o755)
    expect(outcome).toEqual(['text/plain', 1, ...Array<string>(6).fill('forbidden')])
  })
})

describe('several processes', { timeout: 60_000 }, () => {
  test('never store over each other with ifNoneMatch', async () => {
    const code = (writer: number) => `
      const won = []
      for (let index = 0; index < 40; index++) {
        const options = { ifNoneMatch: '*', metadata: { writer: '${writer}' } }
        const outcome = await tell(store.put('keys/' + index, 'written by ${writer}', options))
        if (outcome === 'done') won.push(index)
        else if (outcome.code !== 'conflict') throw new Error(outcome.message)
      }
      return won`
    const won = (await Promise.all([0, 1, 2, 3].map((writer) => results(code(writer))))) as number[][]
    expect(won.flat().toSorted((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, index) => index))
    for (const [writer, indexes] of won.entries()) {
      for (const index of indexes) {
        const object = await store.get(`keys/${index}`)
        expect(Buffer.from(object?.body ?? []).toString()).toBe(`written by ${writer}`)
        expect(object?.metadata).toEqual({ writer: String(writer) })
      }
    }
  })

  test('go on with an upload, part by part', async () => {
    const begin = `return store.multipart.create('deep/a', { contentType: 'text/css' })`
    const upload = JSON.stringify(await results(begin))
    const put = (partNumber: number, size: number) =>
      results(
        `return store.multipart.putPart({ ...${upload}, partNumber: ${partNumber}, body: new Uint8Array(${size}).fill(${partNumber}) })`,
      )
    await Promise.all([put(2, 10), put(1, smallestPart)])
    await results(
      `const [{ key, uploadId }] = await store.multipart.list().toArray()
      return store.multipart.complete({ key, uploadId, parts: await store.multipart.listParts({ key, uploadId }) })`,
    )
    const object = await store.get('deep/a')
    expect([object?.size, object?.contentType]).toEqual([smallestPart + 10, 'text/css'])
    expect(object?.body.subarray(smallestPart - 1, smallestPart + 1)).toEqual(Uint8Array.from([1, 2]))
  })

  test('killed while they complete an upload leave the object whole or not there, and the upload to go on with', async () => {
    const tail = makeBytes(1000, 3)
    const whole = Buffer.concat([makeBytes(smallestPart), tail])
    let count = 0
    for (const steps of [0, 3, 10, 30, 60, 100, 150, 250]) {
      const upload = await store.multipart.create('a')
      const parts = [
        await store.multipart.putPart({ ...upload, partNumber: 1, body: makeBytes(smallestPart) }),
        await store.multipart.putPart({ ...upload, partNumber: 2, body: tail }),
      ]
      const { end } = await run(
        `void store.multipart.complete({ ...${JSON.stringify(upload)}, parts: ${JSON.stringify(parts)} }).catch(() => {})
        let left = ${steps}
        const step = () => (left-- === 0 ? process.kill(process.pid, 'SIGKILL') : setImmediate(step))
        step()`,
      )
      expect(end).toBe('SIGKILL')
      const found = await store.get('a')
      expect(found === undefined || whole.equals(found.body)).toBe(true)
      if (!found) await store.multipart.complete({ ...upload, parts })
      if (!found) count += 1
      expect((await store.head('a'))?.size).toBe(smallestPart + 1000)
      await store.multipart.abort(upload)
      await store.delete('a')
    }
    expect(count).toBeGreaterThan(0)
  })
})

test('a large object is uploaded, copied and streamed without being held in memory', async () => {
  const outcome = await results(
    `const upload = await store.multipart.create('large')
    const parts = []
    const body = new Uint8Array(8 * 2 ** 20)
    for (let partNumber = 1; partNumber <= 30; partNumber++) parts.push(await store.multipart.putPart({ ...upload, partNumber, body }))
    await store.multipart.complete({ ...upload, parts })
    await store.copy({ from: 'large', to: 'copy' })
    let length = 0
    for await (const chunk of (await store.getStream('copy')).body) length += chunk.length
    return { length, peak: process.resourceUsage().maxRSS / 1024 }`,
  )
  expect(outcome).toMatchObject({ length: 240 * 2 ** 20 })
  // A process that does nothing has 45 to 60 MiB.
  expect((outcome as { peak: number }).peak).toBeLessThan(180)
}, 60_000)
