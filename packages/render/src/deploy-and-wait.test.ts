import { isKeelsonError, type WaitError } from '@keelson/core'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { expect, test } from 'vitest'
import { formatDeployFailure } from './diagnose/format-deploy-failure.js'
import * as render from './index.js'
import { createFakeRender, type FakeRenderFault } from './testing/index.js'

const secret = 'value-of-the-key-7f3k'

async function start() {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeRender({ clock, random: createRandom(1), ownerId: 'tea-1', overlap: 'override' })
  const client = render.createRenderClient({
    apiKey: 'rnd_deploy',
    ownerId: 'tea-1',
    clock,
    random: createRandom(2),
    fetch: fake.fetch,
  })
  const { service, deployId = '' } = await render.createService(client, {
    type: 'web_service',
    name: 'shop',
    repo: 'https://github.com/me/shop',
    envVars: [{ key: 'SESSION_KEY', value: secret }],
    serviceDetails: { runtime: 'node' },
  })
  const serviceId = service.id
  await render.waitForDeploy(client, { serviceId, deployId })
  await new Promise<void>((resolve) => void clock.timer(resolve, 120_000))
  const fail = (kind: FakeRenderFault['kind'] & ('build_failed' | 'update_failed')) =>
    fake.faults.add({ operation: 'POST /services/{serviceId}/deploys', kind })
  const starts = () =>
    fake.state.calls.filter(({ operation }) => operation === 'POST /services/{serviceId}/deploys').length
  return { clock, fake, client, serviceId, fail, starts }
}

const thrownBy = async (promise: Promise<unknown>): Promise<render.DeployError> =>
  promise.then(
    () => expect.unreachable(),
    (error: unknown) => error as render.DeployError,
  )

test('starts a deploy and answers with it when it is live', async () => {
  const { client, serviceId, starts } = await start()
  const commitId = 'c'.repeat(40)
  const deploy = await render.deployAndWait(client, { serviceId, commitId })
  expect(deploy).toMatchObject({ status: 'live', commit: { id: commitId } })
  expect(starts()).toBe(1)
})

test.each([
  ['build_failed', ['building', '==> Build failed 😞']],
  ['update_failed', ['building', 'starting', '==> Deploy failed']],
] as const)('%s comes with the last lines, redacted, cut, and not in the message', async (kind, last) => {
  const { client, clock, fake, serviceId, fail } = await start()
  fail(kind)
  const long = `${'x'.repeat(995)} ${secret}`
  const write = (message: string, type: 'app' | 'build') => fake.state.log({ message, resource: serviceId, type })
  clock.timer(() => {
    for (let index = 0; index < 200; index++) write(`early ${index}`, 'build')
    write(`\u001b[31m${long}\u001b[0m`, 'build')
    write('building', 'build')
    write('starting', 'app')
  }, 5000)
  const error = await thrownBy(render.deployAndWait(client, { serviceId }, { logLines: 6 }))
  expect(error).toMatchObject({ code: 'wait_failed', outcome: kind })
  expect(error.logs.length).toBe(6)
  const messages = error.logs.map(({ message }) => message)
  expect(messages.filter((message) => last.some((text) => text === message))).toEqual(last)
  expect(messages.some((message) => message.length === 1001 && message.endsWith('[sec…'))).toBe(true)
  expect(error.message).not.toContain('building')
  expect(formatDeployFailure(error)).toContain('  | building\n')
  expect(JSON.stringify(error) + formatDeployFailure(error)).not.toContain('7f3k')
})

test('a log that cannot be read hides nothing', async () => {
  const { client, fake, serviceId, fail } = await start()
  fail('build_failed')
  fake.faults.add({ operation: 'GET /logs', kind: 'status', status: 500, times: 100 })
  const error = await thrownBy(render.deployAndWait(client, { serviceId }))
  expect(error).toMatchObject({ outcome: 'build_failed', logs: [] })
})

test('superseded and canceled are told apart, and have no lines', async () => {
  const { client, clock, serviceId } = await start()
  clock.timer(() => void render.createDeploy(client, { serviceId }), 3000)
  const superseded = await thrownBy(render.deployAndWait(client, { serviceId }))
  expect(superseded).toMatchObject({ outcome: 'superseded', logs: [] })
  const cancel = async () => {
    const deploy = await render.listDeploys(client, { serviceId }).first()
    await render.cancelDeploy(client, { serviceId, deployId: deploy?.id ?? '' })
  }
  await new Promise<void>((resolve) => void clock.timer(resolve, 60_000))
  clock.timer(() => void cancel(), 3000)
  const canceled = await thrownBy(render.deployAndWait(client, { serviceId }))
  expect(canceled).toMatchObject({ outcome: 'canceled', logs: [] })
})

test('stopped and gone on with, in another process: one deploy is started', async () => {
  const { client, serviceId, starts } = await start()
  let options: render.DeployAndWaitOptions = { totalTimeoutMs: 0 }
  const codes: string[] = []
  const run = () => render.deployAndWait(client, { serviceId }, options).catch((error: unknown) => error)
  let result = await run()
  while (isKeelsonError(result)) {
    codes.push(result.code)
    options = { totalTimeoutMs: 1000, resume: JSON.parse(JSON.stringify((result as WaitError).resume)) }
    result = await run()
  }
  expect(result).toMatchObject({ status: 'live' })
  expect(codes.length).toBeGreaterThan(2)
  expect(new Set(codes)).toEqual(new Set(['wait_timeout']))
  expect(starts()).toBe(1)
})

const look = 'GET /services/{serviceId}/deploys/{deployId}'

test('an outage in the middle, after which no repetition is left, is ridden out', async () => {
  const { client, fake, serviceId, starts } = await start()
  fake.faults.add({ operation: look, kind: 'status', status: 503, times: 100 })
  expect(await render.deployAndWait(client, { serviceId })).toMatchObject({ status: 'live' })
  expect(starts()).toBe(1)
})

test('an outage that does not end loses nothing: the wait says so, has the resume, and one deploy is started', async () => {
  const { client, fake, serviceId, starts } = await start()
  fake.faults.add({ operation: look, kind: 'status', status: 503, times: Infinity })
  const error = await thrownBy(render.deployAndWait(client, { serviceId }))
  expect(error).toMatchObject({
    code: 'wait_timeout',
    cause: { code: 'server', status: 503 },
    resume: { wait: 'render.deploy', serviceId, checks: 0 },
  })
  expect((error as Error).message).toMatch(
    /^waited 30 min for deploy dep-\S+ of srv-\S+, which was never seen: GET \S+ failed: 503/,
  )
  fake.faults.clear()
  const { resume } = JSON.parse(JSON.stringify(error)) as { resume: WaitError['resume'] }
  expect(await render.deployAndWait(client, { serviceId }, { resume })).toMatchObject({ status: 'live' })
  expect(starts()).toBe(1)
})

test.each([{}, { wait: 'render.job', serviceId: 'srv-1', jobId: 'job-1', checks: 1 }])(
  'the resume %j of something else starts no deploy',
  async (resume) => {
    const { client, serviceId, starts } = await start()
    const error = await thrownBy(render.deployAndWait(client, { serviceId }, { resume }))
    expect(error).toMatchObject({ code: 'config' })
    expect(starts()).toBe(0)
  },
)

test('formatDeployFailure takes any error', () => {
  expect(formatDeployFailure(new Error('no'))).toBe('Error: no')
})
