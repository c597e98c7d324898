import { lazy, type Infer, type Schema } from '@keelson/core'
import * as shape from '@keelson/core/shape'
import type { RedisRegion } from '../known-values.js'

/** The states of a database. */
export type RedisDatabaseState = 'active' | 'suspended' | 'passive'

/** Which database is meant. */
export interface RedisDatabaseParams {
  readonly databaseId: string
}

const optionalText = () => shape.optional(shape.text())
const optionalNumber = () => shape.optional(shape.number())
const optionalBoolean = () => shape.optional(shape.boolean())
const optionalSecret = () => shape.optional(shape.secretText())

const identity = () => ({
  database_id: shape.text(),
  database_name: shape.text(),
  /** The first part of the host name, or all of it; `redisUrl` takes both. */
  endpoint: shape.text(),
  state: shape.open<RedisDatabaseState>(),
})

/** A Redis database; its credentials are there when it was asked for by id. */
export type RedisDatabase = Infer<typeof RedisDatabase>
export const RedisDatabase = /* @__PURE__ */ lazy(() =>
  shape.object({
    ...identity(),
    port: shape.number(),
    /** Not empty while something about the database is being changed. */
    modifying_state: optionalText(),
    /** `global`, except of old databases. */
    region: optionalText(),
    primary_region: shape.optional(shape.open<RedisRegion>()),
    read_regions: shape.optional(shape.list(shape.text())),
    tls: optionalBoolean(),
    eviction: optionalBoolean(),
    auto_upgrade: optionalBoolean(),
    daily_backup_enabled: optionalBoolean(),
    prod_pack_enabled: optionalBoolean(),
    /** Every fixed plan is `pro` or `paid`: which one it is, is not shown. */
    type: shape.optional(shape.open<'free' | 'payg' | 'pro' | 'paid'>()),
    /** Dollars a month. */
    budget: optionalNumber(),
    /** Seconds since 1970. */
    creation_time: optionalNumber(),
    db_max_clients: optionalNumber(),
    /** Bytes. */
    db_max_request_size: optionalNumber(),
    /** Bytes. */
    db_max_entry_size: optionalNumber(),
    /** Bytes. */
    db_memory_threshold: optionalNumber(),
    /** Bytes. */
    db_disk_threshold: optionalNumber(),
    db_max_commands_per_second: optionalNumber(),
    /** A 64-bit number at Upstash: from 2^53 on it is rounded here, and two different limits may look the same. */
    db_request_limit: optionalNumber(),
    // Left out of the vendor's schema, but not of its answers.
    password: optionalSecret(),
    rest_token: optionalSecret(),
    read_only_rest_token: optionalSecret(),
  }),
)

// Lists are for finding: everything else is checked where it is used, on a database that was asked for by its id.
export const RedisDatabaseList: Schema<RedisDatabase[]> = /* @__PURE__ */ lazy(
  () => shape.list(shape.object(identity())) as Schema<RedisDatabase[]>,
)

export const secretFields = ['password', 'rest_token', 'read_only_rest_token']

/** What all operations have in common that answer with one database. */
export const oneDatabase = { response: RedisDatabase, secrets: secretFields }
