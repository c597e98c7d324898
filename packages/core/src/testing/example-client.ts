import { createClient, type Client } from '../client.js'
import { isKeelsonError, type KeelsonError } from '../errors.js'
import type { ClientOptions } from '../options.js'
import { countInFlight } from './count-in-flight.js'
import { exampleProvider } from './example-provider.js'
import { createFakeClock, type FakeClock } from './fake-clock.js'
import type { Reply } from './reply.js'
import { startTestServer, type TestServer } from './test-server.js'

/** A client and the server that it talks to, over real sockets and in virtual time. */
export interface Example extends AsyncDisposable {
  readonly client: Client<'example'>
  readonly clock: FakeClock
  readonly server: TestServer
}

/** Starts an {@link Example}; its end throws when a connection, a timer or an exchange was left behind. */
export async function startExample(respond: readonly Reply[], options: ClientOptions = {}): Promise<Example> {
  const counted = countInFlight(fetch)
  const clock = createFakeClock({ auto: () => counted.inFlight === 0 })
  // Without keep-alive a connection that is open after the answer is one that was forgotten.
  const server = await startTestServer({ respond, keepAlive: false })
  const client = createClient(exampleProvider, {
    apiKey: 'key-of-the-example',
    baseUrl: `${server.url}/v1`,
    clock,
    random: () => 0.5,
    fetch: counted.fetch,
    ...options,
  })
  return {
    client,
    clock,
    server,
    async [Symbol.asyncDispose]() {
      await server.disconnected()
      await server.close()
      const left = { timers: clock.pending, exchanges: counted.inFlight }
      if (left.timers + left.exchanges > 0) throw new Error(`left behind: ${JSON.stringify(left)}`)
    },
  }
}

/** The error in which a call must end. */
export async function failureOf(call: Promise<unknown>): Promise<KeelsonError> {
  const outcome = await call.then(
    (value) => ({ value }),
    (error: unknown) => error,
  )
  if (!isKeelsonError(outcome)) throw new Error('not a KeelsonError', { cause: outcome })
  return outcome
}
