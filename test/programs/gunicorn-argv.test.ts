import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { expect, test } from 'vitest'
import { lintGunicorn, parseGunicornArgs, type ParsedGunicornArgs } from '@keelson/core/gunicorn'
import { createRandom } from '@keelson/core/testing'
import { gunicornSettings } from '../../packages/core/src/gunicorn/settings-table.ts'
import { inItsTerms } from './gunicorn-cases.ts'
import { runPython } from './programs.ts'

/** Values that fit a kind of setting. */
const fitting: Readonly<Record<string, readonly string[]>> = {
  number: ['2', '0', '10', ' 4 ', '1_0'],
  mode: ['022', '0o7', '0x1f'],
  text: ['a', 'a b', '-', 'A=b', '%(h)s "%(r)s"'],
  list: ['A=b', 'a:1'],
  names: ['a,b', 'H1, h2'],
  addresses: ['*', '10.0.0.1, ::1', '127.0.0.1'],
  word: ['auto', 'debug', 'DEBUG', 'on', 'fast', 'drop', 'http', 'both'],
  switchOrWord: ['v1', 'off', 'True', '0'],
  class: ['gthread', 'a.B'],
}

const odd = (
  '2|0|-1|-5|-0.5|+3|1_0|0x1f|022|| 4 |-|a b|-a b|-x|--|--x y|app:app|v1|,a,,b|A=b|=|é|1e3|٣|-w|-D|-.5|-1e3|-٣|--workers|\t|\u001c7|\uFEFF7|-5x|- 5|' +
  "--foo|-Z|-Z5|-DR|-DRw4|-RDw|-Dx|-D=1|-R-D|-w=3|-w 3|-w=|-e|-eA=b|--w|--no|--no-send|--help|--he=1|-h|-v|--log-f|--workers=3=4|-D |--preload=|-tD|-b-w|-D5|-w-5|--proxy-protocol=|--proxy-protocol=x|a'b"
).split('|')

// What gunicorn looks up on the machine is not read by the arguments alone.
const lookedUp = new Set(['user', 'group', 'chdir', 'reload_extra_files', 'statsd_host', 'ssl_version'])
const flags = [...gunicornSettings().values()].flatMap(({ name, kind, flags: own }) =>
  lookedUp.has(name) ? [] : own.map((flag) => ({ flag, kind })),
)

/** Flags, abbreviations and short flags in one word, with values that fit and others that do not. */
function randomArgv(random: () => number): string[] {
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item
  const words = Array.from({ length: 1 + Math.floor(random() * 5) }, () => {
    const { flag, kind } = pick(flags)
    const isLong = flag.startsWith('--')
    const name = isLong && random() < 0.3 ? flag.slice(0, 4 + Math.floor(random() * (flag.length - 4))) : flag
    const value = random() < 0.8 ? pick(fitting[kind] ?? ['']) : pick(odd)
    if (random() < 0.08) return [pick(odd)]
    if (value === '' && !fitting[kind]) return [name]
    if (random() < 0.5) return [name, value]
    return [isLong ? `${name}=${value}` : name + value]
  }).flat()
  if (random() < 0.7) words.splice(Math.floor(random() * (words.length + 1)), 0, 'app:app')
  return words
}

function readOrUndefined(argv: readonly string[], version: string): ParsedGunicornArgs | undefined {
  try {
    return parseGunicornArgs(['gunicorn', ...argv], { version })
  } catch {
    return undefined
  }
}

test.each([
  ['debian', '20.1'],
  ['pip', '26.2'],
] as const)('gunicorn of %s reads 3,000 random arguments as we do, or we refuse them', async (site, version) => {
  const random = createRandom(31)
  const cases = Array.from({ length: 3000 }, () => randomArgv(random))
  const cwd = await mkdtemp(join(tmpdir(), 'keelson-gunicorn-'))
  const real = (await runPython(
    site,
    'gunicorn_settings.py',
    cases.map((argv) => ({ kind: 'parse', argv })),
    { cwd },
  )) as { refused?: string; target?: string; settings?: object }[]
  await rm(cwd, { recursive: true })

  let read = 0
  let tooStrict = 0
  const theirs: unknown[] = []
  const differences: unknown[] = []
  for (const [index, argv] of cases.entries()) {
    const ours = readOrUndefined(argv, version)
    const { refused, target, settings } = real[index] ?? {}
    if (!ours) tooStrict += Number(refused === undefined)
    else if (refused === undefined) {
      read++
      const values = Object.entries(ours.settings).map(([name, value]) => [name, inItsTerms(name, value, version, {})])
      const found = { target: ours.target ?? null, settings: Object.fromEntries(values) as object }
      if (!isDeepStrictEqual(found, { target, settings })) differences.push({ argv, found, target, settings })
    } else {
      // Values are typed here, and judged there.
      theirs.push(argv)
      const isNamed = lintGunicorn(ours).some(({ code }) => code === 'gunicorn-setting-invalid')
      if (!isNamed) differences.push({ argv, ours, refused })
    }
  }
  expect(differences).toEqual([])
  expect(read).toBeGreaterThan(600)
  expect(theirs.length).toBeGreaterThan(10)
  // A second target, which gunicorn passes over, and digits of other scripts.
  expect(tooStrict).toBeLessThan(150)
})
