import type { RedisClient } from './redis-client.js'

/** What `lintRedisUrl` knows beside the URL. */
export interface RedisUrlContext {
  /** Who reads it. */
  readonly client: RedisClient
  /** How findings name the place: `CELERY_BROKER_URL`. @default 'url' */
  readonly path?: string | undefined
  /** The version of redis-py, `4.3.4`: below 6 it verifies no host name by itself. */
  readonly redisPy?: string | undefined
  /** TLS options beside the URL (`broker_use_ssl`, `OPTIONS`): what the URL does not say, they do. */
  readonly options?: Readonly<Record<string, unknown>> | undefined
  /** How findings name those: `CELERY_BROKER_USE_SSL`. @default 'options' */
  readonly optionsPath?: string | undefined
}
