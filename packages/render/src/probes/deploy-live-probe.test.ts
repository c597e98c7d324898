import { readFileSync } from 'node:fs'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import * as render from '../index.js'
import { createFakeRender } from '../testing/index.js'
import { deployLiveProbe } from './index.js'

const [first, second, third] = ['a', 'b', 'c'].map((digit) => digit.repeat(40)) as [string, string, string]

/** A service whose first commit is live. */
async function start() {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeRender({ clock, random: createRandom(1), ownerId: 'tea-1' })
  const client = render.createRenderClient({ apiKey: 'rnd_probe', clock, random: createRandom(2), fetch: fake.fetch })
  const { service, deployId = '' } = await render.createService(client, {
    ownerId: 'tea-1',
    type: 'web_service',
    name: 'shop',
    repo: 'https://github.com/me/shop',
    serviceDetails: { runtime: 'node' },
  })
  const serviceId = service.id
  await render.waitForDeploy(client, { serviceId, deployId })
  const deploy = (commitId: string) => render.createDeploy(client, { serviceId, commitId })
  const goLive = async (commitId: string) =>
    render.waitForDeploy(client, { serviceId, deployId: (await deploy(commitId)).id })
  await goLive(first)
  const ask = (commit?: string) =>
    deployLiveProbe(client, { serviceId, commit }).run({ signal: new AbortController().signal, attempt: 1 })
  return { fake, client, serviceId, deploy, goLive, ask }
}

describe('what was deployed last', () => {
  test('passes when it is live, and tells its commit', async () => {
    const { ask, goLive } = await start()
    await goLive(second)
    expect(await ask()).toEqual({ status: 'pass', release: second })
  })

  test('warns while a newer one is on the way: the one before it serves', async () => {
    const { ask, deploy } = await start()
    const { id } = await deploy(second)
    expect(await ask()).toEqual({
      status: 'warn',
      code: 'created',
      output: expect.stringMatching(
        new RegExp(
          `^deploy ${id} \\(bbbbbbb\\) of srv-.* is on the way \\(created\\); deploy dep-.* \\(aaaaaaa\\) is live$`,
        ),
      ),
      release: first,
    })
  })

  test.each(['build_failed', 'update_failed'] as const)('warns when it ended as %s', async (kind) => {
    const { fake, client, serviceId, ask, deploy } = await start()
    fake.faults.add({ operation: 'POST /services/{serviceId}/deploys', kind })
    const { id: deployId } = await deploy(second)
    await expect(render.waitForDeploy(client, { serviceId, deployId })).rejects.toMatchObject({ outcome: kind })
    expect(await ask()).toMatchObject({ status: 'warn', code: kind, release: first })
    expect(await ask(second)).toMatchObject({ status: 'fail', code: kind, release: first })
  })

  test('one that was canceled changed nothing', async () => {
    const { client, serviceId, ask, deploy } = await start()
    const { id: deployId } = await deploy(second)
    await render.cancelDeploy(client, { serviceId, deployId })
    expect(await ask()).toEqual({ status: 'pass', release: first })
    expect(await ask(second)).toMatchObject({ status: 'fail', code: 'canceled', release: first })
  })
})

describe('a commit', () => {
  test('passes when it is live, by its first digits as well', async () => {
    const { ask, goLive } = await start()
    await goLive(second)
    for (const commit of [second, second.slice(0, 7), second.slice(0, 12).toUpperCase()])
      expect(await ask(commit)).toEqual({ status: 'pass', release: second })
  })

  test('fails until it is live', async () => {
    const { client, serviceId, ask, deploy } = await start()
    const { id: deployId } = await deploy(second)
    expect(await ask(second)).toMatchObject({ status: 'fail', code: 'created', release: first })
    await render.waitForDeploy(client, { serviceId, deployId })
    expect(await ask(second)).toEqual({ status: 'pass', release: second })
  })

  test('fails when it was live and is no longer', async () => {
    const { ask, goLive } = await start()
    await goLive(second)
    expect(await ask(first)).toMatchObject({ status: 'fail', code: 'superseded', release: second })
  })

  test('that is live warns while another one is on the way', async () => {
    const { ask, deploy } = await start()
    await deploy(second)
    expect(await ask(first)).toMatchObject({ status: 'warn', code: 'created', release: first })
  })

  test('that was canceled in favour of a newer deploy is superseded', async () => {
    const at = (minute: number) => `2026-01-01T00:0${minute}:00Z`
    const canceled = { id: 'dep-1', status: 'canceled', commit: { id: second }, createdAt: at(1), finishedAt: at(3) }
    const newer = { id: 'dep-2', status: 'live', commit: { id: third }, createdAt: at(2) }
    expect(await judge([newer, canceled], second)).toEqual({
      status: 'fail',
      code: 'superseded',
      output:
        'deploy dep-1 (bbbbbbb) of srv-1 was canceled in favour of deploy dep-2 (ccccccc); deploy dep-2 (ccccccc) is live',
      release: third,
    })
  })

  test('that was never deployed is said to be so', async () => {
    const { ask } = await start()
    expect(await ask(third)).toMatchObject({
      status: 'fail',
      code: 'not_deployed',
      output: expect.stringContaining(`commit ${third} has no deploy of srv-`),
      release: first,
    })
  })

  test.each(['abc', 'main', ' ', '', 'g'.repeat(40)])('%j is none', (commit) => {
    const client = render.createRenderClient({ apiKey: 'rnd_probe' })
    expect(() => deployLiveProbe(client, { serviceId: 'srv-1', commit })).toThrow(
      expect.objectContaining({ code: 'config' }),
    )
  })
})

/** What is said of these deploys. */
async function judge(deploys: readonly object[], commit?: string) {
  const client = render.createRenderClient({
    apiKey: 'rnd_probe',
    fetch: async () => Response.json(deploys.map((deploy) => ({ deploy, cursor: 'c' }))),
  })
  return deployLiveProbe(client, { serviceId: 'srv-1', commit }).run({
    signal: new AbortController().signal,
    attempt: 1,
  })
}

/** What the only deploy of a service means, by its state. */
const alone: Readonly<Record<render.DeployStatus, string>> = {
  created: 'fail created',
  queued: 'fail queued',
  build_in_progress: 'fail build_in_progress',
  pre_deploy_in_progress: 'fail pre_deploy_in_progress',
  update_in_progress: 'fail update_in_progress',
  live: 'pass',
  deactivated: 'fail superseded',
  build_failed: 'fail build_failed',
  pre_deploy_failed: 'fail pre_deploy_failed',
  update_failed: 'fail update_failed',
  canceled: 'fail canceled',
}

test('every state of the contract is one of these', async () => {
  const { components } = JSON.parse(readFileSync(new URL('../../contract.json', import.meta.url), 'utf8')) as {
    components: { schemas: { deployStatus: { enum: string[] } } }
  }
  expect(Object.keys(alone).toSorted()).toEqual(components.schemas.deployStatus.enum.toSorted())
})

test.each(Object.entries(alone))('without another deploy, %s: %s', async (status, said) => {
  const reading = await judge([{ id: 'dep-1', status }])
  expect([reading.status, reading.code].filter(Boolean).join(' ')).toBe(said)
  expect(reading.output?.endsWith('; none is live')).toBe(status === 'live' ? undefined : true)
})

test('a state that is added later is on the way', async () => {
  expect(await judge([{ id: 'dep-1', status: 'warming_up' }])).toMatchObject({ status: 'fail', code: 'warming_up' })
})

test('a service without a deploy is said to be so; an image is told by its digest', async () => {
  expect(await judge([])).toEqual({
    status: 'fail',
    code: 'not_deployed',
    output: 'there is no deploy of srv-1; none is live',
  })
  const sha = `sha256:${'d'.repeat(64)}`
  expect(await judge([{ id: 'dep-1', status: 'live', image: { ref: 'shop:1', sha } }])).toEqual({
    status: 'pass',
    release: sha,
  })
})
