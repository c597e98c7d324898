import { inspect } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatError } from '../errors.js'
import { EnvError } from './env-error.js'
import { checkEnv, defineEnv, readEnv } from './env.js'
import { readFeature } from './feature.js'
import { lintEnv } from './lint.js'
import { onlyKnown } from './only-known.js'
import * as variable from './variable.js'

const definition = defineEnv(
  {
    SHORT: variable.secret({ minLength: 1000 }),
    PREFIXED: variable.secret({ startsWith: 'rnd_', optional: true }),
    CONNECTION: variable.secretUrl({ protocols: ['postgresql'] }),
    SEVERAL: variable.list({ item: variable.secret({ startsWith: 'rnd_' }) }),
    OWN: variable.custom<number>({
      expected: 'a number',
      secret: true,
      parse: (text) => {
        throw new Error(`no number: ${text}`)
      },
    }),
    MISSING: variable.secret({ optional: true }),
    PORT: variable.port(),
  },
  { groups: [{ name: 'pair', members: ['PREFIXED', 'MISSING'], rule: 'all-or-none' }] },
)

function failure(source: object): EnvError {
  try {
    readEnv(definition, source)
  } catch (error) {
    if (error instanceof EnvError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

/** Everything that a program may print of the error that the environment ends in. */
function printed(source: object): string[] {
  const error = failure(source)
  // Below its head, a stack has the text of this file's lines.
  const [head = ''] = (error.stack ?? '').split('\n    at ')
  return [error.message, String(error), JSON.stringify(error), inspect(error.problems), head, formatError(error)]
}

function sourceWith(secret: string): Record<string, string> {
  return { SHORT: secret, PREFIXED: secret, CONNECTION: secret, SEVERAL: secret, OWN: secret, PORT: 'ten' }
}

// Characters that no message has, so that a part of a secret cannot be in one by chance.
const letters = fc.string({ unit: fc.constantFrom('Ж', 'Щ', 'Ю', 'Q', '9', '~'), minLength: 2, maxLength: 80 })
const unlikely = fc.tuple(letters, letters).map(([start, end]) => `Ж${start}${end}Щ`)

test('no part of a secret is in anything that is printed', () => {
  fc.assert(
    fc.property(unlikely, (secret) => {
      const texts = printed(sourceWith(secret))
      for (const text of texts) expect(text).not.toMatch(/[ЖЩЮQ~]/)
      expect(texts[0]).toContain('SHORT is not valid')
      expect(texts[0]).toContain('PORT is "ten"')
    }),
    { seed: 1, numRuns: 1000 },
  )
})

test('inspect and the whole stack show nothing of a secret', () => {
  fc.assert(
    fc.property(unlikely, (secret) => {
      const error = failure(sourceWith(secret))
      expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/[ЖЩЮ]/)
      expect(error.stack).not.toMatch(/[ЖЩЮ]/)
    }),
    { seed: 2, numRuns: 100 },
  )
})

test('two secrets that fail alike end in the same words, so that not even their length shows', () => {
  fc.assert(
    fc.property(unlikely, fc.string({ minLength: 1, maxLength: 900 }), (one, other) => {
      // Quotes, placeholders and blank texts are other mistakes and say so.
      fc.pre(
        /^[a-z0-9]/i.test(other) &&
          /[a-z0-9]$/i.test(other) &&
          !/x{3}|your|change|replace|todo|tbd|null|undef|,/i.test(other),
      )
      expect(printed(sourceWith(one))).toEqual(printed(sourceWith(other)))
    }),
    { seed: 3, numRuns: 1000 },
  )
})

test('nothing of a secret is told by aliases, rules, published names, and features', () => {
  const more = defineEnv(
    {
      MODE: variable.string({ default: 'live' }),
      NEW: variable.secret({ minLength: 1000, optional: true, aliases: ['OLD'] }),
      OTHER: variable.postgresUrl({ optional: true }),
      CACHE: variable.redisUrl({ optional: true }),
      SETTINGS: variable.json({ secret: true }),
      VITE_TITLE: variable.string(),
      LIMIT: variable.bytes(),
      WAIT: variable.duration(),
    },
    {
      groups: [
        { name: 'pair', members: ['NEW', 'OTHER'], rule: 'exactly-one' },
        { name: 'cache', members: ['CACHE'], rule: 'all', when: { MODE: 'live' } },
      ],
      checks: [onlyKnown('APP_')],
    },
  )
  fc.assert(
    fc.property(unlikely, (secret) => {
      const source = {
        ...sourceWith(secret),
        OLD: secret,
        OTHER: secret,
        CACHE: secret,
        SETTINGS: secret,
        VITE_TITLE: `see ${secret}-${secret}`,
        LIMIT: secret,
        WAIT: secret,
        APP_KEY: secret,
        NEXT_PUBLIC_A: `sk_live_k9Wq7z4${secret}`,
      }
      const problems = checkEnv(more, source)
      const findings = lintEnv(source)
      const feature = readFeature(more, source, { variables: ['NEW', 'CACHE'] })
      expect(problems.length).toBeGreaterThan(6)
      expect(findings.length).toBeGreaterThan(0)
      for (const text of [problems, findings, feature].map((one) => JSON.stringify(one))) {
        expect(text).not.toMatch(/[ЖЩЮ~]/)
      }
    }),
    { seed: 1, numRuns: 1000 },
  )
})

test('also a secret with a paste mistake is not shown', () => {
  fc.assert(
    fc.property(unlikely, fc.constantFrom('"', "'", '`'), (secret, quote) => {
      const source = { ...sourceWith(`${quote}${secret}${quote}`), PREFIXED: `PREFIXED=${secret}`, OWN: `<${secret}>` }
      const texts = printed(source)
      for (const text of texts) expect(text).not.toMatch(/[ЖЩЮQ~]/)
      expect(texts[0]).toContain('SHORT is wrapped in quotes')
      expect(texts[0]).toContain('PREFIXED starts with')
      expect(texts[0]).toContain('OWN is still a placeholder')
    }),
    { seed: 1, numRuns: 1000 },
  )
})

test('a secret that was pasted into another variable is not shown', () => {
  fc.assert(
    fc.property(unlikely, (secret) => {
      for (const text of printed({ ...sourceWith(secret), PORT: secret })) expect(text).not.toMatch(/[ЖЩЮ]/)
    }),
    { seed: 1, numRuns: 1000 },
  )
})
