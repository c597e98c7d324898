import { bodyObject, oneOf, optionalText, Refusal, requiredText, type FakeOperation } from '@keelson/core/testing'
import { postgresPlans } from '../known-values.js'
import { isoTime } from './service-record.js'
import { addPostgres, detail, refuseSuspended, type FakePostgres, type OnPostgres } from './postgres-store.js'
import type { Store } from './store.js'

const recoveryMs = 120_000
const exportMs = 30_000
/** As far back as the fake recovers. */
const windowMs = 3 * 24 * 3600 * 1000

/** Going back to a point in time, and logical backups. */
export function backupOperations(store: Store, onPostgres: OnPostgres) {
  const recoveryOf = ({ plan, status, createdAt }: FakePostgres) => {
    if (plan === 'free') return { recoveryStatus: 'NOT_AVAILABLE' }
    if (status === 'creating' || status === 'recovery_in_progress') return { recoveryStatus: 'BACKUP_NOT_READY' }
    return { recoveryStatus: 'AVAILABLE', startsAt: isoTime(Math.max(createdAt, store.clock.date() - windowMs)) }
  }
  return {
    'GET /postgres/{postgresId}/recovery': onPostgres((_request, postgres) => ({
      status: 200,
      body: recoveryOf(postgres),
    })),
    'POST /postgres/{postgresId}/recovery': onPostgres((request, postgres) => {
      const body = bodyObject(request)
      const time = Date.parse(requiredText(body, 'restoreTime'))
      const { recoveryStatus, startsAt } = recoveryOf(postgres)
      if (startsAt === undefined) throw new Refusal(400, `recovery is not possible: ${recoveryStatus}`)
      if (!(time >= Date.parse(startsAt) && time <= store.clock.date()))
        throw new Refusal(400, `restoreTime: must be from ${startsAt} to now`)
      const { users: _users, exports: _exports, id: _id, next: _next, ...original } = postgres
      const recovered = addPostgres(store, {
        ...original,
        name: optionalText(body, 'restoreName') ?? `${postgres.name}-recovery`,
        plan: oneOf('plan', optionalText(body, 'plan') ?? postgres.plan, postgresPlans),
        environmentId: optionalText(body, 'environmentId') ?? postgres.environmentId,
        sequence: store.nextSequence(),
        createdAt: store.clock.date(),
        password: store.newHex(32),
        readReplicas: [],
        suspenders: [],
        status: 'recovery_in_progress',
        lastsMs: recoveryMs,
      })
      return detail(200, recovered, store)
    }),
    'GET /postgres/{postgresId}/export': onPostgres((_request, { id, exports }) => ({
      status: 200,
      body: exports.map((one) => ({
        id: one.id,
        createdAt: isoTime(one.createdAt),
        url:
          one.readyAt <= store.clock.now()
            ? `https://storage.example.com/${id}/${one.id}.dir.tar.gz?sig=export`
            : undefined,
      })),
    })),
    'POST /postgres/{postgresId}/export': onPostgres((_request, postgres) => {
      refuseSuspended(postgres)
      const createdAt = store.clock.date()
      postgres.exports.unshift({ id: store.newId('exp'), createdAt, readyAt: store.clock.now() + exportMs })
      return { status: 202 }
    }),
  } satisfies Record<string, FakeOperation>
}
