import * as shape from '@keelson/core/shape'
import type { Region } from '../known-values.js'

/** The states of a Postgres database or a Key Value instance. */
export type DatabaseStatus =
  | 'creating'
  | 'available'
  | 'unavailable'
  | 'config_restart'
  | 'suspended'
  | 'maintenance_scheduled'
  | 'maintenance_in_progress'
  | 'recovery_failed'
  | 'recovery_in_progress'
  | 'unknown'
  | 'updating_instance'

const optionalText = () => shape.optional(shape.text())

/** The fields that both kinds of databases have. */
export const databaseFields = () => ({
  id: shape.text(),
  name: shape.text(),
  owner: shape.object({ id: shape.text(), name: shape.text() }),
  status: shape.open<DatabaseStatus>(),
  plan: shape.text(),
  region: shape.open<Region>(),
  version: shape.text(),
  environmentId: optionalText(),
  // Documented as a list; an empty one has been seen as null.
  ipAllowList: shape.nullable(shape.list(shape.object({ cidrBlock: shape.text(), description: shape.text() }))),
  dashboardUrl: optionalText(),
  createdAt: shape.text(),
  updatedAt: shape.text(),
  maintenance: shape.optional(
    shape.object({ id: shape.text(), type: shape.text(), scheduledAt: shape.text(), state: shape.text() }),
  ),
})
