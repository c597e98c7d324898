import { badStatusOf, nameOf, readHealthBody, statusFieldOf, wordOf, type Fields } from './health-body.js'
import type { HealthStatus } from './endpoints/report.js'

/** One check of a {@link ParsedHealth}. */
export interface ParsedHealthCheck {
  /** As the body names it; a part of a part is `broker/us1`. Several nodes of one thing share a name. */
  readonly name: string
  readonly componentId?: string | undefined
  /** Absent when the body says nothing, or a word that is not known. */
  readonly status?: HealthStatus | undefined
  /** As it was said: nothing is redacted. At most 500 characters. */
  readonly output?: string | undefined
  readonly time?: string | undefined
  /** A number or a text; anything else is left out. */
  readonly observedValue?: string | number | undefined
  readonly observedUnit?: string | undefined
}

/** What a health endpoint told, whatever its dialect. */
export interface ParsedHealth {
  /** Absent when the body says nothing, or a word that is not known. */
  readonly status?: HealthStatus | undefined
  readonly release?: string | undefined
  readonly serviceId?: string | undefined
  readonly checks: readonly ParsedHealthCheck[]
}

/** Options of {@link parseHealth}. */
export interface ParseHealthOptions {
  /** The HTTP status of the answer: from 400 on the whole is `fail`, whatever the body says. */
  readonly httpStatus?: number | undefined
}

/** A longer body is not read: no endpoint needs so much to say how it is. */
const mostCharacters = 1024 * 1024
const mostChecks = 100
const deepest = 4

const passing = /^(?:pass(?:ed|ing)?|ok|up|healthy|ready|serving|working|green|true)$/

/** Where the dialects keep their checks; the first that is there holds all of them. */
const containers = ['checks', 'components', 'entries', 'results', 'checkResults', 'details', 'info', 'failures']

/** Where they say what is wrong. */
const outputs = ['output', 'error', 'message', 'notificationMessage', 'exception', 'description', 'details', 'reason']

/**
 * Reads the body of any health endpoint, text or parsed JSON, into one form; never throws.
 *
 * Known are health+json (with its aliases), @godaddy/terminus and Nest, Spring Boot Actuator, ASP.NET (text and JSON),
 * MicroProfile and @cloudnative, laravel-health, health-go, alexliesenfeld/health, django-health-check, the states of gRPC, one word, a
 * boolean. What is not understood is left out: a page, or an unknown word, has no status. Texts over 1 Mi
 * characters are not read, nor checks beyond the 100th. https://datatracker.ietf.org/doc/html/draft-inadarei-api-health-check-06
 *
 * @example
 * import { parseHealth } from '@keelson/health'
 * const response = await fetch('https://api.example.com/health')
 * const { status, checks } = parseHealth(await response.text(), { httpStatus: response.status })
 * console.log(status, checks.filter((check) => check.status === 'fail'))
 */
export function parseHealth(body: unknown, { httpStatus = 0 }: ParseHealthOptions = {}): ParsedHealth {
  const failed = httpStatus >= 400 ? 'fail' : undefined
  try {
    const value = typeof body === 'string' ? parseText(body) : body
    if (!isObject(value)) return { status: failed ?? statusOf(value), checks: [] }
    const { release, serviceId } = readHealthBody(value)
    const { name, version } = Object(value['component']) as Fields
    return {
      status: failed ?? statusOf(statusFieldOf(value)),
      release: short(release ?? version),
      serviceId: short(serviceId ?? name),
      checks: readChecks(value),
    }
  } catch {
    // Only an object that is no JSON gets here: a getter or a proxy of it threw.
    return { status: failed, checks: [] }
  }
}

function readChecks(root: Fields): ParsedHealthCheck[] {
  const checks: ParsedHealthCheck[] = []
  const container = containers.find((name) => isObject(root[name]))
  const add = (name: string, value: unknown, depth: number) => {
    if (checks.length >= mostChecks || depth > deepest) return
    if (Array.isArray(value)) {
      for (const node of value) add(name, node, depth + 1)
      return
    }
    const check = readCheck(name, value, container === 'failures')
    // Spring Boot 1 and django-health-check write the checks beside the status, and others their settings.
    if (container || (check.status && name !== 'status' && typeof value !== 'boolean')) checks.push(check)
    if (isObject(value)) addAll(value['components'], `${name}/`, depth + 1)
  }
  const addAll = (all: unknown, prefix: string, depth: number) => {
    for (const [key, value] of Object.entries(isObject(all) ? all : {})) {
      const { name, key: id } = Object(Array.isArray(all) && value) as Fields
      add(prefix + (nameOf(name ?? id) ?? key), value, depth)
    }
  }
  addAll(container ? root[container] : root, '', 1)
  return checks
}

function readCheck(name: string, value: unknown, isFailed: boolean): ParsedHealthCheck {
  // A word says it all.
  const fields: Fields = isObject(value) ? value : { status: value, output: statusOf(value) === 'pass' ? '' : value }
  const { componentId, time, timestamp, observedValue, observedUnit, data, details } = fields
  return {
    name: name.slice(0, 200),
    componentId: short(componentId),
    status: statusOf(statusFieldOf(fields)) ?? (isFailed ? 'fail' : undefined),
    output: [fields, data, details]
      .flatMap((place) => outputs.map((field) => short((Object(place) as Fields)[field])))
      .find(Boolean),
    time: short(time ?? timestamp),
    observedValue: typeof observedValue === 'number' ? observedValue : short(observedValue),
    observedUnit: short(observedUnit),
  }
}

/** django-health-check writes the reason behind the word: `unavailable: connection refused`. */
function statusOf(value: unknown): HealthStatus | undefined {
  const word = wordOf(value).replace(/:.*/s, '')
  return badStatusOf(word) ?? (passing.test(word) ? 'pass' : undefined)
}

function parseText(text: string): unknown {
  try {
    return text.length > mostCharacters ? undefined : JSON.parse(text)
  } catch {
    // A body of one word is no JSON.
    return text
  }
}

function short(value: unknown): string | undefined {
  return nameOf(value)?.slice(0, 500)
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null
}
