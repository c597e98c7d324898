import { createTable, oneOf, Refusal, type FakeOperation, type FakeRequest } from '@keelson/core/testing'
import { joinedFilter, timeBetween } from './list.js'
import type { Store } from './store.js'

/** What was measured, as a test gives it. */
export interface FakeMetric {
  readonly metric: 'cpu' | 'cpu-limit' | 'memory' | 'memory-limit' | 'bandwidth'
  /** The id of the service, database, …. */
  readonly resource: string
  readonly instance?: string
  /** Of every value. */
  readonly unit: string
  /** Dates in milliseconds since 1970. */
  readonly values: readonly { readonly date: number; readonly value: number }[]
}

/** The given measurements, under names that only tests use. */
export const metricsOf = createTable<FakeMetric>()

/** The operations of measurements: what was given, cut by time and never averaged. */
export function metricOperations({ store }: { readonly store: Store }) {
  const answer = (metric: FakeMetric['metric']) => (request: FakeRequest) => {
    const { query } = request
    const isAsked = joinedFilter(request, 'resource')
    const isOfInstance = joinedFilter(request, 'instance')
    const isInTime = timeBetween(request, store.clock)
    if (Number(query.get('resolutionSeconds') ?? 60) < 30)
      throw new Refusal(400, 'resolutionSeconds: must be 30 or more')
    oneOf('aggregationMethod', query.get('aggregationMethod') ?? 'AVG', ['AVG', 'MAX', 'MIN'])
    const found = [...metricsOf(store).values()].filter(
      (one) => one.metric === metric && isAsked(one.resource) && isOfInstance(one.instance),
    )
    return { status: 200, body: found.map((one) => showMetric(one, isInTime)) }
  }
  return {
    'GET /metrics/cpu': answer('cpu'),
    'GET /metrics/cpu-limit': answer('cpu-limit'),
    'GET /metrics/memory': answer('memory'),
    'GET /metrics/memory-limit': answer('memory-limit'),
    'GET /metrics/bandwidth': answer('bandwidth'),
  } satisfies Record<string, FakeOperation>
}

function showMetric({ resource, instance, unit, values }: FakeMetric, isInTime: (date: number) => boolean): object {
  const labels = [{ field: 'resource', value: resource }]
  if (instance) labels.push({ field: 'instance', value: instance })
  const shown = values.filter(({ date }) => isInTime(date))
  return {
    labels,
    unit,
    // The vendor's schema requires the unit of each value, too.
    values: shown.map(({ date, value }) => ({ timestamp: new Date(date).toISOString(), value, unit })),
  }
}
