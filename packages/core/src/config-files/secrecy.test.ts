import { inspect } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatDotenv } from '../dotenv/format.js'
import { lintDotenv } from '../dotenv/lint.js'
import { parseDotenv } from '../dotenv/parse.js'
import type { DotenvReader } from '../dotenv/readers.js'
import { defineEnv } from '../env/env.js'
import { envSchema } from '../env/env-schema.js'
import * as variable from '../env/variable.js'
import { formatError, isKeelsonError } from '../errors.js'
import { Secret } from '../secret.js'
import { lintConfigFile } from './lint.js'
import { readConfig } from './read.js'

const definition = defineEnv({
  API_KEY: variable.secret({ startsWith: 'rnd_' }),
  SESSION_SECRET: variable.secret({ minLength: 9, optional: true }),
  DATABASE_URL: variable.postgresUrl(),
  REDIS_URL: variable.redisUrl({ tls: true }),
  BROKER_URL: variable.secretUrl({ protocols: ['amqps'] }),
  KEYS: variable.list({ item: variable.secret({ minLength: 400 }) }),
  SETTINGS: variable.json({ secret: true, guard: (value): value is 7 => value === 7 }),
  PORT: variable.port(),
  NEXT_PUBLIC_KEY: variable.string(),
})
const names = Object.keys(definition.variables)

// Characters that no message has; between them what shells, URLs, JSON and .env files take for more than itself.
const secrets = fc
  .array(fc.constantFrom('Ж', 'Щ', 'Ю', '"', "'", '`', '$', '\\', '#', ' ', '@', ':', '/', '{', '}', '\n', '\r', '='), {
    minLength: 2,
    maxLength: 40,
  })
  .map((parts) => `Ж${parts.join('')}Щ`)
const wrappings = fc.constantFrom<(secret: string) => string>(
  (secret) => secret,
  (secret) => `"${secret}"`,
  (secret) => `rnd_${secret}`,
  (secret) => `postgresql://shop:${secret}@db.example/shop`,
  (secret) => `rediss://default:${secret}@cache.example`,
  (secret) => `[${secret}`,
  (secret) => `API_KEY=${secret}`,
)
const readers = fc.constantFrom<DotenvReader>('node', 'python-dotenv', 'shell', 'docker')

/** What a program may print of the result, or of the error that it ends in. */
function printed(work: () => unknown): string {
  try {
    return inspect(work(), { depth: 9 })
  } catch (error) {
    if (!isKeelsonError(error)) throw error
    return [error.message, formatError(error), JSON.stringify(error), inspect(error, { depth: 9 })].join('\n')
  }
}

test('nothing of a secret is in what files and schemas answer', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(secrets, wrappings, readers, (secret, wrap, reader) => {
      const text = wrap(secret)
      const values = Object.fromEntries(names.map((name) => [name, text]))
      const dotenv = names.map((name) => `${name}=${text}\n`).join('')
      const json = JSON.stringify(values)
      const files = [{ name: 'a.json', text: json }]
      const answers = [
        envSchema(definition)['~standard'].validate(values),
        lintDotenv(dotenv, { name: 'x.env', committed: true }),
        lintDotenv(dotenv, { name: 'x.env', for: reader }),
        lintConfigFile(json, 'a.json'),
        // Without its end, and with the secret where a key or a number belongs.
        ...[json.slice(0, -2), `{"a": ${text}}`, `{"a": "${text}"}`].map((broken) => lintConfigFile(broken, 'a.json')),
      ]
      const texts = [
        ...answers.map((answer) => inspect(answer, { depth: 9 })),
        printed(() => readConfig({ definition, files, env: {} })),
        printed(() => readConfig({ definition, files: [], env: values })),
        printed(() => readConfig({ definition, files: [{ name: 'b.json', text: json.slice(0, -2) }], env: {} })),
        printed(() => void parseDotenv(dotenv, { for: reader })),
        printed(() => formatDotenv(values, { for: reader })),
        printed(() => formatDotenv({ A: new Secret(text) })),
      ]
      for (const one of texts) expect(one).not.toMatch(/[ЖЩЮ]/)
    }),
    { seed: 11, numRuns: 2000 },
  )
})
