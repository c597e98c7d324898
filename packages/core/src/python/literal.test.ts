import { expect, test } from 'vitest'
import { Secret } from '../secret.js'
import { envText } from '../text.js'
import { formatPython, formatPythonSettings, pythonExpression, pythonInt, pythonTuple } from './literal.js'

const port = envText({ env: 'PORT' })
if (typeof port === 'string') throw new Error('it has a variable')

test.each([
  [null, 'None'],
  [true, 'True'],
  [-1.5, '-1.5'],
  [-0, '0'],
  [1e21, '1e+21'],
  ['it\'s "x"\\', String.raw`"it's \"x\"\\"`],
  ['a\n\t\u0007é日🚢', String.raw`"a\n\t\u0007\u00e9\u65e5\U0001f6a2"`],
  [[], '[]'],
  [{}, '{}'],
  [{ a: [1, 'b'], "it's": false }, `{"a": [1, "b"], "it's": False}`],
  [envText('0.0.0.0:', { env: 'PORT' }), '"0.0.0.0:" + os.environ["PORT"]'],
  [envText({ env: 'PORT', default: '8"' }, '/'), String.raw`(os.environ.get("PORT") or "8\"") + "/"`],
  [envText({ env: 'NAME', default: '' }), 'os.environ.get("NAME", "")'],
  [pythonInt(port), 'int(os.environ["PORT"])'],
  [pythonTuple([1]), '(1,)'],
  [pythonTuple([1, port]), '(1, os.environ["PORT"])'],
  [pythonTuple([]), '()'],
  [pythonExpression('ssl.CERT_REQUIRED', ['ssl']), 'ssl.CERT_REQUIRED'],
])('%j is %s', (value, python) => {
  expect(formatPython(value)).toBe(python)
})

test('what is long is spread over lines', () => {
  const settings = {
    DATABASES: { default: { ENGINE: 'x'.repeat(50), OPTIONS: { sslmode: 'y'.repeat(50), empty: {} } } },
  }
  expect(formatPythonSettings(settings)).toBe(
    [
      'DATABASES = {',
      '    "default": {',
      `        "ENGINE": "${'x'.repeat(50)}",`,
      `        "OPTIONS": {"sslmode": "${'y'.repeat(50)}", "empty": {}},`,
      '    },',
      '}',
      '',
    ].join('\n'),
  )
})

test('a module imports what its values need, once', () => {
  const verified = pythonExpression('ssl.CERT_REQUIRED', ['ssl'])
  expect(formatPythonSettings({ A: port, B: { c: [verified, pythonTuple([verified, port])] } })).toBe(
    'import os\nimport ssl\n\nA = os.environ["PORT"]\nB = {"c": [ssl.CERT_REQUIRED, (ssl.CERT_REQUIRED, os.environ["PORT"])]}\n',
  )
  expect(formatPythonSettings({ A: 1 })).toBe('A = 1\n')
  expect(formatPythonSettings({})).toBe('')
})

test('what cannot be written is refused, without a word of a secret', () => {
  expect(() => formatPython(new Secret('hunter22') as never)).toThrow(
    'a value cannot be written as Python: a secret does not belong into a file: refer to a variable of the environment',
  )
  for (const number of [Number.NaN, Infinity]) expect(() => formatPython([number])).toThrow(`${number} is not a number`)
  expect(() => formatPython('\ud83d')).toThrow('half of a surrogate pair')
  for (const name of ['a b', '1a', 'class', '', 'A\n']) {
    expect(() => formatPythonSettings({ [name]: 1 })).toThrow('is not a name that Python can assign to')
  }
})
