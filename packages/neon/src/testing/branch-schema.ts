import { Refusal, type FakeAnswer, type FakeRequest } from '@keelson/core/testing'
import type { FakeBranch } from './store.js'
import { findBranch, type Run, type World } from './world.js'

/** The tables of branches, by method and documented path; the fake knows none, only who owns a database. */
export const branchSchemaOperations = {
  'GET /projects/{project_id}/branches/{branch_id}/schema': getSchema,
  'GET /projects/{project_id}/branches/{branch_id}/compare_schema': compareSchema,
} satisfies Record<string, Run>

function getSchema(request: FakeRequest, world: World): FakeAnswer {
  const { query } = request
  if (query.has('lsn') && query.has('timestamp')) throw new Refusal(400, 'lsn: not together with timestamp')
  return { status: 200, body: { sql: sqlOf(findBranch(request, world), query.get('db_name')) } }
}

function compareSchema(request: FakeRequest, world: World): FakeAnswer {
  const { query } = request
  const branch = findBranch(request, world)
  const base = findBranch(request, world, query.get('base_branch_id') ?? branch.parentId ?? branch.id)
  const [before, after] = [base, branch].map((one) => sqlOf(one, query.get('db_name')))
  return { status: 200, body: { diff: before === after ? '' : `-${before}+${after}` } }
}

function sqlOf({ databases }: FakeBranch, name: string | null): string {
  const database = databases.get(name ?? '')
  if (!database) throw new Refusal(404, 'database not found')
  return `ALTER DATABASE "${database.name}" OWNER TO "${database.owner}";\n`
}
