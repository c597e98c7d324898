import { describe, expectTypeOf, test } from 'vitest'
import type { Secret } from '../secret.js'
import type { Variable } from './custom.js'
import { defineEnv, readEnv, type EnvDefinition } from './env.js'
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
