import * as upstash from '@keelson/upstash'
import { waiterOf, type Connection } from './waiter.ts'

export const key = '4h2kQz8m-Wv0s-up7'
export const basePath = '/v2'

/** A client as every process makes it. */
export function connect(connection: Connection): upstash.UpstashClient {
  return upstash.createUpstashClient({ email: 'me@example.com', apiKey: key, ...connection })
}

const waiter = waiterOf(connect)

/** Everything of Upstash that can be waited for. */
export const waiters = {
  redisDatabase: waiter(upstash.checkRedisDatabase, upstash.waitForRedisDatabase),
}
