import { formatPostgresUrl, migrate, parsePostgresUrl, type PostgresUrl } from '@keelson/core/postgres'
import { Secret } from '@keelson/core'
import { createRandom } from '@keelson/core/testing'
import { postgresProbe } from '@keelson/health/probes/postgres'
import { connect, createPool } from '@keelson/neon/pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startPostgres, type PostgresServer } from '../services/postgres.ts'
import { refuseLeak, showAll } from './find-leak.ts'
import { drawFrom } from './secret-texts.ts'

let server: PostgresServer
beforeAll(async () => {
  server = await startPostgres()
})
afterAll(() => server.remove())

const draw = drawFrom(createRandom(51))
const at = (changes: Partial<PostgresUrl>) => formatPostgresUrl({ ...parsePostgresUrl(server.url()), ...changes })
const thrownBy = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )

test('a real PostgreSQL that refuses a connection', async () => {
  const password = draw.password()
  const secret = new Secret(password)
  const places: readonly [Partial<PostgresUrl>, ca: string | undefined][] = [
    [{ password: secret, parameters: { sslmode: 'require' } }, server.ca],
    [{ password: secret, parameters: { sslmode: 'require' } }, undefined],
    [{ password: secret, user: 'nobody' }, server.ca],
    [{ database: 'missing' }, server.ca],
    [{ password: secret, parameters: { options: '-c nonsense=1' } }, server.ca],
    [{ password: secret, host: 'no-such-host.invalid' }, undefined],
    [{ password: secret, port: 1 }, undefined],
  ]
  for (const [changes, ca] of places) {
    const options = { connectionString: at(changes), ca, connectTimeoutMs: 400 }
    const pool = createPool(options)
    const reading = await postgresProbe(pool).run({ signal: new AbortController().signal, attempt: 1 })
    const errors = [await thrownBy(connect(options)), await thrownBy(pool.query('select 1'))]
    expect(errors.every((error) => error instanceof Error)).toBe(true)
    await pool.end()
    const shown = showAll(...errors, reading, pool, pool.options, options)
    refuseLeak(JSON.stringify(changes), shown, [password, server.password])
  }
})

test('sessions and pools that work, looked into all the way down, and SQL that is refused', async () => {
  const password = draw.password()
  const options = { connectionString: at({}), ca: server.ca }
  const { client, end } = await connect(options)
  const pool = createPool(options)
  const taken = await pool.connect()
  const literal = `'${password.replaceAll("'", "''")}'`
  const errors = [
    await thrownBy(migrate(client, { migrations: [{ name: 'a', sql: `create role a password ${literal} 1` }] })),
    await thrownBy(
      migrate(client, {
        migrations: [{ name: 'b', sql: `alter role missing with password ${literal}`, transaction: false }],
      }),
    ),
  ]
  expect(errors.every((error) => error instanceof Error)).toBe(true)
  const parts = [client, taken].flatMap((one) => Object.values(one))
  const shown = showAll(client, taken, pool, pool.options, ...errors, ...parts)
  refuseLeak('sessions', shown, [password, server.password])
  taken.release()
  await Promise.all([end(), pool.end()])
})
