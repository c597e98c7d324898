import { createTable, oneOf, Refusal, type FakeAnswer, type FakeRequest } from '@keelson/core/testing'
import { branchMetrics, moreProjectMetrics, type ConsumptionMetric } from '../resources/consumption.schema.js'
import { findOrganization, type FakeOrganization } from './account.js'
import { cursorPage } from './list-page.js'
import { showTime } from './show.js'
import type { FakeBranch, FakeProject, Store } from './store.js'
import type { World } from './world.js'

/** Something that was used. */
export interface FakeUse {
  readonly projectId: string
  readonly branchId?: string
  readonly metric: ConsumptionMetric
  readonly value: number
  /** Milliseconds since 1970. @default now */
  readonly at?: number
}

const usesOf = createTable<Required<Pick<FakeUse, 'at'>> & FakeUse>()

/** Lets something be used. */
export function recordUse(store: Store, use: FakeUse): void {
  const uses = usesOf(store)
  uses.set(String(uses.size), { at: Math.floor(store.clock.date()), ...use })
}

const hour = 3_600_000
const reachMs = { hourly: 168 * hour, daily: 60 * 24 * hour, monthly: 366 * 24 * hour }
type Granularity = keyof typeof reachMs

/** What a request asks for, checked. */
interface Question {
  readonly organization: FakeOrganization
  readonly metrics: readonly ConsumptionMetric[]
  readonly granularity: Granularity
  readonly from: number
  readonly to: number
}

function readQuestion({ query }: FakeRequest, world: World, allowed: readonly ConsumptionMetric[]): Question {
  const organization = findOrganization(world, query.get('org_id'))
  if (organization.plan === 'free') throw new Refusal(403, 'consumption history is not available on this plan')
  const granularity = oneOf('granularity', query.get('granularity') ?? '', ['hourly', 'daily', 'monthly'])
  const metrics = listIn(query, 'metrics').map((metric) => oneOf('metrics', metric, allowed))
  if (metrics.length === 0) throw new Refusal(400, 'metrics: is required')
  const [from = NaN, to = NaN] = ['from', 'to'].map((name) => startOf(Date.parse(query.get(name) ?? ''), granularity))
  const earliest = startOf(world.store.clock.date() - reachMs[granularity], granularity)
  if (!(from >= earliest && to >= from)) throw new Refusal(406, `the range is not one of ${granularity} consumption`)
  return { organization, metrics, granularity, from, to }
}

function listIn(query: URLSearchParams, name: string): string[] {
  return query
    .getAll(name)
    .flatMap((text) => text.split(','))
    .filter(Boolean)
}

/** The beginning of the time frame that a moment is in. */
function startOf(at: number, granularity: Granularity): number {
  const date = new Date(at)
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()]
  if (granularity === 'monthly') return Date.UTC(year, month)
  return granularity === 'daily' ? Date.UTC(year, month, day) : Math.floor(at / hour) * hour
}

function endOf(start: number, granularity: Granularity): number {
  const date = new Date(start)
  if (granularity === 'monthly') return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1)
  return start + (granularity === 'daily' ? 24 : 1) * hour
}

/** Billing periods are months. */
function periodsOf(
  { store }: World,
  { organization, metrics, granularity, from, to }: Question,
  { sequence, createdAt }: FakeProject | FakeBranch,
  isOurs: (use: FakeUse) => boolean,
) {
  const uses = [...usesOf(store).values()].filter(isOurs)
  const periods = new Map<number, Record<string, unknown>[]>()
  const first = Math.max(from, startOf(createdAt, granularity))
  for (let start = first; start < to; start = endOf(start, granularity)) {
    const end = endOf(start, granularity)
    const values = metrics.map((metric_name) => {
      const within = uses.filter(({ metric, at }) => metric === metric_name && at >= start && at < end)
      return { metric_name, value: within.reduce((sum, { value }) => sum + value, 0) }
    })
    const month = startOf(start, 'monthly')
    const frame = { timeframe_start: showTime(start), timeframe_end: showTime(end), metrics: values }
    periods.set(month, [...(periods.get(month) ?? []), frame])
  }
  return [...periods].map(([month, consumption]) => {
    const end = endOf(month, 'monthly')
    return {
      period_id: `00000000-0000-4000-8000-${(sequence * 1e6 + month / (24 * hour)).toString(16).padStart(12, '0')}`,
      period_plan: organization.plan,
      period_start: showTime(month),
      ...(end <= store.clock.date() && { period_end: showTime(end) }),
      consumption,
    }
  })
}

/** The newest first; all of the organization, or those that the request names. */
function projectsOf({ query }: FakeRequest, { store }: World, { organization }: Question): FakeProject[] {
  const wanted = listIn(query, 'project_ids')
  const isMeant = ({ id }: FakeProject) => wanted.length === 0 || wanted.includes(id)
  const all = [...store.projects.values()].filter(({ orgId }) => orgId === organization.id)
  return all.filter(isMeant).toReversed()
}

function listProjectConsumption(request: FakeRequest, world: World): FakeAnswer {
  const question = readQuestion(request, world, [...branchMetrics, ...moreProjectMetrics])
  const show = (project: FakeProject) => ({
    project_id: project.id,
    periods: periodsOf(world, question, project, ({ projectId }) => projectId === project.id),
  })
  return cursorPage(request, projectsOf(request, world, question), { name: 'projects', most: 100, usual: 10, show })
}

function listBranchConsumption(request: FakeRequest, world: World): FakeAnswer {
  const { query } = request
  const question = readQuestion(request, world, branchMetrics)
  if (listIn(query, 'project_ids').length === 0) throw new Refusal(400, 'project_ids: is required')
  const projectIds = projectsOf(request, world, question).map(({ id }) => id)
  const wanted = listIn(query, 'branch_ids')
  const items = [...world.store.branches.values()]
    .filter(({ id, projectId }) => projectIds.includes(projectId) && (wanted.length === 0 || wanted.includes(id)))
    .toSorted((a, b) => (`${a.projectId} ${a.id}` < `${b.projectId} ${b.id}` ? -1 : 1))
  const show = (branch: FakeBranch) => ({
    project_id: branch.projectId,
    branch_id: branch.id,
    periods: periodsOf(world, question, branch, ({ branchId }) => branchId === branch.id),
  })
  return cursorPage(request, items, { name: 'branches', most: 1000, usual: 100, show })
}

export const consumptionOperations = {
  'GET /consumption_history/v2/projects': listProjectConsumption,
  'GET /consumption_history/v2/branches': listBranchConsumption,
}
