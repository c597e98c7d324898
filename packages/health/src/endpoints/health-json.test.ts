import type { Probe } from '@keelson/core'
import { createFakeClock } from '@keelson/core/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { healthJsonProblems } from '../../../../test/health-json.ts'
import type { HealthCheck } from './check.js'
import { createHealth } from './health.js'
import type { HealthReport } from './report.js'

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
          expect(healthJsonProblems(body, response.status)).toEqual([])
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

test.each<[number, object]>([
  [200, { status: 'ok' }],
  [503, { status: 'pass' }],
  [200, { status: 'fail' }],
  [200, { status: 'pass', notes: [''] }],
  [200, { status: 'pass', checks: { 'a:b:c': [{}] } }],
  [200, { status: 'pass', checks: { db: [] } }],
  [200, { status: 'pass', links: { about: 'no address' } }],
  ...[
    { output: 'x' },
    { affectedEndpoints: ['/'] },
    { observedValue: 1 },
    { observedUnit: 'ms' },
    { time: 'today' },
    { time: undefined },
    { componentType: undefined },
  ].map((wrong) => {
    const entry = { status: 'pass', componentType: 'component', time: '2026-01-01T00:00:00Z', ...wrong }
    return [200, { status: 'pass', checks: { db: [entry] } }] satisfies [number, object]
  }),
])('the rules find what breaks them: %i %j', (http, body) => {
  expect(healthJsonProblems(JSON.parse(JSON.stringify(body)), http)).not.toEqual([])
})
