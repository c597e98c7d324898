import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { envText, fillText } from '@keelson/core'
import { formatPythonSettings, type PythonValue } from '@keelson/core/python'
import { createRandom } from '@keelson/core/testing'
import { hostileTexts } from './hostile.ts'
import { runPython } from './programs.ts'

const environment = { PORT: `8000" + __import__("os").system("touch keelson-marker") + "` }
const texts = hostileTexts(1000, 2)

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keelson-python-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** What Python makes of each value, as its module is carried out. */
async function readBack(values: readonly PythonValue[]): Promise<unknown> {
  const modules = values.map((value) => formatPythonSettings({ VALUE: value }))
  const read = await runPython('pip', 'literals.py', { environment, modules }, { cwd: folder })
  expect(await readdir(folder)).toEqual([])
  return read
}

test('every text arrives unchanged, as a value, as a key and next to a variable', async () => {
  expect(await readBack(texts)).toEqual(texts)
  const keys = texts.map((text) => ({ [text]: [text, null, true] }))
  expect(await readBack(keys)).toEqual(keys)
  const mixed = texts.map((text) => envText(text, { env: 'PORT' }, text, { env: 'MISSING', default: text }))
  expect(await readBack(mixed)).toEqual(mixed.map((text) => fillText(text, environment)))
})

test('nested values arrive as they are', async () => {
  const random = createRandom(3)
  const leaf = (): PythonValue =>
    ([null, true, false, 0, -7, 1.5, 2 ** 53 - 1, 1e-9, texts[Math.floor(random() * 1000)]] as const)[
      Math.floor(random() * 9)
    ] ?? ''
  const node = (depth: number): PythonValue => {
    if (depth === 0 || random() < 0.3) return leaf()
    const items = Array.from({ length: Math.floor(random() * 5) }, () => node(depth - 1))
    return random() < 0.5
      ? items
      : Object.fromEntries(items.map((item, index) => [`${texts[index + 40]}${index}`, item]))
  }
  const values = Array.from({ length: 300 }, () => node(4))
  expect(await readBack(values)).toEqual(values)
})
