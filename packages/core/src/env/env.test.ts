import { describe, expect, test } from 'vitest'
import { formatError, isKeelsonError } from '../errors.js'
import { Secret } from '../secret.js'
import { EnvError } from './env-error.js'
import { checkEnv, defineEnv, readEnv } from './env.js'
import * as variable from './variable.js'

function failure(run: () => unknown): EnvError {
  try {
    run()
  } catch (error) {
    if (error instanceof EnvError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

function refusal(define: () => unknown): string {
  try {
    define()
  } catch (error) {
    if (isKeelsonError(error) && error.code === 'config') return error.message
    throw error
  }
  return 'nothing was refused'
}

const shop = defineEnv({
  PORT: variable.port({ default: 10_000 }),
  DATABASE_URL: variable.secretUrl({ protocols: ['postgresql'], description: 'orders' }),
  RENDER_API_KEY: variable.secret({ optional: true }),
  DEBUG: variable.boolean({ default: false }),
  REGION: variable.string(),
})
const good = { DATABASE_URL: 'postgresql://shop:k9Wq@db.example/shop', REGION: 'frankfurt' }

describe('readEnv', () => {
  test('reads values, defaults and what is missing', () => {
    const env = readEnv(shop, { ...good, DEBUG: 'False', OTHER: 'ignored' })
    expect(env).toEqual({
      PORT: 10_000,
      DATABASE_URL: expect.any(Secret),
      RENDER_API_KEY: undefined,
      DEBUG: false,
      REGION: 'frankfurt',
    })
    expect(env.DATABASE_URL.reveal()).toBe(good.DATABASE_URL)
    expect(JSON.stringify(env)).not.toContain('k9Wq')
  })

  test('drops whitespace around a text', () => {
    expect(readEnv(shop, { ...good, REGION: ' frankfurt\r\n', PORT: '\t80 ' })).toMatchObject({
      REGION: 'frankfurt',
      PORT: 80,
    })
  })

  test('takes empty and blank texts for missing ones', () => {
    expect(readEnv(shop, { ...good, PORT: '', RENDER_API_KEY: ' \n' })).toMatchObject({
      PORT: 10_000,
      RENDER_API_KEY: undefined,
    })
    expect(checkEnv(shop, { ...good, REGION: '  ' })).toMatchObject([{ variable: 'REGION', problem: 'missing' }])
  })

  test('a value replaces the default also when it is falsy', () => {
    const definition = defineEnv({
      DEBUG: variable.boolean({ default: true }),
      RETRIES: variable.integer({ default: 3 }),
      PREFIX: variable.string({ default: '' }),
    })
    expect(readEnv(definition, { DEBUG: '0', RETRIES: '0' })).toEqual({ DEBUG: false, RETRIES: 0, PREFIX: '' })
  })

  test('answers with a frozen object', () => {
    const env: Record<string, unknown> = readEnv(shop, good)
    expect(() => (env.PORT = 80)).toThrow(TypeError)
    const hosts = defineEnv({ HOSTS: variable.list({ default: ['a.example'] }) })
    const list = readEnv(hosts, {}).HOSTS as string[]
    expect(() => list.push('b.example')).toThrow(TypeError)
    expect(readEnv(hosts, {}).HOSTS).toEqual(['a.example'])
  })

  test('reads the environment of a Worker: bindings beside texts, which it neither reads nor shows', () => {
    const definition = defineEnv({ KEY: variable.secret(), BUCKET: variable.string({ optional: true }) })
    const source = Object.freeze({ KEY: 'k9Wq', DB: { prepare: () => 'k9Wq' }, BUCKET: { name: 'k9Wq' } })
    expect(checkEnv(definition, source)).toMatchObject([
      { variable: 'BUCKET', message: 'BUCKET is not a text: expected a text' },
    ])
    const lazy = {
      KEY: 'k9Wq',
      get OTHER(): string {
        throw new Error('nobody may read it')
      },
    }
    expect(readEnv(definition, lazy).KEY.reveal()).toBe('k9Wq')
  })

  test('takes texts that no process could have', () => {
    const definition = defineEnv({ NAME: variable.string(), PORT: variable.port(), KEY: variable.secret() })
    const source = { NAME: 'a\0\uD800', PORT: '\uDC00\0', KEY: '\uD800' }
    expect(checkEnv(definition, source).map(({ message }) => message)).toEqual([
      'PORT is not valid: expected a port from 1 to 65535, for example 8080',
    ])
  })

  test('reads process.env', () => {
    process.env.KEELSON_ENV_TEST = ' 42 '
    try {
      expect(readEnv(defineEnv({ KEELSON_ENV_TEST: variable.integer() }), process.env)).toEqual({
        KEELSON_ENV_TEST: 42,
      })
    } finally {
      delete process.env.KEELSON_ENV_TEST
    }
  })

  test('reads numbers, booleans and secrets of a source that is not process.env', () => {
    const definition = defineEnv({ PORT: variable.port(), DEBUG: variable.boolean(), KEY: variable.secret() })
    const env = readEnv(definition, { PORT: 80, DEBUG: false, KEY: new Secret(' k9Wq ') })
    expect([env.PORT, env.DEBUG, env.KEY.reveal()]).toEqual([80, false, 'k9Wq'])
  })

  test.each([[{}], [['a']], [() => 'a'], [Symbol('a')]])('does not take %s for a text', (value) => {
    const [problem] = checkEnv(defineEnv({ REGION: variable.string() }), { REGION: value })
    expect(problem).toMatchObject({ problem: 'invalid', message: 'REGION is not a text: expected a text' })
  })

  test('reads every variable of the source once', () => {
    const reads: string[] = []
    const source = new Proxy<Record<string, string>>(
      { ...good, PORT: 'x' },
      {
        get: (target, name) => {
          reads.push(String(name))
          return target[String(name)]
        },
      },
    )
    failure(() => readEnv(shop, source))
    expect(reads.toSorted()).toEqual(['DATABASE_URL', 'PORT', 'REGION'])
  })

  test('reads own properties only, whatever their names', () => {
    const names = {
      ['__proto__']: variable.string({ optional: true }),
      constructor: variable.string({ optional: true }),
    }
    const definition = defineEnv(names)
    const nothing = readEnv(definition, {})
    expect(Object.getOwnPropertyNames(nothing)).toEqual(['__proto__', 'constructor'])
    expect(nothing.constructor).toBeUndefined()
    const env = readEnv(definition, JSON.parse('{"__proto__":"a","constructor":"b"}'))
    expect(Object.entries(env)).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ])
    expect(Object.getPrototypeOf(env)).toBe(Object.prototype)
    expect(readEnv(definition, Object.create({ constructor: 'inherited' })).constructor).toBeUndefined()
  })

  test('reads a source without prototype', () => {
    const source: object = Object.assign(Object.create(null), good)
    expect(readEnv(shop, source).REGION).toBe('frankfurt')
  })
})

describe('the error', () => {
  const bad = { PORT: 'http', DATABASE_URL: 'mysql://shop:k9Wq@db.example', RENDER_API_KEY: 'changeme', DEBUG: 'maybe' }

  test('lists all problems in one message, a line each', () => {
    const error = failure(() => readEnv(shop, bad))
    expect(error.message).toBe(
      [
        'the environment has 5 problems',
        '  PORT is "http": expected a port from 1 to 65535, for example 8080',
        '  DATABASE_URL (orders) is not valid: expected a URL starting with postgresql://, special characters of the password percent-encoded, for example postgresql://user:password@host/name',
        '  RENDER_API_KEY is still a placeholder: expected a secret',
        '  DEBUG is "maybe": expected true or false (or 1, 0, yes, no, on, off), for example true',
        '  REGION is missing: expected a text',
      ].join('\n'),
    )
  })

  test('is a config error with the problems as data', () => {
    const error = failure(() => readEnv(shop, bad))
    expect(isKeelsonError(error) && error.code).toBe('config')
    expect(error.name).toBe('EnvError')
    expect(error.problems.map(({ variable, problem }) => `${variable} ${problem}`)).toEqual([
      'PORT invalid',
      'DATABASE_URL invalid',
      'RENDER_API_KEY placeholder',
      'DEBUG invalid',
      'REGION missing',
    ])
    expect(error.problems[0]).toEqual({
      variable: 'PORT',
      problem: 'invalid',
      message: 'PORT is "http": expected a port from 1 to 65535, for example 8080',
      expected: 'a port from 1 to 65535',
      example: '8080',
    })
    expect(JSON.parse(JSON.stringify(error)).problems).toHaveLength(5)
    expect(checkEnv(shop, bad)).toEqual(error.problems)
  })

  test('is printed with a line a problem', () => {
    const error = failure(() => readEnv(shop, bad))
    const printed = formatError(error)
    expect(printed.split('\n')).toHaveLength(6)
    for (const { message } of error.problems) expect(printed).toContain(`\n  ${message}`)
    expect(printed).toContain('[config]')
  })

  test('counts a single problem as one', () => {
    expect(failure(() => readEnv(shop, { ...good, PORT: '0' })).message).toMatch(/^the environment has 1 problem\n/)
  })

  test.each([
    ['longer than 40 characters', 'not a port '.repeat(5)],
    ['a URL with a password', 'https://me:k9@shop.example'],
    ['what may be a key', 'rnd_4f7Bq29Xk1mN'],
    ['a long word', 'correcthorsebatterystaple'],
    ['control characters', 'a\u001b[2Jb'],
    ['line breaks', 'a\nb'],
  ])('does not show %s', (_, text) => {
    const error = failure(() => readEnv(shop, { ...good, PORT: text }))
    expect(error.problems[0]?.message).toMatch(/^PORT is not valid: /)
    expect(error.message).not.toContain(text)
  })

  test.each(['2.5', 'localhost:3000', 'preproduction', 'straße', 'a, b', '-1', '50%'])('shows %s', (text) => {
    expect(failure(() => readEnv(shop, { ...good, PORT: text })).message).toContain(`PORT is "${text}"`)
  })

  test('does not show a text under a name that sounds secret', () => {
    const definition = defineEnv({ SMTP_PASSWORD: variable.oneOf(['a']) })
    expect(failure(() => readEnv(definition, { SMTP_PASSWORD: 'hunter2' })).message).not.toContain('hunter2')
  })

  test.each([
    ['the secret', 'Wq-k9-7z', 'Wq-k9-7z'],
    ['a short secret', 'Wq', 'Wq'],
    ['a piece of it', 'Wq-k9-7z', 'q-k9-7'],
    ['the secret and more', 'Wq-k9-7z', 'x Wq-k9-7z'],
  ])('does not show %s in the wrong variable', (_, secret, port) => {
    const definition = defineEnv({ PORT: variable.port(), KEY: variable.secret() })
    expect(failure(() => readEnv(definition, { KEY: secret, PORT: port })).message).toContain('PORT is not valid')
  })

  test('shows what is part of a secret only by chance', () => {
    const definition = defineEnv({ PORT: variable.port(), KEY: variable.secret() })
    expect(failure(() => readEnv(definition, { KEY: 'Wq-80a-7z', PORT: '80a' })).message).toContain('PORT is "80a"')
  })

  test('finds quotes, the own name and placeholders also where the kind would take them', () => {
    const problems = checkEnv(shop, { ...good, REGION: '"frankfurt"', RENDER_API_KEY: 'RENDER_API_KEY=k9Wq' })
    expect(problems.map(({ message }) => message)).toEqual([
      'RENDER_API_KEY starts with "RENDER_API_KEY=", which does not belong to the value: expected a secret',
      'REGION is wrapped in quotes, which belong to files and shells, not to the value: expected a text',
    ])
  })

  test('takes both as they are when the definition says verbatim', () => {
    const definition = defineEnv({
      POLICY: variable.string({ verbatim: true }),
      KEY: variable.secret({ verbatim: true }),
    })
    const env = readEnv(definition, { POLICY: "'self'", KEY: 'changeme' })
    expect([env.POLICY, env.KEY.reveal()]).toEqual(["'self'", 'changeme'])
  })

  test('refuses the example of a secret, but takes that of another kind', () => {
    const definition = defineEnv({
      KEY: variable.secret({ example: 'k-0123' }),
      PORT: variable.port({ example: '80' }),
    })
    expect(checkEnv(definition, { KEY: 'k-0123', PORT: '80' })).toMatchObject([
      { variable: 'KEY', problem: 'placeholder', message: expect.stringContaining('is still the example') },
    ])
  })
})

describe('groups', () => {
  const definition = defineEnv(
    {
      S3_BUCKET: variable.string({ optional: true }),
      S3_ACCESS_KEY_ID: variable.secret({ optional: true }),
      S3_SECRET_ACCESS_KEY: variable.secret({ optional: true }),
      S3_REGION: variable.oneOf(['eu-central-1'], { optional: true }),
    },
    {
      groups: [
        {
          name: 'uploads',
          members: ['S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY', 'S3_REGION'],
          rule: 'all-or-none',
        },
      ],
    },
  )

  test('all or none is fine', () => {
    expect(checkEnv(definition, {})).toEqual([])
    expect(checkEnv(definition, { S3_BUCKET: ' ' })).toEqual([])
    const all = { S3_BUCKET: 'b', S3_ACCESS_KEY_ID: 'k', S3_SECRET_ACCESS_KEY: 's', S3_REGION: 'eu-central-1' }
    expect(checkEnv(definition, all)).toEqual([])
  })

  test('names every member that is missing, and those that are set', () => {
    const problems = checkEnv(definition, { S3_BUCKET: 'media' })
    expect(problems.map(({ variable, problem }) => [variable, problem])).toEqual([
      ['S3_ACCESS_KEY_ID', 'incomplete_group'],
      ['S3_SECRET_ACCESS_KEY', 'incomplete_group'],
      ['S3_REGION', 'incomplete_group'],
    ])
    expect(problems[2]?.message).toBe(
      'S3_REGION is missing although S3_BUCKET of the same group (uploads) is set: expected one of eu-central-1, for example eu-central-1',
    )
  })

  test('a member that is set but wrong counts as set', () => {
    expect(checkEnv(definition, { S3_BUCKET: {} })).toHaveLength(4)
    const problems = checkEnv(definition, { S3_BUCKET: 'b', S3_ACCESS_KEY_ID: 'changeme', S3_REGION: 'mars' })
    expect(problems.map(({ variable, problem }) => [variable, problem])).toEqual([
      ['S3_ACCESS_KEY_ID', 'placeholder'],
      ['S3_REGION', 'invalid'],
      ['S3_SECRET_ACCESS_KEY', 'incomplete_group'],
    ])
    expect(problems[2]?.message).toContain(
      'although S3_BUCKET, S3_ACCESS_KEY_ID, S3_REGION of the same group (uploads) are set',
    )
  })
})

describe('defineEnv', () => {
  const members: string[] = ['KEY', 'KEYS']

  test('refuses a group with a member that is not defined', () => {
    const variables: Record<string, ReturnType<typeof variable.secret<true>>> = {
      KEY: variable.secret({ optional: true }),
    }
    expect(refusal(() => defineEnv(variables, { groups: [{ name: 'x', members, rule: 'all-or-none' }] }))).toContain(
      'group "x" names KEYS, which is not defined',
    )
  })

  test.each([variable.string(), variable.string({ default: 'a' })])('refuses a member that is not optional', (kind) => {
    const groups = [{ name: 'x', members: ['A'], rule: 'all-or-none' }] as const
    expect(refusal(() => defineEnv({ A: kind }, { groups }))).toContain('group "x" names A, which is not optional')
  })

  test.each(['', 'MY-KEY', '1KEY', 'MY KEY', 'A=B', 'ÄB'])('refuses the name %j', (name) => {
    expect(refusal(() => defineEnv({ [name]: variable.string() }))).toContain('not a name that a shell can set')
  })

  test.each([
    'NEXT_PUBLIC_KEY',
    'VITE_KEY',
    'PUBLIC_KEY',
    'REACT_APP_KEY',
    'NUXT_PUBLIC_A',
    'EXPO_PUBLIC_A',
    'GATSBY_A',
  ])('refuses a secret called %s, but not a text', (name) => {
    expect(refusal(() => defineEnv({ [name]: variable.secret() }))).toContain('build tools publish')
    expect(refusal(() => defineEnv({ [name]: variable.list({ item: variable.secret() }) }))).toContain('build tools')
    expect(refusal(() => defineEnv({ [name]: variable.string() }))).toBe('nothing was refused')
  })
})

test.each([
  [variable.list({ item: variable.url() }), 'https://a.example/cb, http:/b.example, x', 'item 2, "http:/b.example"'],
  [variable.list({ item: variable.port() }), '80,,0', 'item 3, "0"'],
  [variable.list({ item: variable.url() }), 'https://a.example,https://me:pw@b.example', 'item 2: expected'],
  [variable.list({ item: variable.secret({ minLength: 9 }) }), 'long-enough-1,short', 'item 2: expected'],
])('of a list the wrong item is named: %#', (kind, text, said) => {
  const { message } = failure(() => readEnv(defineEnv({ LIST: kind }), { LIST: text }))
  expect(message).toContain(`LIST is not valid at ${said}`)
  expect(message).not.toMatch(/pw|short/)
})
