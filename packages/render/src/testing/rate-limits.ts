import type { Clock } from '@keelson/core'

/** How many requests a window takes. */
export interface FakeRenderRateLimit {
  readonly limit: number
  readonly windowMs: number
}

/** The vendor's limits by kind of request; `enforce` makes the fake answer 429 above them. */
export interface FakeRenderRateLimits {
  /** Whether requests above a limit are refused; the headers count either way. @default false */
  readonly enforce?: boolean
  /** @default 20 an hour */
  readonly createService?: FakeRenderRateLimit
  /** Changes, deploys, rollbacks, suspending and resuming, and deploy hooks: each service for itself. @default 10 a minute */
  readonly service?: FakeRenderRateLimit
  /** One-off jobs. @default 2000 an hour */
  readonly jobs?: FakeRenderRateLimit
  /** New domains. @default 50 an hour */
  readonly customDomains?: FakeRenderRateLimit
  /** @default 30 a minute */
  readonly logs?: FakeRenderRateLimit
  /** All other writes. @default 30 a minute */
  readonly write?: FakeRenderRateLimit
  /** All other reads. @default 400 a minute */
  readonly read?: FakeRenderRateLimit
}

/** Counts a request; answers the headers, and whether it is one too many. */
export type CountRequest = (
  operation: string,
  serviceId: string | undefined,
) => {
  readonly headers: Record<string, string>
  readonly refused: boolean
}

const minuteMs = 60_000
const ofService =
  /^(?:PATCH \/services\/\{serviceId\}|POST \/services\/\{serviceId\}\/(?:deploys|rollback|suspend|resume)|\w+ \/deploy\/.*)$/

/** Fixed windows, as the vendor's headers describe them. */
export function createRateLimits(clock: Clock, limits: FakeRenderRateLimits): CountRequest {
  const {
    enforce = false,
    createService = { limit: 20, windowMs: 60 * minuteMs },
    service = { limit: 10, windowMs: minuteMs },
    jobs = { limit: 2000, windowMs: 60 * minuteMs },
    customDomains = { limit: 50, windowMs: 60 * minuteMs },
    logs = { limit: 30, windowMs: minuteMs },
    write = { limit: 30, windowMs: minuteMs },
    read = { limit: 400, windowMs: minuteMs },
  } = limits
  const windows = new Map<string, { endsAt: number; count: number }>()

  const bucketOf = (operation: string, serviceId: string | undefined): [string, FakeRenderRateLimit] => {
    if (operation === 'POST /services') return ['createService', createService]
    if (ofService.test(operation)) return [`service ${serviceId}`, service]
    if (operation === 'POST /services/{serviceId}/jobs') return ['jobs', jobs]
    if (operation === 'POST /services/{serviceId}/custom-domains') return ['customDomains', customDomains]
    if (operation === 'GET /logs') return ['logs', logs]
    return operation.startsWith('GET ') ? ['read', read] : ['write', write]
  }

  return (operation, serviceId) => {
    const [bucket, { limit, windowMs }] = bucketOf(operation, serviceId)
    const now = clock.now()
    let window = windows.get(bucket)
    if (!window || window.endsAt <= now) {
      window = { endsAt: now + windowMs, count: 0 }
      windows.set(bucket, window)
    }
    window.count += 1
    const headers = {
      'ratelimit-limit': String(limit),
      'ratelimit-remaining': String(Math.max(0, limit - window.count)),
      // Seconds that are left, as in the vendor's example; their text speaks of an epoch.
      'ratelimit-reset': String(Math.ceil((window.endsAt - now) / 1000)),
    }
    return { headers, refused: enforce && window.count > limit }
  }
}
