import { lazy, type Infer } from '@keelson/core'
import * as shape from '@keelson/core/shape'

/** Where a database can be; those from `us-central1` on are of GCP, the others of AWS. */
export type RedisRegion =
  | 'us-east-1'
  | 'us-east-2'
  | 'us-west-1'
  | 'us-west-2'
  | 'ca-central-1'
  | 'eu-central-1'
  | 'eu-west-1'
  | 'eu-west-2'
  | 'sa-east-1'
  | 'ap-south-1'
  | 'ap-northeast-1'
  | 'ap-southeast-1'
  | 'ap-southeast-2'
  | 'af-south-1'
  | 'us-central1'
  | 'us-east4'
  | 'europe-west1'
  | 'asia-northeast1'

/** The states of a database. */
export type RedisDatabaseState = 'active' | 'suspended' | 'passive'

const optionalText = () => shape.optional(shape.text())
const optionalNumber = () => shape.optional(shape.number())
const optionalBoolean = () => shape.optional(shape.boolean())
const optionalSecret = () => shape.optional(shape.secretText())

const identity = () => ({
  database_id: shape.text(),
  database_name: shape.text(),
  /** The first part of the host name, or all of it; `redisUrl` takes both. */
  endpoint: shape.text(),
  port: shape.number(),
  state: shape.open<RedisDatabaseState>(),
})

/** A Redis database; its credentials are there when it was asked for by id. */
export type RedisDatabase = Infer<typeof RedisDatabase>
export const RedisDatabase = /* @__PURE__ */ lazy(() =>
  shape.object({
    ...identity(),
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
    type: shape.optional(shape.open<'free' | 'payg' | 'pro' | 'paid'>()),
    budget: optionalNumber(),
    /** Seconds since 1970. */
    creation_time: optionalNumber(),
    db_max_clients: optionalNumber(),
    /** Bytes. */
    db_max_request_size: optionalNumber(),
    db_max_commands_per_second: optionalNumber(),
    /** A 64-bit number at Upstash: from 2^53 on it is rounded here. */
    db_request_limit: optionalNumber(),
    // Left out of the vendor's schema, but not of its answers.
    password: optionalSecret(),
    rest_token: optionalSecret(),
    read_only_rest_token: optionalSecret(),
  }),
)

// Lists are for finding: everything else is checked where it is used, on a database that was asked for by its id.
export const RedisDatabaseList = /* @__PURE__ */ lazy(() => shape.list(shape.object(identity())))
