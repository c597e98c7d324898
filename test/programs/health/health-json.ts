import { Ajv2019 } from 'ajv/dist/2019.js'
import { expect } from 'vitest'

const status = { enum: ['pass', 'warn', 'fail'] }
const text = { type: 'string', minLength: 1 }
const texts = { type: 'array', items: text, minItems: 1 }

const check = {
  type: 'object',
  required: ['status', 'componentType', 'time'],
  properties: {
    status,
    componentType: { enum: ['component', 'datastore', 'system'] },
    time: { type: 'string', pattern: String.raw`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$` },
    observedValue: { type: ['string', 'number', 'boolean'] },
    observedUnit: text,
    affectedEndpoints: texts,
    output: { ...text, maxLength: 512 },
    code: text,
    notes: texts,
  },
  additionalProperties: false,
  dependentRequired: { observedValue: ['observedUnit'] },
  // Where all is well there is nothing to say.
  if: { properties: { status: { const: 'pass' } } },
  // oxlint-disable-next-line unicorn/no-thenable -- a word of JSON Schema
  then: { properties: { output: false, code: false, affectedEndpoints: false } },
}

/** What draft-inadarei-api-health-check-06 says of a body, its SHOULDs included. */
const validate = new Ajv2019({ allowUnionTypes: true }).compile({
  type: 'object',
  required: ['status'],
  properties: {
    status,
    releaseId: text,
    serviceId: text,
    checks: {
      type: 'object',
      propertyNames: { pattern: '^[^:]+(:[^:]+)?$' },
      additionalProperties: { type: 'array', items: check, minItems: 1 },
    },
  },
  additionalProperties: false,
})

/** The body of a health endpoint, which has to be health+json. */
export function readHealthJson(body: string): HealthJson {
  const value: unknown = JSON.parse(body)
  validate(value)
  expect(validate.errors ?? []).toEqual([])
  return value as HealthJson
}

export interface HealthJson {
  readonly status: string
  readonly releaseId?: string
  readonly checks?: Readonly<Record<string, readonly [Readonly<Record<string, unknown>>]>>
}
