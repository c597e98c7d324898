import type { Check, Resume } from '@keelson/core'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { expect, test } from 'vitest'
import * as render from './index.js'
import { createFakeRender } from './testing/index.js'

/** A cron job, and a run of it. */
async function start(fail?: 'cron_run_failed') {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeRender({ clock, random: createRandom(1), ownerId: 'tea-1' })
  const client = render.createRenderClient({
    apiKey: 'rnd_cron_key',
    ownerId: 'tea-1',
    clock,
    random: createRandom(2),
    fetch: fake.fetch,
  })
  const { service } = await render.createService(client, {
    type: 'cron_job',
    name: 'nightly',
    repo: 'https://github.com/me/shop',
    serviceDetails: {
      runtime: 'python',
      schedule: '0 3 * * *',
      envSpecificDetails: { buildCommand: 'true', startCommand: 'true' },
    },
  })
  if (fail) fake.faults.add({ operation: 'POST /cron-jobs/{cronJobId}/runs', kind: fail })
  const cronJobId = service.id
  const { id: runId } = await render.runCronJob(client, { cronJobId })
  return { clock, fake, client, params: { cronJobId, runId }, run: fake.state.cronRuns.get(runId)! }
}

const caught = (work: Promise<unknown>) =>
  work.then(
    () => expect.unreachable('nothing was thrown'),
    (error: unknown) => error as render.RunError,
  )

test('a run is pending until the events tell its end', async () => {
  const { client, params } = await start()
  const seen: string[] = []
  const run = await render.waitForCronRun(client, params, { onProgress: ({ status }) => seen.push(status) })
  expect(run).toEqual({ id: params.runId, status: 'successful', finishedAt: expect.any(String) })
  expect([...new Set(seen)]).toEqual(['pending', 'successful'])
})

test('an unsuccessful run is an error with the reason', async () => {
  const { client, params } = await start('cron_run_failed')
  const error = await caught(render.waitForCronRun(client, params))
  expect(error).toMatchObject({ code: 'wait_failed', outcome: 'failed', reason: { nonZeroExit: 1 } })
  expect(error.message).toContain('it exited with status 1')
})

test('a run that a newer one replaces was canceled, and the newer one is its own', async () => {
  const { client, params } = await start()
  const newer = await render.runCronJob(client, params)
  expect(await caught(render.waitForCronRun(client, params))).toMatchObject({ outcome: 'canceled' })
  const run = await render.waitForCronRun(client, { ...params, runId: newer.id })
  expect(run.status).toBe('successful')
})

test('a run that was canceled by hand is an error', async () => {
  const { client, params } = await start()
  await render.cancelCronRun(client, params)
  expect(await caught(render.waitForCronRun(client, params))).toMatchObject({ outcome: 'canceled' })
})

test('an end in a state that is not documented is waited for, and named when time is up', async () => {
  const { client, fake, params, run } = await start()
  run.dueAt = undefined
  const details = { cronJobRunId: params.runId, status: 'snoozed' as 'pending' }
  fake.state.writeEvent({ serviceId: params.cronJobId, type: 'cron_job_run_ended', details })
  const error = await caught(render.waitForCronRun(client, params, { totalTimeoutMs: 60_000 }))
  expect(error).toMatchObject({ code: 'wait_timeout' })
  expect(error.message).toContain('still snoozed')
})

test('stopped after each look, it goes on from its resume, also when the end was hours ago', async () => {
  const { clock, client, params, fake } = await start()
  const checks: Check<render.CronRun>[] = []
  do {
    const saved = JSON.stringify(checks.at(-1)?.resume ?? null)
    const resume = (JSON.parse(saved) ?? undefined) as Resume | undefined
    checks.push(await render.checkCronRun(client, params, resume))
    await clock.advance(5 * 60 * 60_000)
  } while (!checks.at(-1)!.done)
  // Where the events are asked from stays what it was at the first look.
  expect(new Set(checks.map(({ resume }) => resume['since'])).size).toBe(1)
  expect(checks.map(({ value }) => value.status)).toEqual(['pending', 'successful'])
  expect(fake.state.cronRuns.size).toBe(1)
})

test('without a resume, since tells how far back to look', async () => {
  const { clock, client, params } = await start()
  const since = new Date(clock.date()).toISOString()
  await clock.advance(5 * 60 * 60_000)
  expect(await render.checkCronRun(client, params)).toMatchObject({ done: false, value: { status: 'pending' } })
  expect(await render.checkCronRun(client, { ...params, since })).toMatchObject({ done: true })
})

test('a run that may have been started is not started twice', async () => {
  const { client, fake, params } = await start()
  fake.faults.add({ operation: 'POST /cron-jobs/{cronJobId}/runs', kind: 'reset_after' })
  expect(await caught(render.runCronJob(client, params))).toMatchObject({ code: 'ambiguous_write' })
  expect(fake.state.cronRuns.size).toBe(2)
})
