import * as neon from '@keelson/neon'
import { waiterOf, type Connection } from './waiter.ts'

export const key = 'napi_4h2kQz8mWv0s'
export const basePath = '/api/v2'

/** A client as every process makes it. */
export function connect(connection: Connection): neon.NeonClient {
  return neon.createNeonClient({ apiKey: key, ...connection })
}

const waiter = waiterOf(connect)

/** Everything of Neon that can be waited for. */
export const waiters = {
  operations: waiter(neon.checkOperations, neon.waitForOperations),
  branch: waiter(neon.checkBranch, neon.waitForBranch),
  endpoint: waiter(neon.checkEndpoint, neon.waitForEndpoint),
}
