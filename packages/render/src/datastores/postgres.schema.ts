import { lazy, type Infer } from '@keelson/core'
import * as shape from '@keelson/core/shape'
import { databaseFields } from './database.schema.js'
import type { Suspender } from '../resources/services.schema.js'

const postgres = () =>
  shape.object({
    ...databaseFields(),
    databaseName: shape.text(),
    databaseUser: shape.text(),
    /** When it expires, and is deleted some time later: only of a free one. */
    expiresAt: shape.optional(shape.text()),
    diskSizeGB: shape.optional(shape.number()),
    diskAutoscalingEnabled: shape.boolean(),
    highAvailabilityEnabled: shape.boolean(),
    primaryPostgresID: shape.optional(shape.text()),
    readReplicas: shape.list(shape.object({ id: shape.text(), name: shape.text() })),
    role: shape.open<'primary' | 'replica'>(),
    suspended: shape.open<'suspended' | 'not_suspended'>(),
    suspenders: shape.list(shape.open<Suspender>()),
    // Names of PostgreSQL's own settings, whose values are texts; only of a single database, not in a list.
    parameterOverrides: shape.optional(shape.object({}) as shape.Shape<Readonly<Record<string, string>>>),
  })

/** A Postgres database: a server with one database and one user in it. */
export type Postgres = Infer<typeof Postgres>
export const Postgres = /* @__PURE__ */ lazy(postgres)

export const PostgresPage = /* @__PURE__ */ lazy(() =>
  shape.list(shape.object({ postgres: postgres(), cursor: shape.text() })),
)

/** How to connect to a Postgres database; all of it contains the password. */
export type PostgresConnectionInfo = Infer<typeof PostgresConnectionInfo>
export const PostgresConnectionInfo = /* @__PURE__ */ lazy(() =>
  shape.object({
    password: shape.secretText(),
    internalConnectionString: shape.secretText(),
    externalConnectionString: shape.secretText(),
    psqlCommand: shape.secretText(),
  }),
)

/** Whether, and from when on, a point in time can be gone back to. */
export type PostgresRecoveryInfo = Infer<typeof PostgresRecoveryInfo>
export const PostgresRecoveryInfo = /* @__PURE__ */ lazy(() =>
  shape.object({
    recoveryStatus: shape.open<'AVAILABLE' | 'BACKUP_NOT_READY' | 'NOT_AVAILABLE'>(),
    startsAt: shape.optional(shape.text()),
  }),
)

/** A logical backup of a Postgres database. */
export type PostgresExport = Infer<typeof PostgresExports>[number]
export const PostgresExports = /* @__PURE__ */ lazy(() =>
  shape.list(
    shape.object({
      id: shape.text(),
      createdAt: shape.text(),
      /** Whoever has it can download all data; absent until the export is done. */
      url: shape.optional(shape.secretText()),
    }),
  ),
)

/** A user of a Postgres database; the default one is that of the connection strings. */
export type PostgresUser = Infer<typeof PostgresUsers>[number]
export const PostgresUsers = /* @__PURE__ */ lazy(() =>
  shape.list(
    shape.object({
      username: shape.optional(shape.text()),
      default: shape.optional(shape.boolean()),
      createdAt: shape.optional(shape.text()),
      openConnections: shape.optional(shape.number()),
    }),
  ),
)
