import * as monitoring from '@keelson/render/monitoring'
import { row, type Refusal, type RenderWorld } from './world.ts'

const date = Date.parse('2026-01-01T00:00:10Z')
const given =
  (metric: 'cpu' | 'cpu-limit' | 'memory' | 'memory-limit' | 'bandwidth', unit: string) =>
  async ({ fake, serviceId }: RenderWorld) => {
    const instance = `${serviceId}-abcde`
    const values = [
      { date: date - 3_600_000, value: 1 },
      { date, value: 2 },
    ]
    fake.state.metrics.set('one', { metric, resource: serviceId, instance, unit, values })
    return { instance }
  }
const times = { startTime: '2026-01-01T00:00:00Z', endTime: '2026-01-01T00:01:00Z' }
const written = 'startTime=2026-01-01T00%3A00%3A00Z&endTime=2026-01-01T00%3A01%3A00Z'
const timestamp = '2026-01-01T00:00:10.000Z'

export const rows = [
  row({
    operation: 'getCpuMetrics with every filter',
    arrange: given('cpu', 'cpu'),
    call: ({ client, serviceId, instance }) =>
      monitoring.getCpuMetrics(client, {
        resource: [serviceId, 'dpg-1'],
        ...times,
        resolutionSeconds: 60,
        instance: [instance, 'srv-x-abcde'],
        aggregationMethod: 'MAX',
      }),
    requests: [
      `GET /metrics/cpu?resource=srv%2Cdpg-1&${written}&resolutionSeconds=60&instance=srv-abcde%2Csrv-x-abcde&aggregationMethod=MAX`,
    ],
    answer: [{ unit: 'cpu', values: [{ timestamp, value: 2 }] }],
  }),
  row({
    operation: 'getCpuLimit',
    arrange: given('cpu-limit', 'cpu'),
    call: ({ client, serviceId }) => monitoring.getCpuLimit(client, { resource: serviceId, ...times }),
    requests: [`GET /metrics/cpu-limit?resource=srv&${written}`],
    answer: [{ unit: 'cpu', values: [{ timestamp, value: 2 }] }],
  }),
  row({
    operation: 'getMemoryMetrics',
    arrange: given('memory', 'bytes'),
    call: ({ client, serviceId }) => monitoring.getMemoryMetrics(client, { resource: serviceId, ...times }),
    requests: [`GET /metrics/memory?resource=srv&${written}`],
    answer: [{ unit: 'bytes', labels: [{ field: 'resource' }, { field: 'instance' }], values: [{ timestamp }] }],
  }),
  row({
    operation: 'getMemoryLimit',
    arrange: given('memory-limit', 'bytes'),
    call: ({ client, serviceId }) => monitoring.getMemoryLimit(client, { resource: serviceId, ...times }),
    requests: [`GET /metrics/memory-limit?resource=srv&${written}`],
    answer: [{ unit: 'bytes', values: [{ timestamp }] }],
  }),
  row({
    operation: 'getBandwidthMetrics',
    arrange: given('bandwidth', 'MB'),
    call: ({ client, serviceId }) => monitoring.getBandwidthMetrics(client, { resource: serviceId, ...times }),
    requests: [`GET /metrics/bandwidth?resource=srv&${written}`],
    answer: [{ unit: 'MB', values: [{ timestamp }] }],
  }),
]

export const refusals: readonly Refusal[] = [
  {
    operation: 'getCpuMetrics of nothing, too fine',
    call: (client) =>
      monitoring.getCpuMetrics(client, { resource: [], resolutionSeconds: 10, aggregationMethod: 'SUM' as 'MAX' }),
    says: ['resource is missing', 'resolutionSeconds', '30 or more', 'AVG, MAX, MIN'],
  },
]
