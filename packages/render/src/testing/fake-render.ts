import { systemClock, type Clock } from '@keelson/core'
import { Refusal, type Answer } from './answer.js'
import { createDeployTimeline, type FakeDeployDurations } from './deploy-timeline.js'
import { createFaults, type FakeRenderFaults, type Strike } from './faults.js'
import { findRoute, type Route } from './operations.js'
import { createRateLimits, type FakeRenderRateLimits } from './rate-limits.js'
import { refusal, respond } from './respond.js'
import type { FakeRenderRunner } from './runner.js'
import type { World } from './services.js'
import {
  createStore,
  type FakeCall,
  type FakeCommit,
  type FakeDeploy,
  type FakeLog,
  type FakeOwner,
  type FakeService,
} from './store.js'
import { strikeExchange } from './strike.js'

/** Options of {@link createFakeRender}. */
export interface FakeRenderOptions {
  /** The only key that is accepted; without it, any is. */
  readonly apiKey?: string
  /** The id of the workspace. @default one in the vendor's form */
  readonly ownerId?: string
  /** What moves deploys on. @default the clock of the machine */
  readonly clock?: Clock
  /** Where ids and the chance of faults come from: numbers from 0 up to 1. @default Math.random */
  readonly random?: () => number
  /** Carries deploys out; without it they only pass through their states. */
  readonly runner?: FakeRenderRunner
  /** The newest commit of every branch, which a deploy without a `commitId` takes. @default a random one a service */
  readonly latestCommit?: FakeCommit
  /** How long each state lasts without a runner. */
  readonly durations?: FakeDeployDurations
  /** What a deploy does while another one runs: wait for its end, or cancel it. @default 'wait' */
  readonly overlap?: 'wait' | 'override'
  readonly rateLimits?: FakeRenderRateLimits
}

/** What the fake knows, for tests to read and to prepare. */
export interface FakeRenderState {
  readonly owners: Map<string, FakeOwner>
  readonly services: Map<string, FakeService>
  /** Moved on to the present by reading it. */
  readonly deploys: Map<string, FakeDeploy>
  readonly logs: readonly FakeLog[]
  /** Every request so far, the oldest first. */
  readonly calls: readonly FakeCall[]
  /** The id of the workspace. */
  readonly ownerId: string
  /** Writes a line into a service's log. */
  log(line: Pick<FakeLog, 'message' | 'resource'> & Partial<Pick<FakeLog, 'instance' | 'type' | 'level'>>): void
}

/** A stand-in for the API of Render. */
export interface FakeRender {
  /** Answers what is sent to any host below `/v1`; nothing leaves the process. */
  readonly fetch: typeof fetch
  readonly state: FakeRenderState
  readonly faults: FakeRenderFaults
  /** Ends what a runner started; without a runner there is nothing to end. */
  stop(): Promise<void>
}

/** The request as far as the fake reads it. */
interface Incoming {
  readonly request: Request
  readonly route: Route
  readonly requestId: string
  readonly headers: Record<string, string>
}

/**
 * A stateful stand-in for the API of Render: services, environment, deploys that take their time, rollbacks and logs,
 * with faults on demand.
 *
 * @example
 * import { createFakeRender } from '@keelson/render/testing'
 * const fake = createFakeRender()
 * fake.faults.add({ operation: 'GET /services', kind: 'status', status: 429, retryAfter: 2 })
 * const answer = await fake.fetch('https://api.render.com/v1/services', { headers: { authorization: 'Bearer rnd_test' } })
 * console.log(answer.status, answer.headers.get('retry-after'))
 */
export function createFakeRender(options: FakeRenderOptions = {}): FakeRender {
  const {
    apiKey,
    clock = systemClock,
    random = Math.random,
    runner,
    durations = {},
    overlap = 'wait',
    rateLimits = {},
  } = options
  const store = createStore(clock, random)
  const { ownerId = store.newId('tea') } = options
  store.owners.set(ownerId, { id: ownerId, name: 'Test workspace', email: 'owner@example.com', type: 'team' })
  const timeline = createDeployTimeline({ store, durations, overlap, runner })
  const { latestCommit } = options
  const world: World = {
    store,
    timeline,
    runner,
    latestCommit: () => latestCommit ?? { id: store.newHex(40), message: 'First commit' },
  }
  const { faults, strike } = createFaults(random)
  const countRequest = createRateLimits(clock, rateLimits)

  const carryOut = async ({ request, route }: Incoming, outcome: Strike['outcome'], text: string): Promise<Answer> => {
    const [, key] = /^Bearer (\S+)$/i.exec(request.headers.get('authorization') ?? '') ?? []
    if (key === undefined || (apiKey !== undefined && key !== apiKey)) throw new Refusal(401, 'Unauthorized')
    timeline.settle()
    return route.run(
      { path: route.path, query: new URL(request.url).searchParams, body: parseBody(text) },
      world,
      outcome,
    )
  }

  const exchange = async (incoming: Incoming, { fault, outcome }: Strike): Promise<Response> => {
    const { request, requestId, headers } = incoming
    const reply = async (text: string) => {
      const answer = await carryOut(incoming, outcome, text).catch((thrown: unknown) => refusal(thrown, requestId))
      return respond(answer, headers)
    }
    const text = await request.text()
    if (!fault) return reply(text)
    if (fault.kind === 'hang' && fault.commit) await reply(text)
    return strikeExchange(fault, { request, headers, requestId, clock, reply: () => reply(text) })
  }

  const answer = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init)
    request.signal.throwIfAborted()
    const path = new URL(request.url).pathname.replace(/^.*?\/v1(?=\/)/, '')
    const requestId = store.newId('req')
    const route = findRoute(request.method, path)
    const operation = route?.name ?? `${request.method} ${path}`
    const { headers, refused } = countRequest(operation, route?.path['serviceId'])
    const call: FakeCall = { operation, path, requestId, status: undefined }
    store.calls.push(call)
    const all = { ...headers, 'x-request-id': requestId }
    const response = refused
      ? respond(refusal(new Refusal(429, 'rate limit exceeded'), requestId), all)
      : route
        ? await exchange({ request, route, requestId, headers: all }, strike(operation, requestId))
        : respond(refusal(new Refusal(501, `the fake does not have ${operation}`), requestId), all)
    call.status = response.status
    return response
  }

  return {
    fetch: answer,
    faults,
    stop: () => runner?.stop() ?? Promise.resolve(),
    state: {
      ownerId,
      owners: store.owners,
      services: store.services,
      logs: store.logs,
      calls: store.calls,
      get deploys() {
        timeline.settle()
        return store.deploys
      },
      log: (line) => store.log({ instance: line.resource, type: 'app', level: 'info', ...line }),
    },
  }
}

function parseBody(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw new Refusal(400, 'the body is not JSON')
  }
}
