import { defineProbe, type Resume } from '@keelson/core'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import * as render from '../index.js'
import * as datastores from './index.js'
import { createFakeRender } from '../testing/index.js'

async function start() {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeRender({ clock, random: createRandom(1), ownerId: 'tea-1' })
  const client = render.createRenderClient({
    apiKey: 'rnd_wait',
    ownerId: 'tea-1',
    clock,
    random: createRandom(2),
    fetch: fake.fetch,
  })
  const { id: keyValueId } = await datastores.createKeyValue(client, { name: 'shop-queue', plan: 'starter' })
  return { clock, fake, client, keyValueId }
}

/** A client for which the only instance is in this state. */
function inState(status: string) {
  return render.createRenderClient({
    apiKey: 'rnd_wait',
    fetch: () => Promise.resolve(Response.json({ id: 'red-1', status })),
  })
}

const one = { keyValueId: 'red-1' }

describe('checkKeyValue', () => {
  test.each([
    'creating',
    'unavailable',
    'config_restart',
    'maintenance_in_progress',
    'recovery_in_progress',
    'updating_instance',
    'unknown',
    // Added later.
    'hibernating',
  ])('%s is under way', async (status) => {
    expect(await datastores.checkKeyValue(inState(status), one)).toEqual({
      done: false,
      value: { id: 'red-1', status },
      resume: { wait: 'render.key-value', ...one, checks: 1 },
      nextCheckMs: 1000,
    })
  })

  test.each(['available', 'maintenance_scheduled'])('%s is done', async (status) => {
    expect(await datastores.checkKeyValue(inState(status), one)).toMatchObject({ done: true, value: { status } })
  })

  test.each([
    ['suspended', 'the Key Value instance red-1 is suspended', 'resumeKeyValue'],
    ['recovery_failed', 'the Key Value instance red-1 could not be recovered', 'create another one'],
  ])('%s is an end', async (status, said, hint) => {
    await expect(datastores.checkKeyValue(inState(status), one)).rejects.toMatchObject({
      code: 'wait_failed',
      operation: 'GET /key-value/{keyValueId}',
      message: expect.stringContaining(said),
      hint: expect.stringContaining(hint),
      resume: { wait: 'render.key-value', ...one, checks: 1 },
    })
  })
})

describe('waitForKeyValue', () => {
  test('follows a creation and a resumption to their ends', async () => {
    const { client, keyValueId } = await start()
    const seen = new Set<string>()
    const onProgress = ({ status }: datastores.KeyValue) => seen.add(status)
    expect(await datastores.waitForKeyValue(client, { keyValueId }, { onProgress })).toMatchObject({ id: keyValueId })
    await datastores.suspendKeyValue(client, { keyValueId })
    await expect(datastores.waitForKeyValue(client, { keyValueId })).rejects.toMatchObject({ code: 'wait_failed' })
    await datastores.resumeKeyValue(client, { keyValueId })
    await datastores.waitForKeyValue(client, { keyValueId }, { onProgress })
    expect([...seen]).toEqual(['creating', 'available', 'unavailable'])
  })

  test('stopped after each look and resumed through JSON, it ends as in one go and writes nothing', async () => {
    const { clock, fake, client, keyValueId } = await start()
    let resume: Resume | undefined
    let looks = 0
    for (;;) {
      const check = await datastores.checkKeyValue(client, { keyValueId }, resume)
      looks += 1
      if (check.done) break
      expect(check.resume['checks']).toBe(looks)
      resume = JSON.parse(JSON.stringify(check.resume)) as Resume
      await clock.advance(check.nextCheckMs)
    }
    expect(looks).toBeGreaterThan(4)
    const writes = fake.state.calls.filter(({ operation }) => !operation.startsWith('GET '))
    expect(writes.map(({ operation }) => operation)).toEqual(['POST /key-value'])
  })

  test('with a probe it waits until the instance answers as well', async () => {
    const { client, keyValueId } = await start()
    let asked = 0
    const serving = defineProbe({ name: 'queue', kind: 'redis', run: () => ++asked === 2 })
    expect(await datastores.waitForKeyValue(client, { keyValueId }, { serving })).toMatchObject({ status: 'available' })
    expect(asked).toBe(2)
  })

  test('an abort ends it with the resume to go on with', async () => {
    const { client, keyValueId } = await start()
    const controller = new AbortController()
    await expect(
      datastores.waitForKeyValue(
        client,
        { keyValueId },
        { signal: controller.signal, onProgress: () => controller.abort() },
      ),
    ).rejects.toMatchObject({ code: 'aborted', resume: { wait: 'render.key-value', keyValueId, checks: 1 } })
  })
})
