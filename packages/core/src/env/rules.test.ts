import { describe, expect, test } from 'vitest'
import { isKeelsonError } from '../errors.js'
import { checkEnv, defineEnv, readEnv } from './env.js'
import { onlyKnown } from './only-known.js'
import * as variable from './variable.js'

function problemsOf(definition: Parameters<typeof checkEnv>[0], source: object): string[] {
  return checkEnv(definition, source).map(({ message }) => message)
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

describe('a group with when', () => {
  const definition = defineEnv(
    {
      MODE: variable.oneOf(['production', 'staging', 'development'], { default: 'development' }),
      SENTRY_DSN: variable.url({ optional: true }),
      SESSION_KEY: variable.secret({ optional: true }),
    },
    {
      groups: [
        {
          name: 'operations',
          members: ['SENTRY_DSN', 'SESSION_KEY'],
          rule: 'all',
          when: { MODE: ['production', 'staging'] },
        },
      ],
    },
  )

  test('requires its members while the condition holds', () => {
    expect(problemsOf(definition, { MODE: 'production', SESSION_KEY: 'k9' })).toEqual([
      'SENTRY_DSN is missing (operations) while MODE is production: expected a URL starting with https:// or http://, without a password in it, for example https://shop.example',
    ])
    expect(problemsOf(definition, { MODE: 'staging' })).toHaveLength(2)
    expect(problemsOf(definition, { MODE: 'production', SENTRY_DSN: 'https://a.example', SESSION_KEY: 'k9' })).toEqual(
      [],
    )
  })

  test('leaves them alone otherwise, also by default and when the condition is not valid', () => {
    expect(problemsOf(definition, {})).toEqual([])
    expect(problemsOf(definition, { MODE: 'development' })).toEqual([])
    expect(checkEnv(definition, { MODE: 'prod' }).map(({ variable }) => variable)).toEqual(['MODE'])
  })

  test('is decided by the caller with a source of its own', () => {
    const source = { SESSION_KEY: 'k9', MODE: 'development' }
    expect(problemsOf(definition, source)).toEqual([])
    expect(problemsOf(definition, { ...source, MODE: 'production' })).toHaveLength(1)
  })

  test('needs all conditions, and compares booleans and numbers', () => {
    const both = defineEnv(
      {
        RENDER: variable.boolean({ default: false }),
        WORKERS: variable.integer({ default: 1 }),
        REDIS_URL: variable.redisUrl({ optional: true }),
      },
      { groups: [{ name: 'queue', members: ['REDIS_URL'], rule: 'all', when: { RENDER: true, WORKERS: 2 } }] },
    )
    expect(problemsOf(both, { RENDER: 'true' })).toEqual([])
    expect(problemsOf(both, { RENDER: 'true', WORKERS: '2' })[0]).toContain(
      'REDIS_URL is missing (queue) while RENDER is true and WORKERS is 2:',
    )
  })

  test('is refused when it asks for what is not defined', () => {
    const groups: [{ name: string; members: []; rule: 'all'; when: object }] = [
      { name: 'x', members: [], rule: 'all', when: { MODUS: 'production' } },
    ]
    expect(refusal(() => defineEnv({ MODE: variable.string() }, { groups }))).toContain(
      'group "x" names MODUS, which is not defined',
    )
  })
})

describe('one of several', () => {
  const variables = {
    DATABASE_URL: variable.postgresUrl({ optional: true }),
    POSTGRES_URL: variable.postgresUrl({ optional: true }),
    NEON_URL: variable.postgresUrl({ optional: true }),
  }
  const members = ['DATABASE_URL', 'POSTGRES_URL', 'NEON_URL'] as const
  const url = 'postgresql://shop:k9Wq@db.example/shop'
  const exactly = defineEnv(variables, { groups: [{ name: 'database', members, rule: 'exactly-one' }] })
  const least = defineEnv(variables, { groups: [{ name: 'database', members, rule: 'at-least-one' }] })

  test('exactly one', () => {
    expect(problemsOf(exactly, { POSTGRES_URL: url })).toEqual([])
    const [none] = checkEnv(exactly, {})
    expect(none).toMatchObject({ variable: 'DATABASE_URL', problem: 'none_of_group' })
    expect(none?.message).toContain('DATABASE_URL is missing, or one of POSTGRES_URL, NEON_URL (database): expected')
    const several = checkEnv(exactly, { DATABASE_URL: url, NEON_URL: url })
    expect(several).toMatchObject([{ variable: 'NEON_URL', problem: 'several_of_group' }])
    expect(several[0]?.message).toContain(
      'NEON_URL is one too many: DATABASE_URL, NEON_URL of the same group (database) are set',
    )
  })

  test('at least one', () => {
    expect(problemsOf(least, { DATABASE_URL: url, NEON_URL: url })).toEqual([])
    expect(checkEnv(least, { DATABASE_URL: ' ' })).toMatchObject([{ problem: 'none_of_group' }])
  })
})

describe('aliases', () => {
  const definition = defineEnv({
    GOOGLE_AUTHORIZED_REDIRECT_URIS: variable.list({
      item: variable.url(),
      aliases: ['GOOGLE_AUTHORIZED_REDIRECT_URI', 'GOOGLE_REDIRECT'],
    }),
  })

  test('are read in order, after the own name', () => {
    const read = (source: object) => readEnv(definition, source).GOOGLE_AUTHORIZED_REDIRECT_URIS
    expect(read({ GOOGLE_AUTHORIZED_REDIRECT_URI: 'https://a.example' })).toEqual(['https://a.example'])
    expect(
      read({
        GOOGLE_REDIRECT: 'https://c.example',
        GOOGLE_AUTHORIZED_REDIRECT_URI: 'https://b.example',
        GOOGLE_AUTHORIZED_REDIRECT_URIS: 'https://a.example,https://d.example',
      }),
    ).toEqual(['https://a.example', 'https://d.example'])
    expect(
      read({
        GOOGLE_AUTHORIZED_REDIRECT_URIS: ' ',
        GOOGLE_AUTHORIZED_REDIRECT_URI: '',
        GOOGLE_REDIRECT: 'https://c.example',
      }),
    ).toEqual(['https://c.example'])
  })

  test('are named in problems', () => {
    expect(problemsOf(definition, { GOOGLE_AUTHORIZED_REDIRECT_URI: 'a.example' })[0]).toContain(
      'GOOGLE_AUTHORIZED_REDIRECT_URIS (read from GOOGLE_AUTHORIZED_REDIRECT_URI) is not valid at item 1: expected a list',
    )
    expect(problemsOf(definition, {})[0]).toContain(
      'GOOGLE_AUTHORIZED_REDIRECT_URIS is missing, and so is GOOGLE_AUTHORIZED_REDIRECT_URI, and so is GOOGLE_REDIRECT:',
    )
    expect(problemsOf(definition, { GOOGLE_REDIRECT: 'GOOGLE_REDIRECT=https://a.example' })[0]).toContain(
      '(read from GOOGLE_REDIRECT) starts with "GOOGLE_REDIRECT="',
    )
  })

  test('make a member of a group count as set', () => {
    const group = defineEnv(
      { A: variable.string({ optional: true, aliases: ['OLD_A'] }), B: variable.string({ optional: true }) },
      { groups: [{ name: 'pair', members: ['A', 'B'], rule: 'all-or-none' }] },
    )
    expect(checkEnv(group, { OLD_A: 'a' }).map(({ variable }) => variable)).toEqual(['B'])
  })

  test('must be names that a shell can set, and a secret has none that is published', () => {
    expect(refusal(() => defineEnv({ A: variable.string({ aliases: ['old-a'] }) }))).toContain('"old-a" is not a name')
    expect(refusal(() => defineEnv({ KEY: variable.secret({ aliases: ['VITE_KEY'] }) }))).toContain(
      'VITE_KEY is a secret',
    )
  })
})

describe('a name that build tools publish', () => {
  const definition = defineEnv({
    API_KEY: variable.secret(),
    NEXT_PUBLIC_API_URL: variable.string(),
  })

  test('cannot hold a secret, or a text with one in it', () => {
    for (const text of ['k9Wq-7z4', 'https://a.example/?key=k9Wq-7z4']) {
      const problems = checkEnv(definition, { API_KEY: 'k9Wq-7z4', NEXT_PUBLIC_API_URL: text })
      expect(problems).toMatchObject([{ variable: 'NEXT_PUBLIC_API_URL', problem: 'published' }])
      expect(problems[0]?.message).toMatch(/^NEXT_PUBLIC_API_URL holds a secret, but build tools publish/)
      expect(problems[0]?.message).not.toContain('k9Wq')
    }
  })

  test('holds anything else, also a piece of a secret', () => {
    expect(checkEnv(definition, { API_KEY: 'k9Wq-shop-example', NEXT_PUBLIC_API_URL: 'shop-example' })).toEqual([])
  })

  test('is taken as it is when the definition says verbatim', () => {
    const verbatim = defineEnv({ DSN: variable.secret(), NEXT_PUBLIC_DSN: variable.string({ verbatim: true }) })
    expect(checkEnv(verbatim, { DSN: 'k9Wq-7z4', NEXT_PUBLIC_DSN: 'k9Wq-7z4' })).toEqual([])
  })
})

describe('onlyKnown', () => {
  const definition = defineEnv(
    {
      GITHUB_APP_ID: variable.integer({ optional: true }),
      GITHUB_APP_PRIVATE_KEY: variable.secret({ optional: true, aliases: ['GITHUB_APP_KEY'] }),
    },
    { checks: [onlyKnown('GITHUB_APP_', 'GITLAB_APP_')] },
  )

  test('tells a name that nothing reads, and the nearest one that is', () => {
    expect(checkEnv(definition, { GITHUB_APP_PRIVAT_KEY: 'k9Wq', GITHUB_APP_ID: '7' })).toEqual([
      {
        variable: 'GITHUB_APP_PRIVAT_KEY',
        problem: 'unknown',
        message: 'GITHUB_APP_PRIVAT_KEY is set and nothing reads it: expected GITHUB_APP_PRIVATE_KEY',
        expected: 'GITHUB_APP_PRIVATE_KEY',
      },
    ])
    expect(problemsOf(definition, { GITHUB_APP_WEBHOOK_URL: 'x' })).toEqual([
      'GITHUB_APP_WEBHOOK_URL is set and nothing reads it: expected one of GITHUB_APP_ID, GITHUB_APP_PRIVATE_KEY, GITHUB_APP_KEY',
    ])
    expect(problemsOf(definition, { GITLAB_APP_ID: 'x' })).toEqual([
      'GITLAB_APP_ID is set and nothing reads it: expected no name starting with GITLAB_APP_',
    ])
  })

  test('knows aliases, and leaves other names alone', () => {
    expect(problemsOf(definition, { GITHUB_APP_KEY: 'k9Wq', GITHUB_TOKEN: 'x', GITHUB_APP: 'x' })).toEqual([])
  })

  test('is told with all other problems', () => {
    const error = () => readEnv(definition, { GITHUB_APP_ID: 'seven', GITHUB_APP_IDD: '7' })
    expect(error).toThrow('the environment has 2 problems')
  })
})
