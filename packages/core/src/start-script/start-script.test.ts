import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isKeelsonError } from '../errors.js'
import { Secret } from '../secret.js'
import { envText, type Text } from '../text.js'
import { formatStartScript } from './format.js'
import { lintStartScript } from './lint.js'
import { parseStartScript } from './parse.js'
import { placeMigrations } from './place-migrations.js'
import { builtins, defineStartScript, type StartScript, type StartStep } from './script.js'
import { chdir, collectstatic, createSuperuser, migrate, run, setVariable } from './steps.js'

const port = envText('0.0.0.0:', { env: 'PORT' })
const server = { argv: ['gunicorn', 'shop.wsgi', '--bind', port] }

function refusal(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    if (isKeelsonError(error) && error.code === 'config') return error.message
    throw error
  }
  return 'nothing was refused'
}

/** Steps and server, without how they were written. */
function readBack(text: string): StartScript {
  const { steps, server: read } = parseStartScript(text)
  return { steps, server: read }
}

test('a script is strict, says what it does and ends as the server', () => {
  const script = defineStartScript({
    steps: [
      chdir('shop'),
      setVariable('DJANGO_SETTINGS_MODULE', 'shop.production'),
      migrate({ env: { DATABASE_URL: envText({ env: 'DIRECT_URL' }) } }),
      run(['python', 'manage.py', 'load_prices'], { onFailure: 'continue' }),
      createSuperuser(),
    ],
    server,
  })
  expect(formatStartScript(script)).toBe(`#!/bin/sh
set -eu

cd shop

export DJANGO_SETTINGS_MODULE=shop.production

echo "start: python manage.py migrate --noinput"
DATABASE_URL="$DIRECT_URL" python manage.py migrate --noinput

echo "start: python manage.py load_prices"
python manage.py load_prices || echo "start: exit code $? of python manage.py load_prices, going on" >&2

echo "start: python manage.py createsuperuser"
[ -z "\${DJANGO_SUPERUSER_PASSWORD:-}" ] || python manage.py shell -c '
from os import environ
from django.contrib.auth import get_user_model
from django.core.management import call_command
User = get_user_model()
name = environ.get("DJANGO_SUPERUSER_" + User.USERNAME_FIELD.upper())
if name and User._default_manager.filter(**{User.USERNAME_FIELD: name}).exists():
    print("the superuser exists")
else:
    call_command("createsuperuser", interactive=False)
'

echo "start: gunicorn shop.wsgi --bind 0.0.0.0:\\$PORT"
exec gunicorn shop.wsgi --bind "0.0.0.0:$PORT"
`)
  expect(readBack(formatStartScript(script))).toEqual(script)
})

const plain = fc
  .string({ unit: 'grapheme', maxLength: 30 })
  .filter((text) => !text.includes('\0') && text.isWellFormed())
const special = fc.constantFrom(
  '$?',
  "it's",
  '$(x)',
  '`x`',
  '${A}',
  'a\nb',
  '\\',
  '*',
  '~',
  '#',
  ' ',
  'EOF\n',
  'start: ',
  '|| true',
)
const words = fc.array(fc.oneof(plain, special), { maxLength: 3 }).map((texts) => texts.join(''))
const name = fc.constantFrom('PORT', 'A', '__proto__', 'DJANGO_SUPERUSER_PASSWORD')
const text: fc.Arbitrary<Text> = fc.oneof(
  { weight: 4, arbitrary: words },
  fc
    .tuple(words, name, words, fc.option(fc.constantFrom('', '8000', 'a b'), { nil: undefined }))
    .map(([before, env, after, fallback]) => envText(before, { env, default: fallback }, after)),
)
const program = fc.oneof(
  fc.constantFrom('python', './run me', 'if', 'A=b', '[x', 'echo', 'printf', '/bin/true'),
  words.filter((one) => one !== '' && !one.startsWith('-') && one !== '[' && one !== 'test' && !builtins.has(one)),
)
const argv = fc
  .tuple(program, fc.array(text, { maxLength: 3 }))
  .map(([first, rest]): readonly Text[] => [first, ...rest])
const env = fc.dictionary(fc.constantFrom('A', 'PYTHONPATH', 'b1'), text, { maxKeys: 2, noNullPrototype: true })
const input = fc.oneof(words, text).map((one) => envText(...(typeof one === 'string' ? [one] : one.parts), '\n'))
const redirects = fc.constantFrom(undefined, [{ operator: '2>&', target: '1' }], [{ operator: '>', target: "it's" }])
const step: fc.Arbitrary<StartStep> = fc.oneof(
  fc
    .record({
      argv,
      env,
      redirects,
      input: fc.option(input, { nil: undefined, freq: 2 }),
      how: fc.constantFrom('stop', 'continue', 'background'),
    })
    .map(({ how, ...rest }) =>
      run(rest.argv, { ...rest, ...(how === 'background' ? { background: true } : { onFailure: how as 'stop' }) }),
    ),
  words.filter((one) => one !== '' && !one.startsWith('-')).map(chdir),
  fc
    .tuple(name, text, fc.boolean())
    .map(([variable, value, exported]) => ({ ...setVariable(variable, value), exported })),
  argv.map((manage) => createSuperuser({ manage })),
  fc.constantFrom(migrate(), collectstatic({ clear: true })),
)
const anyServer = fc
  .record({ argv, env, redirects })
  .filter(({ argv: [first] }) => first !== 'echo' && first !== 'printf')

describe('round trip', () => {
  test('what was written is read back', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 5 }), anyServer, (steps, last) => {
        const script = defineStartScript({ steps, server: last })
        expect(readBack(formatStartScript(script))).toEqual(script)
      }),
      { numRuns: 1500, seed: 5 },
    )
  })

  test('a here-document ends with a line that it does not have', () => {
    const script = defineStartScript({ steps: [run(['cat'], { input: 'EOF\nEOF_\n' })], server })
    expect(formatStartScript(script)).toContain("cat <<'EOF__'\nEOF\nEOF_\nEOF__\n")
    expect(readBack(formatStartScript(script))).toEqual(script)
  })
})

describe('refuses', () => {
  test.each<[string, StartStep[], StartScript['server'], RegExp]>([
    ['no program', [run([])], server, /steps\[0\]: it names no program/],
    ['a server without a program', [], { argv: [''] }, /server: it names no program/],
    ['a server that is an option', [], { argv: ['-c'] }, /server: its program begins with a dash/],
    ['cd as a program', [run(['cd', 'x'])], server, /cd is a command of the shell itself, not a program: use chdir/],
    ['export as a program', [run(['export', 'A=b'])], server, /use setVariable/],
    ['exit as a program', [run(['exit'])], server, /exit is a command of the shell itself/],
    ['a directory that is an option', [chdir('-')], server, /write \.\/ in front/],
    ['no directory', [chdir('')], server, /the directory is empty/],
    ['a variable without a name', [setVariable('A B', '')], server, /"A B" is not a name/],
    ['NUL', [run(['a', 'b\0'])], server, /a NUL or half of a surrogate pair/],
    ['half a character', [run(['a', '\ud800'])], server, /a NUL or half of a surrogate pair/],
    ['background that may fail', [run(['a'], { background: true, onFailure: 'continue' })], server, /cannot fail/],
    ['no list of arguments', [{ kind: 'run', argv: 'a b' as never }], server, /its command is no list/],
    ['no redirect', [run(['a'], { redirects: [{ operator: '; b', target: 'c' }] })], server, /"; b" is no redirect/],
    ['input without its last line break', [run(['a'], { input: 'b' })], server, /does not end with a line break/],
  ])('%s', (_, steps, last, message) => {
    expect(refusal(() => formatStartScript({ steps, server: last }))).toMatch(message)
  })

  test('a secret, without showing it', () => {
    // @ts-expect-error a secret is no text
    const message = refusal(() => defineStartScript({ steps: [setVariable('KEY', new Secret('k9Wq-k9Wq'))], server }))
    expect(message).toMatch(/belongs into the environment/)
    expect(message).not.toContain('k9Wq')
  })
})

test('a password in a command is not printed', () => {
  const url = 'postgres://shop:k9Wq-k9Wq@db/shop'
  const script = formatStartScript({ steps: [run(['psql', url], { onFailure: 'continue' })], server })
  expect(script.match(/k9Wq-k9Wq/g)).toHaveLength(1)
  expect(script).toContain('echo "start: psql postgres://shop:[secret]@db/shop"\n')
  expect(parseStartScript(script).steps).toEqual([run(['psql', url], { onFailure: 'continue' })])
  const findings = lintStartScript(`psql ${url}\nflask --env ${url} db upgrade || true\nexec a\n`, {
    platform: { name: 'Render', preDeployCommand: true, sleepsAfterMinutes: 15 },
  })
  expect(findings.map(({ code }) => code)).toContain('start-script-migration-misplaced')
  expect(JSON.stringify(findings)).not.toContain('k9Wq')
})

test("bash's redirects of both outputs are written for every shell", () => {
  const redirects = (text: string) => parseStartScript(`#!/bin/bash\nexec a ${text}\n`).server.redirects
  const both = [
    { operator: '>', target: 'log' },
    { operator: '2>&', target: '1' },
  ]
  expect(redirects('&> log')).toEqual(both)
  expect(redirects('>& log')).toEqual(both)
  expect(redirects('&>> log')).toEqual([{ operator: '>>', target: 'log' }, both[1]])
  expect(redirects('2>&1 >>log <in')).toHaveLength(3)
})

describe('placeMigrations', () => {
  const free = { name: 'Render, free plan', preDeployCommand: false, sleepsAfterMinutes: 15, startSeconds: 900 }

  test.each([
    [{ platform: free }, 'start script'],
    [{ platform: free, instances: 2 }, 'ci job'],
    [{ platform: { name: 'Render, starter plan', preDeployCommand: true }, instances: 3 }, 'pre-deploy command'],
    [{ platform: { name: 'Heroku', releasePhase: true }, instances: 3 }, 'release phase'],
    [{ platform: { name: 'a server' } }, 'start script'],
  ])('%o', (params, place) => {
    expect(placeMigrations(params).place).toBe(place)
  })

  test('says why, what to watch, and what to run', () => {
    const {
      reason,
      watch,
      argv: command,
      env: variables,
    } = placeMigrations({ platform: free, directUrl: 'DIRECT_URL' })
    expect(reason).toBe('Render, free plan has no command before a deploy, and a single instance migrates once a start')
    expect(watch.join('\n')).toMatch(/within 900 seconds[^]*15 minutes after the last request[^]*lock_timeout/)
    expect(watch.join('\n')).not.toMatch(/pooler/)
    expect(placeMigrations({ platform: free }).watch.join('\n')).toMatch(/Connect to the direct host/)
    expect(run(command, { env: variables })).toEqual(migrate({ env: { DATABASE_URL: envText({ env: 'DIRECT_URL' }) } }))
  })
})
