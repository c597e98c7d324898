import { Ajv2019 } from 'ajv/dist/2019.js'
import { expect } from 'vitest'

/** What is read of a body here. */
export interface HealthJson {
  readonly status: string
  readonly releaseId?: string
  readonly checks?: Readonly<Record<string, readonly [Readonly<Record<string, unknown>>]>>
}

const status = { enum: ['pass', 'warn', 'fail'] }
const text = { type: 'string', minLength: 1 }
const texts = { type: 'array', items: text, minItems: 1 }
const links = {
  type: 'object',
  additionalProperties: { type: 'string', pattern: String.raw`^(?:[a-z][a-z\d+.-]*:|/)` },
}

const check = {
  type: 'object',
  required: ['status', 'componentType', 'time'],
  properties: {
    status,
    componentId: text,
    componentType: { enum: ['component', 'datastore', 'system'] },
    time: { type: 'string', pattern: String.raw`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$` },
    // `null` is how JSON writes what is no number.
    observedValue: { type: ['string', 'number', 'boolean', 'null'] },
    observedUnit: text,
    affectedEndpoints: texts,
    output: { ...text, maxLength: 512 },
    code: text,
    notes: texts,
  },
  additionalProperties: false,
  // Neither says anything without the other.
  dependentRequired: { observedValue: ['observedUnit'], observedUnit: ['observedValue'] },
  // Where all is well there is nothing to say.
  if: { properties: { status: { const: 'pass' } } },
  // oxlint-disable-next-line unicorn/no-thenable -- a word of JSON Schema
  then: { properties: { output: false, code: false, affectedEndpoints: false } },
}

/** What https://datatracker.ietf.org/doc/html/draft-inadarei-api-health-check-06 says of a body, its SHOULDs included. */
const validate = new Ajv2019({ strict: true, allowUnionTypes: true }).compile({
  type: 'object',
  required: ['status'],
  properties: {
    status,
    version: text,
    releaseId: text,
    serviceId: text,
    description: text,
    notes: texts,
    links,
    checks: {
      type: 'object',
      // Component and measurement, neither with a colon; one of them alone will do.
      propertyNames: { pattern: '^[^:]+(?::[^:]+)?$' },
      additionalProperties: { type: 'array', items: check, minItems: 1 },
    },
  },
  additionalProperties: false,
})

/** What a body, and the status code that it comes with, do against the draft; nothing where all is right. */
export function healthJsonProblems(body: unknown, http?: number): string[] {
  const problems = validate(body)
    ? []
    : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`)
  const isFailure = (body as HealthJson).status === 'fail'
  const isRight = http === undefined || (isFailure ? http >= 400 && http < 600 : http >= 200 && http < 400)
  return isRight ? problems : [...problems, `${(body as HealthJson).status} with ${http}`]
}

/** The body of a health endpoint, which has to be health+json. */
export function readHealthJson(body: string): HealthJson {
  const value: unknown = JSON.parse(body)
  expect(healthJsonProblems(value)).toEqual([])
  return value as HealthJson
}
