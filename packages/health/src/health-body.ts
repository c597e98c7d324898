/** What the body of a health endpoint tells, whatever its dialect. */
export interface HealthBody {
  /** Absent when the body does not tell, or in a word that is not known: then the HTTP status decides. */
  readonly status?: 'warn' | 'fail' | undefined
  readonly release?: string | undefined
  readonly serviceId?: string | undefined
}

const failing =
  /^(?:fail(?:ed|ing|ure)?|error|down|unhealthy|critical|unavailable|out_of_service|not_serving|not_ready|starting|stopping|draining|timeout|false)$/
const warning = /^(?:warn(?:ing)?|degraded|partially_available)$/

/** Reads health+json and its relatives; `body` is the parsed JSON, or the text of a body that is not JSON. */
export function readHealthBody(body: unknown): HealthBody {
  if (typeof body === 'string') return { status: statusOf(body) }
  if (typeof body !== 'object' || body === null) return {}
  const { status, releaseId, commit, version, serviceId } = body as Readonly<Record<string, unknown>>
  return {
    status: statusOf(status),
    // `version` last: in health+json it is the version of the interface, which many releases share.
    release: nameOf(releaseId) ?? nameOf(commit) ?? nameOf(version),
    serviceId: nameOf(serviceId),
  }
}

function statusOf(value: unknown): 'warn' | 'fail' | undefined {
  if (typeof value !== 'string' && typeof value !== 'boolean') return undefined
  const word = String(value)
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_')
  return failing.test(word) ? 'fail' : warning.test(word) ? 'warn' : undefined
}

function nameOf(value: unknown): string | undefined {
  return (typeof value === 'string' && value) || typeof value === 'number' ? String(value) : undefined
}
