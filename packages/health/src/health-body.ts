/** What the body of a health endpoint tells, whatever its dialect. */
export interface HealthBody {
  /** Absent when the body does not tell, or in a word that is not known: then the HTTP status decides. */
  readonly status?: 'warn' | 'fail' | undefined
  readonly release?: string | undefined
  readonly serviceId?: string | undefined
}

/** A parsed object, of which nothing is known. */
export type Fields = Readonly<Record<string, unknown>>

const failing =
  /^(?:fail(?:ed|ing|ure)?|error|crashed|down|unhealthy|critical|unavailable|out_?of_?service|maintenance|offline|not_ok|not_serving|service_unknown|unknown_error|unexpected_result|not_?ready|starting|stopp(?:ing|ed)|draining|timeout(?:_.*)?|red|false)$/
const warning = /^(?:warn(?:ing)?|degraded|partially_available|yellow)$/

/** Reads health+json and its relatives; `body` is the parsed JSON, or the text of a body that is not JSON. */
export function readHealthBody(body: unknown): HealthBody {
  if (typeof body !== 'object' || body === null) return { status: badStatusOf(body) }
  const { releaseId, commit, version, serviceId } = body as Fields
  return {
    status: badStatusOf(statusFieldOf(body as Fields)),
    // `version` last: in health+json it is the version of the interface, which many releases share.
    release: nameOf(releaseId) ?? nameOf(commit) ?? nameOf(version),
    serviceId: nameOf(serviceId),
  }
}

/** Where an object tells how it is, as it tells it; a number is the HTTP status, or that of a vendor. */
export function statusFieldOf({ status, state, healthy, ok }: Fields): unknown {
  return [status, state, healthy, ok].find((said) => wordOf(said) !== '')
}

/** A status in one form, whoever wrote it: `Partially Available` is `partially_available`. */
export function wordOf(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'boolean') return ''
  return String(value)
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_')
}

/** The meaning of a status that is not `pass`; undefined for any other one. */
export function badStatusOf(value: unknown): 'warn' | 'fail' | undefined {
  const word = wordOf(value)
  return failing.test(word) ? 'fail' : warning.test(word) ? 'warn' : undefined
}

/** A text or a number as a name; undefined for what names nothing. */
export function nameOf(value: unknown): string | undefined {
  return (typeof value === 'string' && value) || typeof value === 'number' ? String(value) : undefined
}
