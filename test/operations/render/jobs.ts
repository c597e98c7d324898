import * as render from '@keelson/render'
import { expect } from 'vitest'
import { row, type RenderWorld, type Refusal } from './world.ts'

const withJob = async ({ client, serviceId }: RenderWorld) => {
  const { id } = await render.createJob(client, { serviceId, startCommand: 'python manage.py migrate' })
  return { jobId: id }
}

export const rows = [
  row({
    operation: 'listJobs',
    arrange: withJob,
    call: ({ client, serviceId }) => render.listJobs(client, { serviceId }).toArray({ limit: 1 }),
    requests: ['GET /services/srv/jobs?limit=100'],
    answer: [{ status: 'pending', startCommand: 'python manage.py migrate', planId: 'plan-srv-006' }],
  }),
  row({
    operation: 'listJobs with every filter',
    call: ({ client, serviceId }) =>
      render
        .listJobs(client, {
          serviceId,
          status: ['pending', 'running'],
          createdAfter: '2025-01-01T00:00:00Z',
          createdBefore: '2025-01-02T00:00:00Z',
          startedAfter: '2025-01-03T00:00:00Z',
          startedBefore: '2025-01-04T00:00:00Z',
          finishedAfter: '2025-01-05T00:00:00Z',
          finishedBefore: '2025-01-06T00:00:00Z',
        })
        .toArray(),
    requests: [
      'GET /services/srv/jobs?limit=100&status=pending%2Crunning&createdAfter=2025-01-01T00%3A00%3A00Z' +
        '&createdBefore=2025-01-02T00%3A00%3A00Z&startedAfter=2025-01-03T00%3A00%3A00Z&startedBefore=2025-01-04T00%3A00%3A00Z' +
        '&finishedAfter=2025-01-05T00%3A00%3A00Z&finishedBefore=2025-01-06T00%3A00%3A00Z',
    ],
    answer: [],
  }),
  row({
    operation: 'getJob',
    arrange: withJob,
    call: ({ client, serviceId, jobId }) => render.getJob(client, { serviceId, jobId }),
    requests: ['GET /services/srv/jobs/job-new'],
    answer: { status: 'pending', createdAt: expect.stringContaining('2026-01-01T') },
  }),
  row({
    operation: 'createJob',
    call: ({ client, serviceId }) =>
      render.createJob(client, { serviceId, startCommand: 'python manage.py check', planId: 'plan-srv-008' }),
    requests: ['POST /services/srv/jobs'],
    body: { startCommand: 'python manage.py check', planId: 'plan-srv-008' },
    answer: { status: 'pending', planId: 'plan-srv-008' },
  }),
  row({
    operation: 'cancelJob',
    arrange: withJob,
    call: ({ client, serviceId, jobId }) => render.cancelJob(client, { serviceId, jobId }),
    requests: ['POST /services/srv/jobs/job-new/cancel'],
    answer: { status: 'canceled' },
  }),
]

export const refusals: readonly Refusal[] = [
  {
    operation: 'createJob without a command',
    call: (client) => render.createJob(client, { serviceId: 'srv-1', startCommand: '' }),
    says: ['startCommand'],
  },
  {
    operation: 'listJobs with an unknown status',
    call: (client) => render.listJobs(client, { serviceId: 'srv-1', status: 'done' as 'failed' }).toArray(),
    says: ['status', 'done', 'pending, running, succeeded, failed, canceled'],
  },
]
