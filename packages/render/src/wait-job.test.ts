import type { Check, Resume } from '@keelson/core'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import * as render from './index.js'
import { createFakeRender } from './testing/index.js'

/** A service with a live deploy, and a job of it. */
async function start(fail?: 'job_failed') {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeRender({ clock, random: createRandom(1), ownerId: 'tea-1' })
  const client = render.createRenderClient({
    apiKey: 'rnd_jobs_key',
    ownerId: 'tea-1',
    clock,
    random: createRandom(2),
    fetch: fake.fetch,
  })
  const { service } = await render.createService(client, {
    type: 'web_service',
    name: 'shop',
    repo: 'https://github.com/me/shop',
    serviceDetails: { runtime: 'python' },
  })
  if (fail) fake.faults.add({ operation: 'POST /services/{serviceId}/jobs', kind: fail })
  const { id: jobId } = await render.createJob(client, { serviceId: service.id, startCommand: 'migrate' })
  return { clock, fake, client, params: { serviceId: service.id, jobId }, job: fake.state.jobs.get(jobId)! }
}

const caught = (work: Promise<unknown>) =>
  work.then(
    () => expect.unreachable('nothing was thrown'),
    (error: unknown) => error as render.RunError,
  )

describe('waitForJob', () => {
  test('passes through the states to succeeded', async () => {
    const { client, params } = await start()
    const seen: (string | undefined)[] = []
    const job = await render.waitForJob(client, params, { onProgress: ({ status }) => seen.push(status) })
    expect(job).toMatchObject({ status: 'succeeded', finishedAt: expect.any(String) })
    expect([...new Set(seen)]).toEqual(['pending', 'running', 'succeeded'])
  })

  test('a failed job is an error with the reason that only an event tells', async () => {
    const { client, params } = await start('job_failed')
    const error = await caught(render.waitForJob(client, params))
    expect(error).toMatchObject({ code: 'wait_failed', outcome: 'failed', reason: { nonZeroExit: 1 } })
    expect(error.message).toContain('failed: it exited with status 1')
  })

  test('a failed job whose events cannot be read is still a failed job', async () => {
    const { client, fake, params } = await start('job_failed')
    fake.faults.add({ operation: 'GET /services/{serviceId}/events', kind: 'status', status: 401 })
    const error = await caught(render.waitForJob(client, params))
    expect(error).toMatchObject({ code: 'wait_failed', outcome: 'failed' })
    expect(error.reason).toBeUndefined()
  })

  test('a canceled job is an error', async () => {
    const { client, params } = await start()
    await render.cancelJob(client, params)
    const error = await caught(render.waitForJob(client, params))
    expect(error).toMatchObject({ code: 'wait_failed', outcome: 'canceled' })
  })

  test('a state that is not documented is waited for, and named when time is up', async () => {
    const { client, params, job } = await start()
    job.dueAt = undefined
    job.status = 'hibernating'
    const error = await caught(render.waitForJob(client, params, { totalTimeoutMs: 60_000 }))
    expect(error).toMatchObject({ code: 'wait_timeout', resume: { wait: 'render.job', ...params } })
    expect(error.message).toContain('still hibernating')
  })

  test('stopped after each look, it goes on from its resume to the same result', async () => {
    const { clock, client, params, fake } = await start()
    const checks: Check<render.Job>[] = []
    do {
      const saved = JSON.stringify(checks.at(-1)?.resume ?? null)
      const resume = (JSON.parse(saved) ?? undefined) as Resume | undefined
      checks.push(await render.checkJob(client, params, resume))
      await clock.advance(checks.at(-1)!.nextCheckMs)
    } while (!checks.at(-1)!.done)
    const looks = checks.length
    expect(checks.map(({ resume }) => resume)).toEqual(
      checks.map((_check, index) => ({ wait: 'render.job', ...params, checks: index + 1 })),
    )
    expect(checks.at(-1)!.value.status).toBe('succeeded')
    expect(looks).toBeGreaterThan(2)
    expect(
      fake.state.calls.filter(({ operation }) => operation.startsWith('POST /services/{serviceId}/jobs')),
    ).toHaveLength(1)
  })

  test('the resume of another job is refused', async () => {
    const { client, params } = await start()
    const { resume } = await render.checkJob(client, params)
    const error = await caught(render.checkJob(client, { ...params, jobId: 'job-other' }, resume))
    expect(error.code).toBe('config')
  })
})

describe('cancelJob', () => {
  test('repeated after a lost answer, it is done', async () => {
    const { client, fake, params } = await start()
    fake.faults.add({ operation: 'POST /services/{serviceId}/jobs/{jobId}/cancel', kind: 'reset_after' })
    expect(await render.cancelJob(client, params)).toMatchObject({ status: 'canceled' })
  })

  test('of a job that has ended is refused', async () => {
    const { client, params } = await start()
    await render.waitForJob(client, params)
    expect(await caught(render.cancelJob(client, params))).toMatchObject({ code: 'invalid_request' })
  })
})

test('a job that may have been started is not started twice', async () => {
  const { client, fake, params } = await start()
  fake.faults.add({ operation: 'POST /services/{serviceId}/jobs', kind: 'commit_then_500' })
  const work = render.createJob(client, { serviceId: params.serviceId, startCommand: 'again' })
  expect(await caught(work)).toMatchObject({ code: 'ambiguous_write', hint: expect.stringContaining('listJobs') })
  expect(fake.state.jobs.size).toBe(2)
})

test.each([
  [{ evicted: false, oomKilled: { memoryLimit: '512Mi' } }, 'out of memory (limit 512Mi)'],
  [{ evicted: false, nonZeroExit: 137 }, 'it exited with status 137'],
  [{ evicted: false, timedOutSeconds: 60, timedOutReason: 'no port' }, 'it was ended after 60 s: no port'],
  [{ evicted: false, unhealthy: 'HTTP 500' }, 'its health check failed: HTTP 500'],
  [{ evicted: false, earlyExit: true }, 'it exited although it was to keep running'],
  [{ evicted: true }, 'Render moved it away from its machine'],
  [{ evicted: false }, 'no reason given'],
])('describeFailure says %j as: %s', (reason, said) => {
  expect(render.describeFailure(reason)).toBe(said)
})
