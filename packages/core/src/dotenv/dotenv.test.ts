import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isKeelsonError } from '../errors.js'
import { Secret } from '../secret.js'
import { formatDotenv } from './format.js'
import { parseDotenv } from './parse.js'
import type { DotenvReader } from './readers.js'

const thrown = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    if (isKeelsonError(error) && error.code === 'config') return error.message
    throw error
  }
  return 'nothing was thrown'
}
const readers: readonly DotenvReader[] = ['python-dotenv', 'node', 'shell', 'docker']

test('order, comments, export and line breaks are read', () => {
  const text = `# it's a comment\nB=1 # one\n\n  export A='two\nlines' # it's\nC="it's"\nD=\n`
  expect(Object.entries(parseDotenv(text))).toEqual([
    ['B', '1'],
    ['A', 'two\nlines'],
    ['C', "it's"],
    ['D', ''],
  ])
  expect(parseDotenv('A=1')).toEqual({ A: '1' })
  expect(parseDotenv('')).toEqual({})
})

test.for([
  ['A=b c', 'line 1: A has a space outside quotes, and sh runs what stands behind it'],
  ['\nA=$HOME', 'line 2: A has a $ or a backtick that sh replaces'],
  ['A=a;b', 'line 1: A has a ; outside quotes'],
  ['A=a#b', 'line 1: A is not the same to python-dotenv, Node and sh'],
  [String.raw`A="a\tb"`, 'line 1: A is not the same to'],
  [String.raw`A='a\\b'`, 'line 1: A is not the same to'],
  ["A='${B}'", 'line 1: A has a ${…} in it, which python-dotenv replaces'],
  [String.raw`A='a\'`, 'line 1: A has quotes that are not closed'],
  ["A='a\nB=1", 'line 1: A has quotes that are not closed'],
  ["A='a' b", 'line 1: A has something behind its closing quote'],
  ['A= \nB=1', 'line 1: A is empty but for white space, and Node takes the next line for its value'],
  ['A =1', 'line 1: A has a space before the ='],
  ['A=1\nB=2\nA=3', 'line 3: A is already set on line 1'],
  ['A', 'line 1: no NAME=value'],
  ['A-B=1', 'line 1: no NAME=value'],
  ['export\tA=1', 'line 1: no NAME=value'],
  ['UID=1', 'line 1: UID is a variable that bash does not let a file set'],
  ['A=1\r\nB=2\r\n', 'line 1: lines end with CR LF'],
  ['\uFEFFA=1', 'line 1: the file begins with a byte order mark'],
  ['\uFFFD\uFFFDA\0=\x001\0\n\0', 'line 1: the file is UTF-16'],
  ['A\0=\x001\0', 'line 1: the file is UTF-16'],
  ['A=\u00A0', 'line 1: A has a hidden character outside quotes'],
])('%j is refused', ([text = '', said]) => {
  expect(thrown(() => parseDotenv(text))).toContain(said)
})

test('all problems are told at once, and nothing of a value', () => {
  const said = thrown(() => parseDotenv("A=hunter2 hunter3\nB='hunter4\nMIIBhunter5=\n"))
  expect(said).toBe(
    'the .env file has 2 problems\n  line 1: A has a space outside quotes, and sh runs what stands behind it\n  line 2: B has quotes that are not closed',
  )
  expect(thrown(() => parseDotenv('KEY=MIIB\nabcDEF0=a b'))).not.toContain('abcDEF0')
})

test('who alone reads a file is told', () => {
  const hint = 'Where one program alone reads the file: for:'
  expect(thrown(() => parseDotenv('A=1\r\nB=2 3\r\n'))).toContain(`${hint} 'python-dotenv' or 'node'`)
  expect(thrown(() => parseDotenv('A=b#c'))).toContain(`${hint} 'python-dotenv' or 'node' or 'shell'`)
  expect(thrown(() => parseDotenv('A=b c\nA=1'))).not.toContain('for:')
})

test('a named reader reads what the others do not', () => {
  expect(parseDotenv('A=b c\r\nB=`"\'`\r\n', { for: 'node' })).toEqual({ A: 'b c', B: `"'` })
  expect(parseDotenv(String.raw`A='it\'s'`, { for: 'python-dotenv' })).toEqual({ A: "it's" })
  expect(parseDotenv(String.raw`A='it'\''s'`, { for: 'shell' })).toEqual({ A: "it's" })
  expect(parseDotenv('A=b # c', { for: 'docker' })).toEqual({ A: 'b # c' })
  expect(parseDotenv('A=b c', { for: ['python-dotenv', 'node', 'docker'] })).toEqual({ A: 'b c' })
  expect(thrown(() => parseDotenv("A='b'", { for: 'docker' }))).toContain('docker keeps')
})

test('quotes stand where they are needed', () => {
  const values = {
    PORT: '8000',
    EMPTY: '',
    A: '$x',
    B: "it's",
    C: 'a\nb',
    D: new Secret('a b'),
    E: 'postgresql://a:b@c/d?e=f',
  }
  const text = `PORT=8000\nEMPTY=\nA='$x'\nB="it's"\nC='a\nb'\nD='a b'\nE=postgresql://a:b@c/d?e=f\n`
  const file = formatDotenv(values)
  expect(file.reveal()).toBe(text)
  expect(String(file)).toBe('[secret]')
})

test('what no form carries is refused, with the reader that could be written for', () => {
  const said = thrown(() => formatDotenv({ KEY: `hunter'2"` }))
  expect(said).toBe(
    `the .env file cannot be written: the value of KEY has ' and " in it, which no form of a line carries to python-dotenv, Node and sh. A file for one of them can: for: 'python-dotenv' or 'node' or 'shell' or 'docker'`,
  )
  expect(thrown(() => formatDotenv({ KEY: 'a\nb' }, { for: 'docker' }))).toContain('a line break')
  expect(thrown(() => formatDotenv({ KEY: 'a'.repeat(70_000) }, { for: 'docker' }))).toContain('too many characters')
  expect(thrown(() => formatDotenv({ KEY: 'a b' }, { for: ['docker', 'shell'] }))).toContain('what needs quotes')
  expect(thrown(() => formatDotenv({ KEY: 'a\0' }))).toContain('NUL')
  expect(thrown(() => formatDotenv({ KEY: '\uD800' }))).toContain('surrogate')
  expect(thrown(() => formatDotenv({ 'A B': '' }))).toContain('"A B" is not a name')
  expect(formatDotenv({ KEY: `hunter'2"` }, { for: 'node' }).reveal()).toBe(`KEY=hunter'2"\n`)
})

test('a long value is read once', () => {
  for (const value of [`a${' '.repeat(300_000)}a`, '${'.repeat(150_000), `a${'\t#'.repeat(150_000)}`]) {
    expect(thrown(() => formatDotenv({ KEY: value }, { for: 'docker' }))).toContain('docker')
    for (const reader of ['node', 'python-dotenv', 'shell'] as const) {
      const line = formatDotenv({ KEY: value }, { for: reader })
      expect(parseDotenv(line, { for: reader })).toEqual({ KEY: value })
    }
  }
})

test('what is written is read back, by every set of readers', () => {
  const text = fc.string({ unit: fc.constantFrom(...Array.from(`'"\`$\\ {}#=\n\r\tab;~é`)), maxLength: 8 })
  const name = fc.constantFrom('A', 'B_1', '__proto__', 'constructor', 'lower')
  let refused = 0
  fc.assert(
    fc.property(
      fc.dictionary(name, text),
      fc.uniqueArray(fc.constantFrom(...readers), { minLength: 1 }),
      (values, wanted) => {
        const said = thrown(() => {
          expect(parseDotenv(formatDotenv(values, { for: wanted }), { for: wanted })).toEqual({ ...values })
        })
        if (said !== 'nothing was thrown') refused += 1
      },
    ),
    { seed: 7, numRuns: 2000 },
  )
  expect(refused).toBeGreaterThan(100)
  expect(refused).toBeLessThan(1600)
})
