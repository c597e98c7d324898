import { describe, expect, test } from 'vitest'
import { isKeelsonError } from '../errors.js'
import { isSecret, reveal } from '../secret.js'
import type { Variable } from './custom.js'
import { checkEnv, defineEnv, readEnv } from './env.js'
import * as variable from './variable.js'

/** What a variable makes of a text, or why it does not. */
function read(kind: Variable<unknown>, text: string): unknown {
  const definition = defineEnv({ VALUE: kind })
  const [problem] = checkEnv(definition, { VALUE: text })
  return problem ? problem.problem : readEnv(definition, { VALUE: text }).VALUE
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

describe('string', () => {
  test.each(['frankfurt', 'two words', 'Grüße', '0', '-', "it's", 'say "hi" twice', '{"a":1}'])('takes %j', (text) => {
    expect(read(variable.string(), text)).toBe(text)
  })
})

describe('secret', () => {
  test('is read into a Secret', () => {
    const value = read(variable.secret(), 'k9-Wq_7')
    expect(isSecret(value) && value.reveal()).toBe('k9-Wq_7')
  })

  test('is checked for its length and its beginning', () => {
    const kind = variable.secret({ minLength: 8, startsWith: 'rnd_' })
    expect(read(kind, 'rnd_1234')).not.toBe('invalid')
    expect(read(kind, 'rnd_123')).toBe('invalid')
    expect(read(kind, 'napi_1234')).toBe('invalid')
    expect(kind.expected).toBe('a secret of at least 8 characters starting with rnd_')
  })

  test('cannot have a default, by whatever way', () => {
    const options: object = { default: 'k9-Wq_7' }
    expect(refusal(() => variable.secret(options))).toContain('a secret cannot have a default')
    expect(refusal(() => variable.secret(options))).not.toContain('k9-Wq_7')
    expect(refusal(() => variable.list({ item: variable.secret(), default: [] }))).toContain('cannot have a default')
  })
})

describe('integer', () => {
  test.each([
    ['0', 0],
    ['7', 7],
    ['-12', -12],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ])('reads %s', (text, value) => {
    expect(read(variable.integer(), text)).toBe(value)
  })

  test.each(['2.5', '1e3', '0x1f', '010', '-0', '+1', '1_000', '1,000', '१२', 'NaN', 'Infinity', '9007199254740992'])(
    'refuses %s',
    (text) => {
      expect(read(variable.integer(), text)).toBe('invalid')
    },
  )

  test('holds min and max, both included', () => {
    const kind = variable.integer({ min: 2, max: 4 })
    expect(['1', '2', '4', '5'].map((text) => read(kind, text))).toEqual(['invalid', 2, 4, 'invalid'])
    expect(kind.expected).toBe('a whole number from 2 up to 4')
    expect(kind.example).toBe('2')
    expect(variable.integer({ max: -5 }).example).toBe('-5')
  })

  test('cannot be defined without a possible value', () => {
    expect(refusal(() => variable.integer({ min: 5, max: 4 }))).toContain('its example "5" is not a whole number')
  })
})

describe('port', () => {
  test('is 1 to 65535', () => {
    const texts = ['0', '1', '10000', '65535', '65536', '-1', '80a']
    expect(texts.map((text) => read(variable.port(), text))).toEqual([
      'invalid',
      1,
      10_000,
      65_535,
      'invalid',
      'invalid',
      'invalid',
    ])
  })
})

describe('boolean', () => {
  test.each(['true', 'TRUE', 'True', '1', 'yes', 'Yes', 'on', 'ON'])('%s is true', (text) => {
    expect(read(variable.boolean(), text)).toBe(true)
  })

  test.each(['false', 'False', 'FALSE', '0', 'no', 'No', 'off', 'OFF'])('%s is false', (text) => {
    expect(read(variable.boolean(), text)).toBe(false)
  })

  test.each(['2', 't', 'y', 'enabled', 'truely', 'not false', '-1'])('%s is a problem', (text) => {
    expect(read(variable.boolean(), text)).toBe('invalid')
  })
})

describe('oneOf', () => {
  test('takes the given texts only, in their own case', () => {
    const kind = variable.oneOf(['production', 'staging'])
    const texts = ['production', 'staging', 'Production', 'prod', 'constructor']
    expect(texts.map((text) => read(kind, text))).toEqual(['production', 'staging', 'invalid', 'invalid', 'invalid'])
    expect(kind.expected).toBe('one of production, staging')
    expect(kind.example).toBe('production')
  })

  test('takes a value that would be a placeholder elsewhere', () => {
    expect(read(variable.oneOf(['todo', 'done']), 'todo')).toBe('todo')
    expect(read(variable.oneOf(['done']), 'todo')).toBe('placeholder')
  })

  test.each([[[]], [['']], [['a ']]])('cannot be defined with %j', (values: string[]) => {
    expect(refusal(() => variable.oneOf(values))).toContain('variable.oneOf needs values')
  })
})

describe('url', () => {
  test.each(['https://shop.example', 'http://localhost:3000/a?b=c#d', 'https://publickey@errors.example/1'])(
    'takes %s as it is',
    (text) => {
      expect(read(variable.url(), text)).toBe(text)
    },
  )

  test.each([
    'shop.example',
    'localhost:3000',
    '//shop.example',
    'https:shop.example',
    'ftp://shop.example',
    'javascript://shop.example',
    'https://',
    'https://a b.example',
    'https://shop.example/a b',
    'https://shop.example/\nb',
    'https://me:k9-Wq@shop.example',
  ])('refuses %j', (text) => {
    expect(read(variable.url(), text)).toBe('invalid')
  })

  test('takes other protocols when asked to, and only those', () => {
    const kind = variable.url({ protocols: ['redis', 'rediss'] })
    expect(read(kind, 'rediss://cache.example:6379/0')).toBe('rediss://cache.example:6379/0')
    expect(read(kind, 'https://cache.example')).toBe('invalid')
    expect(kind.expected).toContain('redis:// or rediss://')
    expect(kind.example).toBe('redis://shop.example')
  })

  test('cannot be defined with protocols that no URL has', () => {
    expect(refusal(() => variable.url({ protocols: ['https:'] }))).toContain('its example')
    expect(refusal(() => variable.url({ protocols: [] }))).toContain('its example')
  })
})

describe('secretUrl', () => {
  test('is read into a Secret, with the password', () => {
    const text = 'postgresql://shop:k9%2FWq@db.example:5432/shop?sslmode=require'
    const value = read(variable.secretUrl({ protocols: ['postgresql', 'postgres'] }), text)
    expect(isSecret(value) && value.reveal()).toBe(text)
  })

  test('takes any protocol by default, but not a text without one', () => {
    expect(isSecret(read(variable.secretUrl(), 'amqps://shop:k9@queue.example'))).toBe(true)
    expect(isSecret(read(variable.secretUrl(), 'sqlite:///srv/shop.db'))).toBe(true)
    expect(read(variable.secretUrl(), 'localhost:5432')).toBe('invalid')
  })

  test('refuses a wrong protocol, and a password that takes the URL apart', () => {
    const kind = variable.secretUrl({ protocols: ['postgresql'] })
    expect(read(kind, 'mysql://shop:k9@db.example/shop')).toBe('invalid')
    expect(read(kind, 'postgresql://shop:k9#Wq@db.example/shop')).toBe('invalid')
    expect(kind.expected).toContain('percent-encoded')
  })
})

describe('list', () => {
  test('drops whitespace and empty items', () => {
    expect(read(variable.list(), ' a , b,,c d, ')).toEqual(['a', 'b', 'c d'])
  })

  test('reads items of another kind, and is secret with them', () => {
    expect(read(variable.list({ item: variable.port() }), '80, 443')).toEqual([80, 443])
    const keys = variable.list({ item: variable.secret() })
    const value = read(keys, 'k9,Wq')
    expect(Array.isArray(value) && value.map(reveal)).toEqual(['k9', 'Wq'])
    expect(keys.secret).toBe(true)
  })

  test.each(['80,http', ',', ', ,'])('of ports refuses %j', (text) => {
    expect(read(variable.list({ item: variable.port() }), text)).toBe('invalid')
  })

  test('refuses a JSON array, but takes an address in brackets', () => {
    expect(read(variable.list(), '["a","b"]')).toBe('invalid')
    expect(read(variable.list(), "[ 'a']")).toBe('invalid')
    expect(read(variable.list(), '[::1],a')).toEqual(['[::1]', 'a'])
  })

  test('finds a placeholder or quotes in any item', () => {
    expect(read(variable.list(), 'shop.example,<host>')).toBe('placeholder')
    expect(read(variable.list(), 'shop.example, "a" ')).toBe('invalid')
  })

  test('may be empty by default, and makes its example from the item', () => {
    const kind = variable.list({ item: variable.port(), default: [] })
    expect(readEnv(defineEnv({ PORTS: kind }), {}).PORTS).toEqual([])
    expect(kind.example).toBe('8080,8080')
    expect(variable.list().example).toBeUndefined()
  })
})

describe('custom', () => {
  const day = { expected: 'a date as 2026-01-31', parse: (text: string) => parseDay(text) }
  function parseDay(text: string): Date | undefined {
    if (text === 'broken') throw new Error(`cannot parse ${text}`)
    return /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(text) : undefined
  }

  test('reads what its parse returns', () => {
    expect(read(variable.custom(day), '2026-01-31')).toEqual(new Date('2026-01-31'))
    expect(read(variable.custom(day), 'January')).toBe('invalid')
  })

  test('takes a thrown error for an invalid text', () => {
    expect(read(variable.custom(day), 'broken')).toBe('invalid')
  })

  test('keeps a default as it is without format', () => {
    const launch = new Date('2026-01-31')
    expect(readEnv(defineEnv({ DAY: variable.custom({ ...day, default: launch }) }), {}).DAY).toBe(launch)
  })
})

describe('a definition', () => {
  test.each([
    ['port', () => variable.port({ default: 99_999 }), 'its default "99999" is not a port'],
    ['integer', () => variable.integer({ min: 3, default: 2 }), 'its default "2" is not a whole number'],
    ['url', () => variable.url({ default: 'shop.example' }), 'its default "shop.example" is not a URL'],
    ['list', () => variable.list({ item: variable.port(), default: [80, 0] }), 'its default "80,0" is not a list'],
    ['example', () => variable.port({ example: 'http' }), 'its example "http" is not a port'],
    ['both', () => variable.port({ optional: true, default: 80 }), 'it is optional and has a default'],
  ])('is refused for a wrong %s', (_, define, said) => {
    expect(refusal(define)).toContain(said)
  })

  test('names the variable by its description', () => {
    expect(refusal(() => variable.port({ description: 'web server', default: 0 }))).toContain('(web server)')
  })

  test('turns a default into what the kind reads', () => {
    const options: object = { default: '10000' }
    expect(variable.port(options).default).toBe(10_000)
  })

  test('falls back to the example of the kind when none is given', () => {
    expect(variable.port({ example: undefined }).example).toBe('8080')
    expect(variable.url({ example: 'https://a.example' }).example).toBe('https://a.example')
    expect(variable.secretUrl({ protocols: ['postgres'] }).example).toBe('postgres://user:password@host/name')
    expect(variable.boolean().example).toBe('true')
  })
})
