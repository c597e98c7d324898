import { expect, test } from 'vitest'
import { checkEnv, defineEnv, generateMissing, lintEnv } from '@keelson/core'
import * as variable from '@keelson/core/variable'
import { runPython } from './programs.ts'

interface Answer {
  readonly redis: readonly number[]
  readonly postgres: readonly Readonly<Record<string, string | null>>[]
  readonly secretKeys: readonly (readonly string[])[]
  readonly concurrency: readonly string[]
  readonly booleans: readonly boolean[]
}

const redis = ['redis://h/3', 'redis://h', 'redis://h/shop', 'redis://h/3/x']
const postgres = [
  'postgresql://shop:k9%2FWq@h/shop',
  'postgresql://shop:12/3@h/shop',
  'postgresql://shop:9#W@h/shop',
  'postgresql://shop:9?W@h/shop',
]
const concurrency = ['2', '', 'auto', '0']
const booleans = ['False', '0', 'no', 'off', '']
const keys = defineEnv({ SECRET_KEY: variable.secret({ minLength: 50, generate: 'base64url' }) })

function accepts(kind: ReturnType<typeof variable.redisUrl>, text: string): boolean {
  return checkEnv(defineEnv({ URL: kind }), { URL: text }).length === 0
}

test.each(['debian', 'pip'] as const)(
  'what is refused is what the programs of %s misread',
  { timeout: 60_000 },
  async (site) => {
    const made = Array.from({ length: 20 }, () => generateMissing(keys, {}).SECRET_KEY?.reveal() ?? '')
    const secretKeys = [...made, 'k9Wq']
    const cases = { redis, postgres, secretKeys, concurrency, booleans }
    const answer = (await runPython(site, 'environment.py', cases)) as Answer

    // A path that is no number is database 0, without a word.
    expect(answer.redis).toEqual([3, 0, 0, 0])
    expect(redis.map((url) => accepts(variable.redisUrl(), url))).toEqual([true, true, false, false])

    // libpq and JavaScript disagree on where these passwords end; with a / libpq itself connects to a host named by the user.
    expect(answer.postgres[0]).toEqual({ host: 'h', port: null, password: 'k9/Wq', dbname: 'shop' })
    expect(answer.postgres[1]).toEqual({ host: 'shop', port: '12', password: null, dbname: '3@h/shop' })
    expect(answer.postgres[2]).toMatchObject({ host: 'h', password: '9#W' })
    expect(new URL(postgres[2] ?? '').host).not.toBe('h')
    expect(postgres.map((url) => accepts(variable.postgresUrl(), url))).toEqual([true, false, false, false])

    // Django's check of the key (security.W009) is content with those that are made.
    expect(answer.secretKeys).toEqual([...made.map(() => []), ['security.W009']])

    expect(answer.concurrency).toEqual(['2', 'ValueError', 'ValueError', '0'])
    const found = concurrency.map((text) => lintEnv({ WEB_CONCURRENCY: text }, { python: true }).length)
    expect(found).toEqual([0, 1, 1, 1])

    expect(answer.booleans).toEqual([true, true, true, true, false])
    const misread = booleans.map((text) => lintEnv({ TLS: text }, { code: 'TLS = bool(os.environ["TLS"])' }).length)
    expect(misread).toEqual([1, 1, 1, 1, 0])
  },
)
