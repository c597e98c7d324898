import type { CallOptions, Check, Clock, Resume, ServingOptions, WaitOptions } from '@keelson/core'

/** What a client is made with; its key is the same in every process. */
export interface Connection {
  readonly clock: Clock
  readonly fetch?: typeof fetch
  readonly baseUrl?: string
}

/** Options that a look takes at most. */
export type LookOptions = CallOptions & ServingOptions

/** One thing that can be waited for: the look, and the loop over it. */
export interface Waiter {
  // What is waited for comes from JSON: that it fits is up to the test.
  check(connection: Connection, params: never, resume?: Resume, options?: LookOptions): Promise<Check<unknown>>
  wait(connection: Connection, params: never, options: WaitOptions<unknown> & ServingOptions): Promise<unknown>
}

/** Pairs of functions of a package, bound to a client of it. */
export function waiterOf<Client>(connect: (connection: Connection) => Client) {
  return <Params extends object, Value, Result>(
    check: (client: Client, params: Params, resume?: Resume, options?: LookOptions) => Promise<Check<Value>>,
    wait: (client: Client, params: Params, options: WaitOptions<Value> & ServingOptions) => Promise<Result>,
  ): Waiter => ({
    check: (connection, params, resume, options) => check(connect(connection), params, resume, options),
    wait: (connection, params, options) => wait(connect(connection), params, options),
  })
}
