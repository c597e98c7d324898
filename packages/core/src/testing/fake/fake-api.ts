import type { Clock } from '../../clock.js'
import { Refusal, type FakeAnswer, type FakeRequest } from './answer.js'
import { createFaults, type FakeFaults } from './faults.js'
import { findRoute } from './route.js'
import { strikeExchange } from './strike.js'

/** One operation of a fake; a {@link Refusal} that it throws becomes the vendor's error. */
export type FakeOperation = (request: FakeRequest) => FakeAnswer | Promise<FakeAnswer>

/** One request that reached a fake: no bodies, no headers. */
export interface FakeCall {
  readonly operation: string
  readonly path: string
  readonly requestId: string
  /** `undefined` when no answer was given. */
  status: number | undefined
}

/** What a fake of one vendor's API consists of. */
export interface FakeApiOptions<Operation extends string> {
  readonly clock: Clock
  /** Where the chance of faults comes from. */
  readonly random: () => number
  /** What stands between the host and the documented paths: `/v1`. */
  readonly basePath: string
  /** By method and documented path: `GET /services/{serviceId}`. */
  readonly operations: Readonly<Record<Operation, FakeOperation>>
  readonly isAuthorized: (headers: Headers, operation: string) => boolean
  /** The vendor's error body. */
  readonly errorBody: (refusal: {
    readonly status: number
    readonly message: string
    readonly code: string | undefined
    readonly requestId: string
  }) => unknown
  readonly newRequestId: () => string
  /** Moves the state on to the present; called before each operation. */
  readonly settle?: () => void
  /** Counts a request against the vendor's limits: the headers of its answer, and whether it is one too many. */
  readonly admit?: (
    operation: string,
    path: Readonly<Record<string, string>>,
  ) => { readonly headers: Record<string, string>; readonly refused: boolean }
}

/** A fake of one vendor's API. */
export interface FakeApi<Operation extends string, OwnFault extends string = never> {
  /** Answers what is sent to any host below the base path; nothing leaves the process. */
  readonly fetch: typeof fetch
  /** Every request so far, the oldest first. */
  readonly calls: readonly FakeCall[]
  readonly faults: FakeFaults<Operation, OwnFault>
}

/**
 * The part that all fakes of vendors share: routes, authorization, error bodies, a record of the calls, faults on demand.
 *
 * @example
 * import { systemClock } from '@keelson/core'
 * import { createFakeApi, Refusal } from '@keelson/core/testing'
 * const { fetch, faults } = createFakeApi({
 *   clock: systemClock, random: Math.random, basePath: '/v1', newRequestId: () => 'req-1',
 *   isAuthorized: (headers) => headers.has('authorization'),
 *   errorBody: ({ message }) => ({ message }),
 *   operations: { 'GET /shops/{shopId}': ({ path }) => ({ status: 200, body: { id: path['shopId'] } }) },
 * })
 */
export function createFakeApi<Operation extends string, OwnFault extends string = never>(
  options: FakeApiOptions<Operation>,
): FakeApi<Operation, OwnFault> {
  const { clock, operations, isAuthorized, errorBody, newRequestId, settle, admit } = options
  // Object.keys widens the names that the type keeps.
  const names = Object.keys(operations) as Operation[]
  const { faults, picker } = createFaults<Operation, OwnFault>(options.random)
  const calls: FakeCall[] = []
  // A Request follows its signal only while it can be reached itself: one that hangs would be collected, and hang for ever.
  const underWay = new Set<Request>()

  const answer = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init)
    request.signal.throwIfAborted()
    const url = new URL(request.url)
    const requestId = newRequestId()
    const path = below(options.basePath, url.pathname)
    const route = findRoute(names, request.method, path)
    const operation = route?.operation ?? `${request.method} ${path}`
    const { headers = {}, refused = false } = admit?.(operation, route?.path ?? {}) ?? {}
    const call: FakeCall = { operation, path, requestId, status: undefined }
    calls.push(call)

    const respond = ({ status, body }: FakeAnswer, more: Record<string, string> = {}) => {
      const all = { 'x-request-id': requestId, ...headers, ...more }
      if (body === undefined) return new Response(null, { status, headers: all })
      return new Response(JSON.stringify(body), { status, headers: { ...all, 'content-type': 'application/json' } })
    }
    const refuse = (status: number, message: string, more?: Record<string, string>, code?: string) =>
      respond({ status, body: errorBody({ status, message, code, requestId }) }, more)
    const carryOut = async (sent: string | FormData): Promise<Response> => {
      try {
        if (!isAuthorized(request.headers, operation)) throw new Refusal(401, 'Unauthorized')
        if (!route) throw new Refusal(501, `the fake does not have ${operation}`)
        settle?.()
        return respond(
          await operations[route.operation]({
            path: route.path,
            query: url.searchParams,
            headers: request.headers,
            body: typeof sent === 'string' ? parseBody(sent) : sent,
            strikes: (kind) => picker.strikes(kind, operation, requestId),
          }),
        )
      } catch (thrown) {
        // Anything else is a fault of the fake itself and goes on.
        if (!(thrown instanceof Refusal)) throw thrown
        return refuse(thrown.status, thrown.message, {}, thrown.code)
      }
    }

    const isForm = request.headers.get('content-type')?.startsWith('multipart/form-data')
    const sent = isForm ? await request.formData() : await request.text()
    const fault = refused ? undefined : picker.strike(operation, requestId)
    underWay.add(request)
    try {
      const response = refused
        ? refuse(429, 'rate limit exceeded')
        : fault
          ? await strikeExchange(fault, { request, clock, refuse, reply: () => carryOut(sent) })
          : await carryOut(sent)
      call.status = response.status
      return response
    } finally {
      underWay.delete(request)
    }
  }

  return { fetch: answer, calls, faults }
}

/** The path from behind the base path on, wherever that stands: a client may be given another address. */
function below(basePath: string, pathname: string): string {
  const at = pathname.indexOf(`${basePath}/`)
  return at < 0 ? pathname : pathname.slice(at + basePath.length)
}

function parseBody(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw new Refusal(400, 'the body is not JSON')
  }
}
