import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkEnv, defineEnv } from './env.js'
import { generateMissing } from './generate-missing.js'
import * as variable from './variable.js'

const counting = (count: number) => Uint8Array.from({ length: count }, (_, index) => index * 5)

describe('generateMissing', () => {
  const definition = defineEnv(
    {
      SECRET_KEY: variable.secret({ minLength: 50, generate: 'base64url' }),
      SALT: variable.secret({ generate: 'hex' }),
      DATABASE_URL: variable.postgresUrl(),
      HOOK_URL: variable.url({ optional: true }),
      HOOK_SECRET: variable.secret({ optional: true, generate: (bytes) => `whsec_${String(bytes(8).length)}-k9Wq` }),
    },
    { groups: [{ name: 'hook', members: ['HOOK_URL', 'HOOK_SECRET'], rule: 'all-or-none' }] },
  )

  test('makes what is missing, and nothing else', () => {
    const made = generateMissing(definition, {}, { randomBytes: counting })
    expect(Object.keys(made)).toEqual(['SECRET_KEY', 'SALT'])
    expect(made.SECRET_KEY?.reveal()).toMatch(/^[\w-]{64}$/)
    expect(made.SALT?.reveal()).toMatch(/^00050a[\da-f]{90}$/)
    expect(JSON.stringify(made)).toBe('{"SECRET_KEY":"[secret]","SALT":"[secret]"}')
  })

  test('never replaces what is there, also when it is not valid or under an alias', () => {
    expect(generateMissing(definition, { SECRET_KEY: 'short', SALT: 'changeme' })).toEqual({})
    const former = defineEnv({ KEY: variable.secret({ generate: 'hex', aliases: ['OLD_KEY'] }) })
    expect(generateMissing(former, { OLD_KEY: 'k9Wq' })).toEqual({})
  })

  test('makes a member of a group only when the group is on', () => {
    const source = { SECRET_KEY: 'k9', SALT: 'k9' }
    expect(generateMissing(definition, source)).toEqual({})
    const made = generateMissing(definition, { ...source, HOOK_URL: 'https://a.example' })
    expect(made.HOOK_SECRET?.reveal()).toBe('whsec_8-k9Wq')
  })

  test('makes base64 with padding', () => {
    const fernet = defineEnv({ KEY: variable.secret({ generate: 'base64' }) })
    const text = generateMissing(fernet, {}, { randomBytes: counting }).KEY?.reveal() ?? ''
    expect(Buffer.from(text, 'base64')).toEqual(Buffer.from(counting(48)))
  })

  test('refuses a form that the variable does not take', () => {
    const wrong = defineEnv({ KEY: variable.secret({ startsWith: 'rnd_', generate: 'hex' }) })
    expect(() => generateMissing(wrong, {})).toThrow('what is generated for KEY is not a secret starting with rnd_')
  })

  test('what it makes is valid where it is put, and never the same', () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(fc.constantFrom('base64', 'base64url', 'hex'), (form) => {
        const one = defineEnv({ KEY: variable.secret({ minLength: 64, generate: form }) })
        const made = generateMissing(one, {})
        expect(checkEnv(one, made)).toEqual([])
        expect(generateMissing(one, made)).toEqual({})
        seen.add(made.KEY?.reveal() ?? '')
      }),
    )
    expect(seen.size).toBe(100)
  })
})
