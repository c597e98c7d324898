import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Secret } from '../secret.js'
import { envText, type EnvReference, type Text } from '../text.js'
import { parseCommand, parseShell } from './parse.js'
import { formatCommand, quoteShell } from './quote.js'

const port = { env: 'PORT' }

test.each<[Text, string]>([
  ['plain-1.2/3:4,5@x%y+z=', 'plain-1.2/3:4,5@x%y+z='],
  ['', "''"],
  ["it's", String.raw`'it'\''s'`],
  ['$HOME `x`', "'$HOME `x`'"],
  ['~', "'~'"],
  ['a\nb', "'a\nb'"],
  [envText('0.0.0.0:', port), '"0.0.0.0:$PORT"'],
  [envText(port, '0'), '"${PORT}0"'],
  [envText('"$`\\', port), '"\\"\\$\\`\\\\$PORT"'],
  [envText({ env: 'HOST', default: '0.0.0.0 ; #é' }), '"${HOST:-0.0.0.0 ; #é}"'],
])('%j is the word %s', (text, word) => {
  expect(quoteShell(text)).toBe(word)
})

test('what no argument can hold is refused', () => {
  for (const text of ['a\0', envText('a\0', port)]) expect(() => quoteShell(text)).toThrow(/it has a NUL/)
  for (const mark of ["'", '"', '`', '$', '{', '}', '\\', '\n']) {
    expect(() => quoteShell(envText({ env: 'A', default: `a${mark}b` }))).toThrow(/a default with a quote, a brace/)
  }
  expect(() => quoteShell('\ud83d')).toThrow(/half of a surrogate pair/)
  expect(() => formatCommand([])).toThrow('a command needs a program to start')
  expect(() => formatCommand([''])).toThrow('a command needs a program to start')
  expect(() => formatCommand(['x'], { assignments: { 'A B': '1' } })).toThrow('"A B" is not a name')
})

test('the program is never read as a word of the language or an assignment', () => {
  for (const program of ['if', 'A=b', '{', '!']) {
    expect(formatCommand([program, 'if'])).toBe(`'${program}' if`)
    expect(parseCommand(formatCommand([program, 'if'])).argv).toEqual([program, 'if'])
  }
})

const character = fc.constantFrom(...Array.from('\'"$`\\{}()[]*?~#!%&|;<> \t\naZ09_=é日'))
const plainText = fc.string({ unit: fc.oneof(character, fc.string({ minLength: 1, maxLength: 1 })), maxLength: 30 })
const carried = plainText.filter((text) => !text.includes('\0') && text.isWellFormed())
const reference: fc.Arbitrary<EnvReference> = fc.record(
  { env: fc.constantFrom('PORT', 'A', '_x9'), default: carried.filter((text) => !/['"`$\\{}\n]/.test(text)) },
  { requiredKeys: ['env'] },
)
const text: fc.Arbitrary<Text> = fc
  .array(fc.oneof(carried, reference), { maxLength: 4 })
  .map((parts) => envText(...parts))

test('what is written is read back the same', () => {
  const program = text.filter((value) => value !== '')
  const assignments = fc.dictionary(fc.constantFrom('A', 'PATH', '_'), text)
  fc.assert(
    fc.property(program, fc.array(text), assignments, (first, rest, set) => {
      const written = formatCommand([first, ...rest], { assignments: set })
      expect(parseCommand(written)).toMatchObject({ argv: [first, ...rest], assignments: set, unquoted: [] })
    }),
    { seed: 1, numRuns: 2000 },
  )
})

test('a script is read as its commands', () => {
  const script = [
    '#!/bin/bash',
    'set -e  # strict',
    '',
    'cd "$APP_DIR" && python manage.py migrate \\',
    '  --noinput || true',
    'A=1 B="x $HOME" C=$D gunicorn app:app --bind 0.0.0.0:$PORT 2>&1 >> /tmp/log | tee log &',
    'echo "$""a"\'b\'\\ c ${X:-d}; wait',
  ].join('\n')
  expect(parseShell(script)).toMatchObject([
    { argv: ['set', '-e'], line: 2 },
    { argv: ['cd', { parts: [{ env: 'APP_DIR' }] }], unquoted: [], joinedBy: ';', line: 4 },
    { argv: ['python', 'manage.py', 'migrate', '--noinput'], joinedBy: '&&' },
    { argv: ['true'], joinedBy: '||', line: 5 },
    {
      assignments: { A: '1', B: { parts: ['x ', { env: 'HOME' }] } },
      argv: ['gunicorn', 'app:app', '--bind', { parts: ['0.0.0.0:', port] }],
      unquoted: ['PORT'],
      redirects: [
        { operator: '2>&', target: '1' },
        { operator: '>>', target: '/tmp/log' },
      ],
      joinedBy: ';',
    },
    { argv: ['tee', 'log'], joinedBy: '|', background: true },
    { argv: ['echo', '$ab c', { parts: [{ env: 'X', default: 'd' }] }], joinedBy: '&' },
    { argv: ['wait'], joinedBy: ';', line: 7 },
  ])
})

test('here-documents are texts, filled in unless their end is quoted', () => {
  const script = "python <<EOF >out\nprint('$NAME \\$x \\n')\nEOF\ncat <<-'END' | sh\n\t$literal `x`\n\tEND\nnext"
  expect(parseShell(script)).toMatchObject([
    {
      argv: ['python'],
      redirects: [
        { operator: '<<', target: { parts: ["print('", { env: 'NAME' }, " $x \\n')\n"] } },
        { operator: '>', target: 'out' },
      ],
    },
    { argv: ['cat'], redirects: [{ operator: '<<', target: '$literal `x`\n' }], line: 4 },
    { argv: ['sh'], joinedBy: '|' },
    { argv: ['next'], line: 7 },
  ])
})

test.each([
  ['if [ -f x ]; then y; fi', 'line 1: "if" is not a plain command'],
  ['true\nfor a in b; do c; done', 'line 2: "for" is not a plain command'],
  ['{ a; }', '"{" is not a plain command'],
  ['( a )', '"(" is not a plain command'],
  ['\uFEFFa', 'line 1: a byte order mark'],
  ['a b:c()', 'line 1: the ( behind "b:c" is a syntax error to a shell: quote the whole word'],
  ['f() { a; }', 'a function, or a list in brackets'],
  ['a $(b)', 'the output of a command is not known here'],
  ['a "`b`"', 'the output of a command is not known here'],
  ['a <<E\n$(b)\nE', 'line 2: the output of a command'],
  ['a $((1+2))', 'the output of a command'],
  ['a *.py', '"*.py" is a pattern of file names: quote it'],
  ['a x[12]', 'is a pattern of file names'],
  ['a ~/b', '~ stands for a folder'],
  ['A=~/b c', '~ stands for a folder'],
  ['a {b,c}', 'becomes several words in bash'],
  ["a $'b'", "$' is understood by bash alone"],
  ['a <<< b', '<<< is understood by bash alone'],
  ['a <(b)', '<(…) runs a command'],
  ['a >| b', '">|" is not read'],
  ['a $1', 'the value of $1 is not known here'],
  ['a "$@"', 'the value of $@ is not known here'],
  ['a ${B:?missing}', '${B:?missing} is more than a variable with a default'],
  ['a ${B:-$C}', '${B:-$C} is more than'],
  ['a ${B:-c d}', '${B:-c d} becomes several words: quote it'],
  ['a "b', 'a " is never closed'],
  ["a 'b", "a ' is never closed"],
  ['a \\', 'the last character is a backslash'],
  ['a &&', 'nothing stands after &&'],
  ['a ;; b', '";;" is not a plain command'],
  ['a | | b', '"|" is not a plain command'],
  ['a >', 'nothing stands after >'],
  ['a <<E\nb', 'the here-document has no line E'],
  ['a\r\nb', 'line 1: a carriage return stands here'],
  ['a\nb\rc', 'line 2: a carriage return stands here'],
  ['a <<E\nb\r\nE\r\n', 'the here-document has no line E'],
  ['a\nb\0', 'line 2: a NUL cannot stand in a script'],
  ['A+=b c', 'A+= adds to a value'],
  ['a postgres://b:c9Wq-c9Wq@d/e?f', 'line 1: "postgres://b:[secret]@d/e?f" is a pattern'],
])('%j is refused: %s', (script, reason) => {
  expect(() => parseShell(script)).toThrow(reason)
})

test('names that were never checked do not become code', () => {
  for (const env of ['A}"; b; "', '', 'A B']) expect(() => quoteShell({ parts: [{ env }] })).toThrow(/is not a name/)
  // @ts-expect-error a secret is neither a part nor a default
  expect(() => quoteShell({ parts: [new Secret('k9Wq-k9Wq')] })).toThrow(/is not a name/)
})

// A length that a reader which starts anew at each word would take minutes for.
test.each([
  ['lines', 'a b\n'.repeat(100_000), 100_000],
  ['words of pieces', `"a"'b'\\c`.repeat(100_000), 1],
  ['variables', '"$A$B"'.repeat(100_000), 1],
  ['a here-document', `a <<E\n${'$A b\n'.repeat(100_000)}E\n`, 1],
  ['brackets', '['.repeat(400_000), 1],
  ['braces', '{'.repeat(400_000), 1],
])('long scripts are read: %s', (_, script, commands) => {
  expect(parseShell(script)).toHaveLength(commands)
})

test('a command line has one command', () => {
  expect(() => parseCommand('')).toThrow('it has no command')
  expect(() => parseCommand('a; b')).toThrow('it has 2 commands where one belongs')
})
