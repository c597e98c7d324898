import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { checkTarget } from '@keelson/core/gunicorn'
import { runPython } from './programs.ts'

interface Module {
  readonly source: string
  /** What Python binds; missing where it cannot read the source. */
  readonly names?: readonly string[]
}

interface Answer {
  readonly files: readonly Module[]
  readonly sources: readonly Module[]
  readonly calls: readonly boolean[]
}

/** Statements that bind `a` to `e`, or look as if they did. */
const simple = fc.constantFrom(
  'a = 1', 'b: int = 2', 'c: int', '(a, [b, *c]) = x', 'd = e = 1', 'a += 1', 'x[a] = b', 'a.b = c', 'import a.b', 'import a.b as c, d',
  'from a import b', 'from . import (c,\n  d as e,\n)', 'print(a, b=1, *c)', 'x = [a for a in b]', '(a := 1)', 'x = (lambda a: (b := a))',
  'a: "b" = "c = 1"', "x = '''\na = 1\n'''", 'x = "\\"; b = 1"', 'c = 1; d = 2', 'x = 1 # a = 1', 'x = \\\n  a', 'a = (1,\n# b = 2\n3)',
  'x = f"{a}" f\'{b!r:>{c}} {{d = 1}}\'', 'print(f"{(e := 1)}")', "x = rb'\\' # a = 1'", 'del x', 'x = {"a": 1, **b}', 'x = a if b else c', 'assert a == b, c',
  'x = a == b', 'x = a <= b', 'a <<= 1', 'b //= 2', 'x @= a', 'x = d[1:a]', 'x = 0x1e+1', '@a\ndef b(): pass', 'e = not 1', 'ａ = 1', 'global a; a = 2',
) // prettier-ignore

const header = fc.constantFrom(
  'if x', 'for a in x', 'for b, (c, d) in x', 'while (a := x)', 'with x as a, y as (b, c)', 'with x', 'def a(b, c=1)', 'def d(b, *, c: int = (e := 1)) -> a', 'async def b()', 'class c(d, metaclass=e)', 'class a',
  'try:\n  pass\nexcept (a, b) as c', 'match x:\n  case {"k": a, **b}', 'match x:\n  case [a, *b] | (c as d) if e', 'match x:\n  case a',
) // prettier-ignore

const block: fc.Arbitrary<string> = fc.letrec<{ block: string; body: string }>((tie) => ({
  block: fc.oneof(
    { maxDepth: 3 },
    simple,
    fc.tuple(header, tie('body')).map(([head, body]) => {
      const deeper = head.startsWith('match') ? '    ' : '  '
      return `${head}:\n${indent(body, deeper)}`
    }),
    fc
      .tuple(fc.constantFrom('if x', 'def a()', 'class b', 'with x as c'), simple.filter(isOneLine))
      .map(([head, one]) => `${head}: ${one}`),
  ),
  body: fc.array(tie('block'), { minLength: 1, maxLength: 3 }).map((blocks) => blocks.join('\n')),
})).block

function isOneLine(code: string): boolean {
  return !/[\n@]/.test(code)
}

/** Also within strings over several lines, where it changes a value and no name. */
function indent(code: string, by: string): string {
  return code.replace(/^/gm, by)
}

const sources = fc.sample(
  fc.array(block, { minLength: 1, maxLength: 6 }).map((blocks) => `${blocks.join('\n')}\n`),
  { numRuns: 600, seed: 11 },
)

const parameters = [
  '',
  'a',
  'a, b',
  'a, b=1',
  'a=1, /, b=2',
  'a, /, *, b',
  '*, a',
  '*, a=1',
  '*args',
  'a, *args, b',
  '**options',
  'a, /, **options',
  'a=(1, 2), *, b={"c": 1}',
  'a: dict[str, int], b: int = 1',
]
const given = [
  '',
  '1',
  '1, 2',
  '1, 2, 3',
  'a=1',
  'b=1',
  '1, b=2',
  '1, a=2',
  'a=1, b=2',
  'c=3',
  '1, c=3',
  '[1, 2], b={"a": (1, 2)}',
  '(1, 2)',
  '"a=1, b"',
]
const calls = parameters.flatMap((list) => given.map((text) => [`def make(${list})`, text] as const))

let answer: Answer
beforeAll(async () => {
  answer = (await runPython('debian', 'target.py', { seed: 3, files: 500, sources, calls })) as Answer
})

/** Plain names: the question is what is bound, not whether it can be called. */
function isMissed(name: string, source: string): boolean {
  return checkTarget(`m:${name}`, source, { file: 'm.py' }).some(({ code }) => code === 'gunicorn-target-missing')
}

describe.each(['files', 'sources'] as const)('%s', (kind) => {
  test('no name that Python binds is called missing', () => {
    const read = answer[kind].filter(({ names }) => names !== undefined)
    // Most of them can be read by Python, and they bind something.
    expect(read.length).toBeGreaterThan(0.6 * answer[kind].length)
    expect(read.flatMap(({ names = [] }) => names).length).toBeGreaterThan(1000)
    const missed = read.flatMap(({ source, names = [] }) =>
      names
        .slice(0, 12)
        .filter((name) => isMissed(name, source))
        .map((name) => ({ name, source: source.slice(0, 2000) })),
    )
    expect(missed).toEqual([])
  })

  test('a name that nobody binds is mostly called missing', () => {
    const read = answer[kind].filter(({ names }) => names !== undefined)
    const told = read.filter(({ source }) => isMissed('nobody_binds_this', source))
    expect(told.length).toBeGreaterThan(0.7 * read.length)
  })
})

test('of the names that statements mention without binding them, most are called missing', () => {
  const unbound = answer.sources.flatMap(({ source, names }) =>
    names
      ? ['a', 'b', 'c', 'd', 'e'].filter((name) => !names.includes(name)).map((name) => isMissed(name, source))
      : [],
  )
  expect(unbound.length).toBeGreaterThan(300)
  expect(unbound.filter(Boolean).length).toBeGreaterThan(0.8 * unbound.length)
})

test('a factory takes its arguments where Python says so', () => {
  const ours = calls.map(([head, text]) => checkTarget(`m:make(${text})`, `${head}: ...`).length === 0)
  expect(answer.calls).toHaveLength(calls.length)
  calls.forEach(([head, text], index) => {
    expect(`${head} make(${text}) ${ours[index]}`).toBe(`${head} make(${text}) ${answer.calls[index]}`)
  })
  expect(new Set(answer.calls)).toEqual(new Set([true, false]))
})
