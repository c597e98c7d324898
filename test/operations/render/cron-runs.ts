import * as render from '@keelson/render'
import { expect } from 'vitest'
import { row, type RenderWorld } from './world.ts'

const withCronJob = async ({ client }: RenderWorld) => {
  const { service } = await render.createService(client, {
    type: 'cron_job',
    name: 'nightly',
    repo: 'https://github.com/me/shop',
    serviceDetails: {
      runtime: 'python',
      schedule: '0 3 * * *',
      envSpecificDetails: { buildCommand: 'true', startCommand: 'true' },
    },
  } as never)
  return { cronJobId: service.id }
}

export const rows = [
  row({
    operation: 'runCronJob',
    arrange: withCronJob,
    call: ({ client, cronJobId }) => render.runCronJob(client, { cronJobId }),
    requests: ['POST /cron-jobs/crn-new/runs'],
    answer: { id: expect.any(String), status: 'pending' },
  }),
  row({
    operation: 'cancelCronRun',
    arrange: async (world) => {
      const made = await withCronJob(world)
      await render.runCronJob(world.client, made)
      return made
    },
    call: ({ client, cronJobId }) => render.cancelCronRun(client, { cronJobId }),
    requests: ['DELETE /cron-jobs/crn-new/runs'],
    answer: undefined,
  }),
]
