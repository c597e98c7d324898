import { expect, test } from 'vitest'
import { lintDotenv, type DotenvContext } from './lint.js'

const codes = (text: string, context: Partial<DotenvContext> = {}) =>
  lintDotenv(text, { name: 'render.env', ...context }).map(({ code, path }) => `${code} ${path}`)

const key = 'hunter2hunter3'
const committed = { committed: true }
const rows: readonly [code: string, bad: string, good: string, context?: Partial<DotenvContext>][] = [
  ['dotenv-committed-secret', `SECRET_KEY=${key}`, 'SECRET_KEY=', committed],
  [
    'dotenv-committed-secret',
    `DATABASE_URL=postgresql://app:${key}@db.example/app`,
    'DATABASE_URL=postgresql://app:app@localhost/app',
    committed,
  ],
  [
    'dotenv-committed-secret',
    `X=rnd_${key}${key}`,
    'X=rnd_xxxxxxxxxxxxxxxxxxxx',
    { ...committed, name: '.env.example' },
  ],
  ['dotenv-committed-secret', `A=b c\nSTRIPE_KEY='sk_live_${key}${key}'`, "TOKEN_EXPIRY='3600'", committed],
  ['dotenv-published-secret', `NEXT_PUBLIC_ADMIN_PASSWORD=${key}`, `NEXT_PUBLIC_FIREBASE_API_KEY=${key}`],
  ['dotenv-placeholder', 'SECRET_KEY=changeme', `SECRET_KEY=${key}`],
  ['dotenv-name-twice', 'A=1\nA=2', 'A=1\nB=2'],
  ['dotenv-readers-disagree', 'A=b c', "A='b c'"],
  ['dotenv-unreadable', "A='b", "A='b'"],
  ['dotenv-docker-quotes', "A='b c'", 'A=b c', { for: 'docker' }],
]

test.for(rows)('%s: %j against %j', ([code, bad, good, context = {}]) => {
  const line = bad.split('\n').length
  expect(codes(bad, context)).toContain(`${code} ${context.name ?? 'render.env'}:${line}`)
  expect(codes(good, context)).toEqual([])
  expect(JSON.stringify(lintDotenv(bad, { name: 'x', ...context }))).not.toContain('hunter')
})

test('a value that a reader does not see is looked at all the same', () => {
  expect(codes(`SECRET_KEY="${key}"`, { for: 'docker', committed: true })).toEqual([
    'dotenv-docker-quotes render.env:1',
    'dotenv-committed-secret render.env:1',
  ])
  expect(lintDotenv('A=b c\r\n', { name: '.env' }).map(({ severity, fix }) => [severity, fix])).toEqual([
    ['info', 'Save it with LF at the end of lines'],
    ['info', expect.stringContaining('single quotes')],
  ])
  expect(lintDotenv('A=b c', { name: '.env', for: 'shell' })).toMatchObject([{ severity: 'warning' }])
})

test('a file that is not committed may hold secrets, and an example placeholders', () => {
  expect(codes(`SECRET_KEY=${key}\nDATABASE_URL=postgresql://app:${key}@db.example/app`)).toEqual([])
  expect(codes('SECRET_KEY=changeme\nURL=<your-url>', { name: '.env.example', for: 'node', committed: true })).toEqual(
    [],
  )
})
