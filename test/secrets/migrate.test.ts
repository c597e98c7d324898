import { runTransaction, TransactionError } from '@keelson/core'
import { migrate, migrateStep, type SqlClient } from '@keelson/core/postgres'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { expect, test } from 'vitest'
import { refuseLeak, showAll } from './find-leak.ts'
import { drawFrom } from './secret-texts.ts'

const literal = (text: string) => `'${text.replaceAll("'", "''")}'`

/** Statements that have a password in them, as it is written in each. */
const statements: readonly ((password: string) => string)[] = [
  (password) => `create role app login password ${literal(password)}`,
  (password) => `alter role app\n  with encrypted password ${literal(password)} valid until 'infinity'`,
  (password) => `alter user app PASSWORD E'${password.replace(/[\\']/g, String.raw`\$&`)}'`,
  (password) => `create user mapping for app server away options (user 'app', password ${literal(password)})`,
  (password) =>
    `create subscription s connection ${literal(`postgresql://app:${encodeURIComponent(password)}@h/d`)} publication p`,
  (password) =>
    `do $$ begin execute format('alter role app password %L', 1); alter role app password ${literal(password.replaceAll('$', '_'))}; end $$`,
]

/** What a server says of a statement: it repeats words, and may repeat all of it. */
const answers: readonly ((sql: string, password: string) => string)[] = [
  (_, password) => `syntax error at or near "${password}"`,
  (sql) => `cannot execute ${sql}`,
  (sql) => `unterminated quoted string at or near "${sql.slice(sql.search(/password|connection/i))}"`,
  (_, password) => `role "app" cannot use ${JSON.stringify(password)}`,
]

/** A session that has all that migrating asks for, and refuses the statement. */
function refusing(sql: string, message: string, code: string): SqlClient {
  const row = { pid: 1, taken: true, held: true, path: 'public' }
  return {
    async query(text) {
      if (text === sql)
        throw Object.assign(new Error(message), { code, detail: message, hint: message, where: message })
      return { rows: /pg_backend_pid|advisory|search_path|held/.test(text) ? [row] : [] }
    },
  }
}

test('no password of a migration is shown in 1,200 generated failures', async () => {
  const draw = drawFrom(createRandom(41))
  let hidden = 0
  for (let run = 0; run < 600; run++) {
    const drawn = draw.password()
    const write = draw.pick(statements)
    const password = write === statements.at(-1) ? drawn.replaceAll('$', '_') : drawn
    const sql = write(password)
    const code = draw.pick(['42601', '42704', '42501', '57014', '08006', '55P03'])
    const client = refusing(sql, draw.pick(answers)(sql, password), code)
    const events: unknown[] = []
    const onEvent = (event: unknown) => void events.push(event)
    const clock = createFakeClock({ auto: true })
    const options = { migrations: [{ name: '0001_role', sql }], onEvent, clock }
    const direct: unknown = await migrate(client, options).catch((thrown: unknown) => thrown)
    const step = migrateStep(async () => ({ client, end: async () => undefined }), options)
    const released: unknown = await runTransaction({ name: 'release', clock, onEvent }, (go) => go(step)).catch(
      (thrown: unknown) => thrown,
    )
    if (!(released instanceof TransactionError)) throw released
    const shown = showAll(direct, released, released.journal, events)
    if (shown.includes('[secret]')) hidden += 1
    refuseLeak(`run ${run}: ${sql}: ${code}`, shown, [password])
  }
  expect(hidden).toBeGreaterThan(500)
})
