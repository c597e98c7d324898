import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import * as known from './known-values.js'

const { components } = JSON.parse(readFileSync(new URL('../contract.json', import.meta.url), 'utf8')) as {
  components: { schemas: Record<string, { enum?: string[]; properties?: Record<string, { enum?: string[] }> }> }
}

/** The schema of the contract that each list is, or a field of one. */
const schemas: Record<keyof typeof known, string> = {
  regions: 'region',
  serviceTypes: 'serviceType',
  runtimes: 'serviceRuntime',
  servicePlans: 'plan',
  paidServicePlans: 'paidPlan',
  postgresPlans: 'postgres.plan',
  postgresVersions: 'postgresVersion',
  keyValuePlans: 'keyValuePlan',
  maxmemoryPolicies: 'maxmemoryPolicy',
  protectedStatuses: 'protectedStatus',
}

const lists: Readonly<Record<string, readonly string[]>> = { ...known }

test.each(Object.entries(schemas))('%s are those of the contract', (name, schema) => {
  const [of = '', field] = schema.split('.')
  const found = components.schemas[of]
  expect(lists[name]?.toSorted()).toEqual((field ? found?.properties?.[field] : found)?.enum?.toSorted())
})

test('every list is compared', () => {
  expect(Object.keys(lists).toSorted()).toEqual(Object.keys(schemas).toSorted())
})
