import { within, type Clock } from '@keelson/core'
import { refusal } from './check.js'
import type { HealthReport } from './report.js'

/** Where each question is answered. */
export interface HealthPaths {
  /** @default '/healthz' */
  readonly live: string
  /** @default '/readyz' */
  readonly ready: string
  /** @default '/health' */
  readonly report: string
}

/** A question that an endpoint answers. */
export type HealthQuestion = keyof HealthPaths

/** The endpoints, for every kind of server. */
export interface HealthHandlers {
  readonly paths: HealthPaths
  /** All three routes, for anything that speaks Fetch; 404 for other paths, 405 for other methods than GET and HEAD. */
  readonly fetch: (request: Request) => Promise<Response>
  /** One of them, whatever the path: a route of Next.js or Vercel; in Hono `(context) => handler(context.req.raw)`. */
  handler(question: HealthQuestion): (request: Request) => Promise<Response>
}

/** Who may see what, and where. */
export interface HandlerOptions {
  /** Each its own. @default `/healthz`, `/readyz` and `/health` */
  readonly paths?: Partial<HealthPaths> | undefined
  /** Who may see more than the status: without it, nobody. What it throws, and no answer within `budgetMs`, counts as no. */
  readonly authorize?: ((request: Request) => boolean | Promise<boolean>) | undefined
  /** Whether everybody may read `releaseId` and `serviceId`, as a gate without a key needs. @default false */
  readonly showRelease?: boolean | undefined
}

/** What the endpoints ask; the same report means that nothing has changed. */
interface Asked {
  live(): HealthReport
  ready(): Promise<HealthReport>
  report(): Promise<HealthReport>
}

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** An answer out of a cache on the way would be about another moment. */
const headers = { 'content-type': 'application/health+json', 'cache-control': 'no-store' }
const failed = '{"status":"fail"}'

/** `moreHeaders` are those of readiness, beyond the usual ones. */
export function createHandlers(
  asked: Asked,
  moreHeaders: () => Answer['headers'] | undefined,
  options: HandlerOptions,
  budgetMs: number,
  clock: Clock,
): HealthHandlers {
  const { authorize, showRelease } = options
  const paths = { live: '/healthz', ready: '/readyz', report: '/health', ...options.paths }
  const questions = new Map(Object.entries(paths).map(([question, path]) => [path, question as HealthQuestion]))
  // Of two questions at one path only one would be answered: that the process is alive, for one.
  if (questions.size < 3) throw refusal('paths are equal')
  // As long as nothing changes, the report is the same.
  const [open, detailed] = [new WeakMap<HealthReport, Answer>(), new WeakMap<HealthReport, Answer>()]

  const find = async (request: Request, question: HealthQuestion | undefined): Promise<Answer> => {
    if (!question) return { status: 404, headers, body: failed }
    const isHead = request.method === 'HEAD'
    if (!isHead && request.method !== 'GET') {
      return { status: 405, headers: { ...headers, allow: 'GET, HEAD' }, body: failed }
    }
    // There is nothing more to see of what has no body, or no checks.
    const authorizing =
      authorize && question !== 'live' && !isHead && within(async () => authorize(request), budgetMs, clock)
    const report = await asked[question]()
    const ending: { readonly how?: string; readonly value?: unknown } = (await authorizing) || {}
    const isDetailed = ending.value === true
    const written = isDetailed ? detailed : open
    let answer = written.get(report)
    if (!answer) {
      const { status, releaseId, serviceId } = report
      answer = {
        status: status === 'fail' ? 503 : 200,
        headers: { ...headers, ...(question === 'ready' && moreHeaders()) },
        // Everybody sees the status alone: what is wrong helps attackers, too.
        body: JSON.stringify(isDetailed ? report : { status, ...(showRelease && { releaseId, serviceId }) }),
      }
      written.set(report, answer)
    }
    return answer
  }
  const respond = async (request: Request, question: HealthQuestion | undefined): Promise<Response> => {
    const { body, ...init } = await find(request, question)
    return new Response(request.method === 'HEAD' ? null : body, init)
  }

  return {
    paths,
    fetch: (request) => respond(request, questions.get(pathOf(request.url))),
    handler: (question) => (request) => respond(request, question),
  }
}

/** The path of an address, or of a request line; a query is not looked at. */
export function pathOf(url: string): string {
  return url.replace(/^\w+:\/\/[^/?#]*|[?#].*/g, '')
}
