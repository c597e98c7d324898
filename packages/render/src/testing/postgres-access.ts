import { bodyObject, Refusal, requiredText, type FakeOperation } from '@keelson/core/testing'
import { isoTime } from './service-record.js'
import { readIdentifier, type OnPostgres } from './postgres-store.js'
import type { Store } from './store.js'

/** How to connect to a Postgres database, and as whom. */
export function accessOperations(store: Store, onPostgres: OnPostgres) {
  return {
    'GET /postgres/{postgresId}/connection-info': onPostgres((_request, postgres) => {
      const { id, region, databaseName, databaseUser, password } = postgres
      const host = `${id}.${region}-postgres.render.com`
      const login = `postgresql://${databaseUser}:${password}@`
      return {
        status: 200,
        body: {
          password,
          internalConnectionString: `${login}${id}/${databaseName}`,
          externalConnectionString: `${login}${host}/${databaseName}`,
          psqlCommand: `PGPASSWORD=${password} psql -h ${host} -U ${databaseUser} ${databaseName}`,
        },
      }
    }),
    'GET /postgres/{postgresId}/credentials': onPostgres((_request, { users, databaseUser }) => ({
      status: 200,
      body: [...users].map(([username, createdAt]) => ({
        username,
        default: username === databaseUser,
        createdAt: isoTime(createdAt),
        openConnections: 0,
      })),
    })),
    'POST /postgres/{postgresId}/credentials': onPostgres((request, postgres) => {
      const body = bodyObject(request)
      const username = requiredText(body, 'username')
      readIdentifier(body, 'username')
      if (postgres.users.has(username)) throw new Refusal(400, `username: ${username} is there already`)
      postgres.users.set(username, store.clock.date())
      Object.assign(postgres, { databaseUser: username, password: store.newHex(32), updatedAt: store.clock.date() })
      return { status: 202 }
    }),
    'DELETE /postgres/{postgresId}/credentials/{username}': onPostgres(({ path }, { users, databaseUser }) => {
      const username = path['username'] ?? ''
      if (username === databaseUser) throw new Refusal(400, 'username: the default user cannot be deleted')
      if (!users.delete(username)) throw new Refusal(404, `not found: user ${username}`)
      return { status: 200 }
    }),
  } satisfies Record<string, FakeOperation>
}
