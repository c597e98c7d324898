import type { Probe } from '@keelson/core'
import { createFakeClock } from '@keelson/core/testing'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { HealthCheck } from './check.js'
import { createHealth } from './health.js'
import type { HealthReport } from './report.js'

// https://datatracker.ietf.org/doc/html/draft-inadarei-api-health-check-06: what it requires, and the types of its fields.
const links = {
  type: 'object',
  additionalProperties: { type: 'string', pattern: String.raw`^(?:[a-z][a-z\d+.-]*:|/)` },
}
const status = { type: 'string', enum: ['pass', 'warn', 'fail'] }
const texts = { type: 'array', items: { type: 'string', minLength: 1 }, minItems: 1 }
const schema = {
  type: 'object',
  required: ['status'],
  properties: {
    status,
    version: { type: 'string' },
    releaseId: { type: 'string' },
    serviceId: { type: 'string' },
    description: { type: 'string' },
    notes: texts,
    output: { type: 'string', minLength: 1 },
    links,
    checks: {
      type: 'object',
      // Component and measurement, neither with a colon; one of them alone will do.
      propertyNames: { pattern: '^[^:]+(?::[^:]+)?$' },
      additionalProperties: {
        type: 'array',
        minItems: 1,
        items: {
          type: 'object',
          minProperties: 1,
          properties: {
            status,
            componentId: { type: 'string' },
            componentType: { type: 'string', enum: ['component', 'datastore', 'system'] },
            observedUnit: { type: 'string', minLength: 1 },
            affectedEndpoints: texts,
            time: { type: 'string', pattern: String.raw`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$` },
            output: { type: 'string', minLength: 1 },
            links,
            notes: texts,
          },
        },
      },
    },
  },
}
const isValid = new Ajv({ strict: true }).compile(schema)

/** What the draft says SHOULD be, and what it requires of the status code. */
function violationsOf(http: number, report: HealthReport): string[] {
  const { checks = {} } = report
  const found = Object.entries(checks).flatMap(([key, entries]) =>
    entries.flatMap((entry) => {
      const isWell = entry.status === 'pass'
      return [
        isWell && entry.output !== undefined && `${key}: output on pass`,
        isWell && entry.affectedEndpoints !== undefined && `${key}: affectedEndpoints on pass`,
        'observedValue' in entry && entry.observedUnit === undefined && `${key}: a value without its unit`,
        !('observedValue' in entry) && entry.observedUnit !== undefined && `${key}: a unit without a value`,
        entry.componentType === undefined && `${key}: no componentType`,
        entry.status === undefined && `${key}: no status`,
        entry.time === undefined && `${key}: no time`,
      ]
    }),
  )
  const isFailure = http >= 400 && http < 600
  const isRight = report.status === 'fail' ? isFailure : http >= 200 && http < 400
  return [...found, !isRight && `${report.status} with ${http}`].filter((text) => typeof text === 'string')
}

const texty = fc.oneof(fc.string(), fc.constantFrom('', 'refused', 'x'.repeat(5000)))
const anything = fc.oneof(fc.anything({ withBigInt: true, withDate: true, withMap: true }), texty)
const reading = fc.record(
  {
    status: fc.constantFrom('pass', 'pass', 'warn', 'fail', 'ok'),
    output: fc.oneof(texty, anything),
    code: fc.oneof(texty, fc.constant(5)),
    observedValue: fc.oneof(fc.double(), fc.boolean(), fc.bigInt(), anything),
    observedUnit: fc.constantFrom('ms', 'percent', '', undefined, 7),
  },
  { requiredKeys: ['status'] },
)
const outcome = fc.oneof(
  { weight: 5, arbitrary: reading.map((value) => ({ how: 'answers' as const, value })) },
  { weight: 1, arbitrary: anything.map((value) => ({ how: 'answers' as const, value })) },
  { weight: 1, arbitrary: anything.map((value) => ({ how: 'throws' as const, value })) },
  { weight: 1, arbitrary: fc.constant({ how: 'hangs' as const, value: undefined }) },
)
const check = fc.record(
  {
    name: fc.constantFrom('db', 'db:responseTime', 'cache', 'mail:uptime', '__proto__', 'toString'),
    criticality: fc.constantFrom('critical', 'degrading', 'informational'),
    scope: fc.constantFrom('instance', 'shared'),
    startup: fc.boolean(),
    affectedEndpoints: fc.constant(['/orders{/id}']),
    componentId: fc.constant('primary'),
    warnAfterMs: fc.constantFrom(0, 1000),
    kind: fc.constantFrom('postgres', 'custom'),
  },
  { requiredKeys: ['name', 'kind'] },
)
const step = fc.constantFrom(0, 300, 1000, 2000, 5000, 40_000)

test('every body is valid by the draft, and breaks none of what it recommends', { timeout: 120_000 }, async () => {
  const seen = new Set<string>()
  const property = fc.asyncProperty(
    fc.uniqueArray(check, { selector: ({ name }) => name, maxLength: 4 }),
    fc.array(outcome, { minLength: 1, maxLength: 6 }),
    fc.array(step, { minLength: 1, maxLength: 5 }),
    fc.constantFrom('serve', 'drain', 'maintain'),
    fc.boolean(),
    async (checks, outcomes, steps, phase, showRelease) => {
      const clock = createFakeClock()
      let turn = 0
      const run = (async () => {
        const { how, value } = outcomes[turn++ % outcomes.length]!
        if (how === 'throws') throw value
        return how === 'hangs' ? new Promise(() => undefined) : value
      }) as Probe['run']
      const health = createHealth({
        checks: checks.map(({ kind, ...given }): HealthCheck => ({ ...given, probe: { name: 'x', kind, run } })),
        clock,
        showRelease,
        releaseId: 'b2f9c41',
        links: { about: 'https://shop.example/about' },
        authorize: ({ headers }) => headers.has('authorization'),
      })
      for (const [index, ms] of steps.entries()) {
        if (index === 2 && phase === 'drain') void health.drain()
        if (index === 2 && phase === 'maintain') health.setMaintenance(true)
        const answers = ['/healthz', '/readyz', '/health', '/other'].flatMap((path) =>
          [{}, { authorization: 'Bearer x' }].map((headers) =>
            health.fetch(new Request(`http://shop.test${path}`, { headers })),
          ),
        )
        await clock.advance(2000)
        for (const response of await Promise.all(answers)) {
          expect(response.headers.get('content-type')).toBe('application/health+json')
          const body = (await response.json()) as HealthReport
          expect(isValid(body) ? [] : [body, isValid.errors]).toEqual([])
          expect(violationsOf(response.status, body)).toEqual([])
          for (const [entry] of Object.values(body.checks ?? {})) {
            seen.add(`${body.status} ${entry?.status} ${entry?.notes ? 'counting' : ''}`)
          }
        }
        await clock.advance(ms)
      }
    },
  )
  await fc.assert(property, { numRuns: 600, seed: 7 })
  // All kinds of states were among them.
  for (const state of ['pass pass ', 'warn warn ', 'fail fail ', 'warn warn counting', 'fail fail counting']) {
    expect(seen).toContain(state)
  }
})

test('the rules find what breaks them', () => {
  const entry = { status: 'pass', output: 'x', affectedEndpoints: ['/'], observedValue: 1 } as const
  expect(violationsOf(503, { status: 'pass', checks: { db: [entry] } })).toHaveLength(6)
  expect(isValid({ status: 'ok' })).toBe(false)
  expect(isValid({ status: 'pass', checks: { 'a:b:c': [{ status: 'pass' }] } })).toBe(false)
  expect(isValid({ status: 'pass', checks: { db: [{ status: 'pass', time: 'today' }] } })).toBe(false)
})
