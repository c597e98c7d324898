import { describe, expectTypeOf, test } from 'vitest'
import type { Secret } from '../secret.js'
import type { Variable } from './custom.js'
import { defineEnv, readEnv, type EnvDefinition } from './env.js'
import { envSchema } from './env-schema.js'
import { readFeature } from './feature.js'
import type { Infer } from '../schema.js'
import { renderVariables } from '../platform/render.js'
import { vercelVariables } from '../platform/vercel.js'
import * as variable from './variable.js'

const definition = defineEnv(
  {
    REGION: variable.string(),
    NAME: variable.string({ optional: true }),
    PORT: variable.port({ default: 10_000 }),
    WORKERS: variable.integer({ min: 1, optional: true }),
    DEBUG: variable.boolean({ default: false }),
    PUBLIC_URL: variable.url(),
    MODE: variable.oneOf(['production', 'staging'], { default: 'production' }),
    TIER: variable.oneOf(['free', 'pro'], { optional: true }),
    KEY: variable.secret(),
    OLD_KEY: variable.secret({ optional: true }),
    DATABASE_URL: variable.secretUrl({ protocols: ['postgresql'] }),
    HOSTS: variable.list({ default: [] }),
    PORTS: variable.list({ item: variable.port(), optional: true }),
    KEYS: variable.list({ item: variable.secret() }),
    DAY: variable.custom({ expected: 'a day', parse: (text) => (text ? new Date(text) : undefined) }),
  },
  { groups: [{ name: 'names', members: ['NAME', 'OLD_KEY'], rule: 'all-or-none' }] },
)
const env = readEnv(definition, process.env)

describe('readEnv', () => {
  test('infers plain values', () => {
    expectTypeOf(definition).toEqualTypeOf<
      EnvDefinition<{
        REGION: string
        NAME: string | undefined
        PORT: number
        WORKERS: number | undefined
        DEBUG: boolean
        PUBLIC_URL: string
        MODE: 'production' | 'staging'
        TIER: 'free' | 'pro' | undefined
        KEY: Secret
        OLD_KEY: Secret | undefined
        DATABASE_URL: Secret
        HOSTS: readonly string[]
        PORTS: readonly number[] | undefined
        KEYS: readonly Secret[]
        DAY: Date
      }>
    >()
    expectTypeOf(env.PORT).toEqualTypeOf<number>()
    expectTypeOf(env.TIER).toEqualTypeOf<'free' | 'pro' | undefined>()
  })

  test('knows the names that were defined, and no others', () => {
    // @ts-expect-error misspelt
    void env.PROT
    // @ts-expect-error read-only
    env.PORT = 80
    // @ts-expect-error a missing value is not a text
    const name: string = env.NAME
    // @ts-expect-error a secret is not a text
    const key: string = env.KEY
    // @ts-expect-error not one of the modes
    void (env.MODE === 'prod')
    void [name, key]
  })

  test('optional by a condition may be missing', () => {
    const condition = Boolean(process.env.CI)
    expectTypeOf(variable.secret({ optional: condition })).toEqualTypeOf<Variable<Secret | undefined>>()
    expectTypeOf(variable.port({ optional: false })).toEqualTypeOf<Variable<number>>()
  })

  test('takes the environment of a Worker', () => {
    interface WorkerEnv {
      readonly KEY: string
      readonly BUCKET: { get(key: string): Promise<unknown> }
    }
    expectTypeOf(readEnv<{ KEY: Secret }>).toBeCallableWith(defineEnv({ KEY: variable.secret() }), {} as WorkerEnv)
  })
})

describe('kinds', () => {
  test('have the values that they promise', () => {
    expectTypeOf(variable.postgresUrl()).toEqualTypeOf<Variable<Secret>>()
    expectTypeOf(variable.redisUrl({ tls: true, optional: true })).toEqualTypeOf<Variable<Secret | undefined>>()
    expectTypeOf(variable.duration({ unit: 's', default: 180 })).toEqualTypeOf<Variable<number>>()
    expectTypeOf(variable.bytes({ optional: true })).toEqualTypeOf<Variable<number | undefined>>()
    expectTypeOf(variable.json()).toEqualTypeOf<Variable<unknown>>()
    const isText = (value: unknown): value is string => typeof value === 'string'
    expectTypeOf(variable.json({ guard: isText })).toEqualTypeOf<Variable<string>>()
    expectTypeOf(variable.json({ guard: isText, optional: true })).toEqualTypeOf<Variable<string | undefined>>()
    // @ts-expect-error no unit
    variable.duration({ unit: 'min' })
    // @ts-expect-error not what the guard says
    variable.json({ guard: isText, default: 7 })
    // @ts-expect-error connection URLs are secrets, which have no default
    variable.postgresUrl({ default: 'postgresql://a' })
  })
})

describe('rules', () => {
  const variables = {
    MODE: variable.oneOf(['production', 'staging'], { default: 'staging' }),
    KEY: variable.secret({ optional: true }),
  }

  test('know the variables and their values', () => {
    defineEnv(variables, { groups: [{ name: 'x', members: ['KEY'], rule: 'all', when: { MODE: 'production' } }] })
    defineEnv(variables, { groups: [{ name: 'x', members: ['KEY'], rule: 'all', when: { MODE: ['staging'] } }] })
    // @ts-expect-error misspelt value
    defineEnv(variables, { groups: [{ name: 'x', members: ['KEY'], rule: 'all', when: { MODE: 'prod' } }] })
    // @ts-expect-error misspelt name
    defineEnv(variables, { groups: [{ name: 'x', members: ['KEY'], rule: 'all', when: { MODUS: 'production' } }] })
    // @ts-expect-error secrets are not compared
    defineEnv(variables, { groups: [{ name: 'x', members: ['MODE'], rule: 'all', when: { KEY: 'k9Wq' } }] })
    // @ts-expect-error no such rule
    defineEnv(variables, { groups: [{ name: 'x', members: ['KEY'], rule: 'some' }] })
  })

  test('what they require stays undefined in the types', () => {
    expectTypeOf(readEnv(defineEnv(variables), {}).KEY).toEqualTypeOf<Secret | undefined>()
  })
})

describe('readFeature', () => {
  test('has values that are not undefined, once it is enabled', () => {
    const feature = readFeature(definition, process.env, { variables: ['OLD_KEY', 'TIER'] })
    // @ts-expect-error nobody knows yet
    void feature.values
    if (feature.enabled) {
      expectTypeOf(feature.values).toEqualTypeOf<{ readonly OLD_KEY: Secret; readonly TIER: 'free' | 'pro' }>()
    } else expectTypeOf(feature.reason).toEqualTypeOf<string>()
    // @ts-expect-error misspelt
    readFeature(definition, process.env, { variables: ['OLD_KEYS'] })
  })
})

test('envSchema has the type of the values', () => {
  expectTypeOf<Infer<ReturnType<typeof envSchema<{ A: string }>>>>().toEqualTypeOf<Readonly<{ A: string }>>()
  expectTypeOf(envSchema(definition)).toExtend<{ readonly '~standard': { readonly version: 1 } }>()
})

test('variables of platforms keep their types', () => {
  const read = readEnv(defineEnv({ ...renderVariables(), ...vercelVariables() }), process.env)
  expectTypeOf(read.RENDER).toEqualTypeOf<boolean>()
  expectTypeOf(read.RENDER_SERVICE_TYPE).toEqualTypeOf<'web' | 'pserv' | 'cron' | 'worker' | 'static' | undefined>()
  expectTypeOf(read.VERCEL_ENV).toEqualTypeOf<'production' | 'preview' | 'development' | undefined>()
  expectTypeOf(read.VERCEL_AUTOMATION_BYPASS_SECRET).toEqualTypeOf<Secret | undefined>()
})

describe('a definition', () => {
  test('takes defaults of its own type only', () => {
    // @ts-expect-error a text
    variable.port({ default: '10000' })
    // @ts-expect-error not one of the values
    variable.oneOf(['a', 'b'], { default: 'c' })
    // @ts-expect-error not a list of ports
    variable.list({ item: variable.port(), default: ['80'] })
    // @ts-expect-error secrets have none
    variable.secret({ default: 'k9Wq' })
    // @ts-expect-error secrets have none
    variable.secretUrl({ default: 'postgresql://a' })
  })

  test('takes members of groups that it has', () => {
    const variables = { A: variable.string({ optional: true }) }
    // @ts-expect-error unknown member
    defineEnv(variables, { groups: [{ name: 'x', members: ['A', 'B'], rule: 'all-or-none' }] })
    // @ts-expect-error not a variable
    defineEnv({ A: 'a' })
  })
})
