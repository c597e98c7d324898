import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import * as known from './known-values.js'

interface Node {
  readonly enum?: readonly string[]
  readonly items?: Node
  readonly properties?: Readonly<Record<string, Node>>
}

const { components } = JSON.parse(readFileSync(new URL('../contract.json', import.meta.url), 'utf8')) as {
  components: { schemas: Record<string, Node> }
}
const fieldOf = (schema: string, field: string) => components.schemas[schema]?.properties?.[field]

/** Where in the contract each list is. */
const lists: readonly (readonly [name: string, list: readonly string[], place: Node | undefined])[] = [
  ['primary regions', [...known.awsRegions, ...known.gcpRegions], fieldOf('CreateDatabaseRequest', 'primary_region')],
  ['read regions', known.readRegions, fieldOf('CreateDatabaseRequest', 'read_regions')?.items],
  ['plans of a new database', known.redisPlans, fieldOf('CreateDatabaseRequest', 'plan')],
  ['plans to change to', known.redisPlans, fieldOf('ChangePlanRequest', 'plan_name')],
  ['roles', known.teamRoles, fieldOf('AddTeamMemberRequest', 'member_role')],
]

test.each(lists)('%s are those of the contract', (_, list, place) => {
  expect(place?.enum?.toSorted()).toEqual(list.toSorted())
})

test('every list is compared', () => {
  const compared = new Set(lists.flatMap(([, list]) => list))
  for (const list of Object.values(known)) for (const word of list) expect(compared).toContain(word)
})
