import { createFakeClock, createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import * as render from '../index.js'
import { createFakeRender, type FakeRenderOptions } from '../testing/index.js'

/** A service with a live deploy, and a hand on every exchange. */
async function start(options: FakeRenderOptions = {}) {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeRender({ clock, random: createRandom(1), ownerId: 'tea-1', ...options })
  const hook: { before?: (operation: string) => Promise<unknown> | void } = {}
  const client = render.createRenderClient({
    apiKey: 'rnd_deploys',
    ownerId: 'tea-1',
    clock,
    random: createRandom(2),
    fetch: async (input) => {
      const request = new Request(input)
      await hook.before?.(`${request.method} ${new URL(request.url).pathname.replace(/.*\//, '')}`)
      return fake.fetch(request)
    },
  })
  const { service, deployId = '' } = await render.createService(client, {
    type: 'web_service',
    repo: 'https://github.com/me/shop',
    name: 'shop',
    serviceDetails: { runtime: 'node' },
  })
  const serviceId = service.id
  await render.waitForDeploy(client, { serviceId, deployId })
  const started = fake.state.calls.length
  const posts = () =>
    fake.state.calls.slice(started).flatMap(({ operation, status }) => (operation.startsWith('POST') ? [status] : []))
  const own = () => [...fake.state.deploys.keys()].filter((id) => id !== deployId)
  return { clock, fake, client, serviceId, deployId, hook, posts, own }
}

/** What a push to the branch does: the vendor starts a deploy by itself, which the list shows with this trigger. */
function showAsPush(response: Response, ids: ReadonlySet<string>): Promise<Response> {
  return response.json().then((page: unknown) => {
    const items = page as { deploy: { id: string; trigger: string } }[]
    for (const { deploy } of items) if (ids.has(deploy.id)) deploy.trigger = 'new_commit'
    return Response.json(items)
  })
}

describe('createDeploy', () => {
  test('201: answers with the deploy that was started, with one look before and none after', async () => {
    const { client, fake, serviceId, own, posts } = await start()
    const before = fake.state.calls.length
    const deploy = await render.createDeploy(client, { serviceId })
    expect([deploy.id]).toEqual(own())
    expect(posts()).toEqual([201])
    expect(fake.state.calls.slice(before).map(({ operation }) => operation.slice(0, 4))).toEqual([
      'GET ',
      'GET ',
      'POST',
    ])
  })

  test('of a suspended service is refused with what to do first', async () => {
    const { client, fake, serviceId, deployId } = await start()
    await render.suspendService(client, { serviceId })
    const refused = { code: 'invalid_request', status: 400, hint: 'Resume it first (resumeService)' }
    await expect(render.createDeploy(client, { serviceId })).rejects.toMatchObject({
      ...refused,
      message: expect.stringMatching(/failed: 400 the service is suspended.*\. Resume it first \(resumeService\)$/),
    })
    await expect(render.rollbackDeploy(client, { serviceId, deployId })).rejects.toMatchObject(refused)
    fake.faults.add({ operation: 'POST /services/{serviceId}/deploys', kind: 'status', status: 400 })
    const other = await render.createDeploy(client, { serviceId }).catch((error: unknown) => error)
    expect(other).not.toHaveProperty('hint')
  })

  test('202 without a body: answers with the deploy that waits in the queue', async () => {
    const { client, fake, serviceId, own, posts } = await start()
    fake.faults.add({ operation: 'POST /services/{serviceId}/deploys', kind: 'empty_202' })
    const deploy = await render.createDeploy(client, { serviceId })
    expect([deploy.id]).toEqual(own())
    expect(deploy.status).toBe('queued')
    expect(posts()).toEqual([202])
  })

  test('202 because another deploy runs: the new one is the answer', async () => {
    const { client, serviceId, own } = await start()
    const first = await render.createDeploy(client, { serviceId })
    const second = await render.createDeploy(client, { serviceId })
    expect([first.id, second.id]).toEqual(own())
    expect(second.status).toBe('queued')
  })

  test.each(['empty_202', 'commit_then_500', 'reset_after', 'truncated_json'] as const)(
    '%s, and the deploy of a push appears at the same time: ours is the answer, whatever the order',
    async (kind) => {
      for (const pushComes of ['before', 'after']) {
        const { clock, fake, serviceId, deployId } = await start({ durations: { build: 60_000 } })
        const pushed = new Set<string>()
        const push = async () => {
          const known = new Set(fake.state.deploys.keys())
          await fake.fetch(`https://api.render.com/v1/services/${serviceId}/deploys`, {
            method: 'POST',
            headers: { authorization: 'Bearer push' },
            body: '{}',
          })
          for (const id of fake.state.deploys.keys()) if (!known.has(id)) pushed.add(id)
        }
        const client = render.createRenderClient({
          apiKey: 'rnd_deploys',
          ownerId: 'tea-1',
          clock,
          fetch: async (input) => {
            const request = new Request(input)
            if (request.method === 'GET') return showAsPush(await fake.fetch(request), pushed)
            if (pushComes === 'before') await push()
            fake.faults.add({ operation: 'POST /services/{serviceId}/deploys', kind })
            try {
              return await fake.fetch(request)
            } finally {
              if (pushComes === 'after') await push()
            }
          },
        })
        const deploy = await render.createDeploy(client, { serviceId })
        const [ours, ...others] = [...fake.state.deploys.keys()].filter((id) => id !== deployId && !pushed.has(id))
        expect(others).toEqual([])
        expect(deploy.id).toBe(ours)
      }
    },
  )

  test('a push alone is not taken for our deploy when ours was not started', async () => {
    const { clock, fake, serviceId } = await start()
    const pushed = new Set<string>()
    const client = render.createRenderClient({
      apiKey: 'rnd_deploys',
      ownerId: 'tea-1',
      clock,
      fetch: async (input) => {
        const request = new Request(input)
        if (request.method === 'GET') return showAsPush(await fake.fetch(request), pushed)
        const known = new Set(fake.state.deploys.keys())
        await fake.fetch(request)
        for (const id of fake.state.deploys.keys()) if (!known.has(id)) pushed.add(id)
        return new Response(null, { status: 500 })
      },
    })
    await expect(render.createDeploy(client, { serviceId })).rejects.toMatchObject({ code: 'ambiguous_write' })
    expect(pushed.size).toBe(1)
  })

  test.each(['before', 'after'])(
    'a deploy of another commit that the API started just %s ours is not taken for it',
    async (when) => {
      const { fake, serviceId, clock, own } = await start({ durations: { build: 60_000 } })
      const other = () =>
        fake.fetch(`https://api.render.com/v1/services/${serviceId}/deploys`, {
          method: 'POST',
          headers: { authorization: 'Bearer other' },
          body: JSON.stringify({ commitId: 'b'.repeat(40) }),
        })
      const client = render.createRenderClient({
        apiKey: 'rnd_deploys',
        ownerId: 'tea-1',
        clock,
        fetch: async (input) => {
          const request = new Request(input)
          if (request.method === 'GET') return fake.fetch(request)
          if (when === 'before') await other()
          await fake.fetch(request)
          if (when === 'after') await other()
          throw new TypeError('fetch failed')
        },
      })
      const deploy = await render.createDeploy(client, { serviceId, commitId: 'a'.repeat(40) })
      expect(own()).toHaveLength(2)
      expect(deploy.commit?.id).toBe('a'.repeat(40))
    },
  )

  test('a deploy that was there before is not taken for ours', async () => {
    const { client, fake, serviceId, hook } = await start()
    const { id } = await render.createDeploy(client, { serviceId })
    await render.waitForDeploy(client, { serviceId, deployId: id })
    hook.before = (operation) => {
      if (operation === 'POST deploys') fake.faults.add({ operation: '*', kind: 'reset_before' })
    }
    await expect(render.createDeploy(client, { serviceId })).rejects.toMatchObject({ code: 'ambiguous_write' })
  })

  test.each(['commit_then_500', 'reset_after', 'truncated_json'] as const)(
    '%s: adopts the deploy that was started, and starts no second one',
    async (kind) => {
      const { client, fake, serviceId, own, posts } = await start()
      fake.faults.add({ operation: 'POST /services/{serviceId}/deploys', kind })
      const deploy = await render.createDeploy(client, { serviceId })
      expect([deploy.id]).toEqual(own())
      expect(posts()).toHaveLength(1)
    },
  )

  test('a deploy that the list shows late is found by a later look', async () => {
    const { clock, fake, serviceId, deployId } = await start()
    let looks = 0
    const client = render.createRenderClient({
      apiKey: 'rnd_deploys',
      ownerId: 'tea-1',
      clock,
      fetch: async (input) => {
        const request = new Request(input)
        const response = await fake.fetch(request)
        if (request.method === 'POST') throw new TypeError('fetch failed')
        looks += 1
        const items = (await response.json()) as { deploy: { id: string } }[]
        return Response.json(looks < 8 ? items.filter(({ deploy }) => deploy.id === deployId) : items)
      },
    })
    const deploy = await render.createDeploy(client, { serviceId })
    expect(fake.state.deploys.has(deploy.id)).toBe(true)
    expect(deploy.id).not.toBe(deployId)
  })

  test('reset before anything was started: ambiguous_write after five looks, and nothing is sent twice', async () => {
    const { client, clock, fake, serviceId, own, posts } = await start()
    fake.faults.add({ operation: 'POST /services/{serviceId}/deploys', kind: 'reset_before' })
    const before = clock.now()
    await expect(render.createDeploy(client, { serviceId })).rejects.toMatchObject({
      code: 'ambiguous_write',
      operation: 'POST /services/{serviceId}/deploys',
      attempts: 1,
    })
    expect(own()).toEqual([])
    expect(posts()).toEqual([undefined])
    expect(clock.now() - before).toBeCloseTo(1000 + 1500 + 2250 + 3375)
  })

  test.each(['commit_then_500', 'empty_202'] as const)(
    '%s, and then the list cannot be read: ambiguous_write, not the error of the list',
    async (kind) => {
      const { client, fake, serviceId, own, posts, hook } = await start()
      hook.before = (operation) => {
        if (operation === 'POST deploys') fake.faults.add({ operation: 'POST /services/{serviceId}/deploys', kind })
        else if (posts().length > 0) fake.faults.add({ operation: '*', kind: 'status', status: 503 })
      }
      const hint = expect.stringContaining('before starting another one')
      await expect(render.createDeploy(client, { serviceId })).rejects.toMatchObject({ code: 'ambiguous_write', hint })
      expect(own()).toHaveLength(1)
    },
  )

  test('a 202 whose deploy never appears ends in ambiguous_write', async () => {
    const { client, fake, serviceId, hook } = await start()
    hook.before = async (operation) => {
      if (operation !== 'POST deploys') return
      fake.faults.add({ operation: '*', kind: 'html', status: 202 })
    }
    const odd = render.createRenderClient({
      apiKey: 'rnd_deploys',
      clock: createFakeClock({ auto: true }),
      fetch: async (input) =>
        new Request(input).method === 'POST' ? new Response(null, { status: 202 }) : fake.fetch(input),
    })
    await expect(render.createDeploy(odd, { serviceId })).rejects.toMatchObject({
      code: 'ambiguous_write',
      status: 202,
      message: expect.stringContaining('no new deploy appeared'),
    })
    // A web page with a success status is no deploy either, but one may have been started behind it.
    await expect(render.createDeploy(client, { serviceId })).rejects.toMatchObject({ code: 'ambiguous_write' })
  })

  test('429 and 503-with-nothing-done: the first is repeated, a refusal is passed on as it is', async () => {
    const { client, fake, serviceId, own, posts } = await start()
    fake.faults.add({ operation: 'POST /services/{serviceId}/deploys', kind: 'status', status: 429, retryAfter: 2 })
    const deploy = await render.createDeploy(client, { serviceId })
    expect([deploy.id]).toEqual(own())
    expect(posts()).toEqual([429, 201])
    fake.faults.add({ operation: 'POST /services/{serviceId}/deploys', kind: 'status', status: 400 })
    await expect(render.createDeploy(client, { serviceId })).rejects.toMatchObject({ code: 'invalid_request' })
    expect(own()).toHaveLength(1)
  })
})

describe('rollbackDeploy', () => {
  test('answers with the new deploy, which runs the older release', async () => {
    const { client, fake, serviceId, deployId } = await start()
    const next = await render.createDeploy(client, { serviceId, commitId: 'c'.repeat(40) })
    await render.waitForDeploy(client, { serviceId, deployId: next.id })
    const back = await render.rollbackDeploy(client, { serviceId, deployId })
    const live = await render.waitForDeploy(client, { serviceId, deployId: back.id })
    expect(live).toMatchObject({ status: 'live', trigger: 'rollback' })
    expect(live.commit?.id).toBe(fake.state.deploys.get(deployId)?.release.commit?.id)
  })

  test.each(['commit_then_500', 'reset_after', 'truncated_json'] as const)(
    '%s: adopts the rollback that was started',
    async (kind) => {
      const { client, fake, serviceId, deployId, own, posts, hook } = await start()
      hook.before = async (operation) => {
        if (operation !== 'POST rollback') return
        delete hook.before
        // Somebody deploys at the same moment.
        await render.request(client, 'POST /services/{serviceId}/deploys', { path: { serviceId }, body: {} })
        fake.faults.add({ operation: 'POST /services/{serviceId}/rollback', kind })
      }
      const back = await render.rollbackDeploy(client, { serviceId, deployId })
      expect(own()).toContain(back.id)
      expect(back.trigger).toBe('rollback')
      expect(posts()).toHaveLength(2)
    },
  )

  test('reset before anything was started: ambiguous_write, and nothing was sent twice', async () => {
    const { client, fake, serviceId, deployId, own, posts } = await start()
    fake.faults.add({ operation: 'POST /services/{serviceId}/rollback', kind: 'reset_before' })
    await expect(render.rollbackDeploy(client, { serviceId, deployId })).rejects.toMatchObject({
      code: 'ambiguous_write',
      operation: 'POST /services/{serviceId}/rollback',
    })
    expect(own()).toEqual([])
    expect(posts()).toEqual([undefined])
  })
})

describe('cancelDeploy', () => {
  test.each([undefined, 'reset_before', 'reset_after', 'commit_then_500'] as const)(
    'cancels a deploy that is under way, whatever happens to the answer: %s',
    async (kind) => {
      const { client, fake, serviceId } = await start()
      const deploy = await render.createDeploy(client, { serviceId })
      if (kind) fake.faults.add({ operation: 'POST /services/{serviceId}/deploys/{deployId}/cancel', kind })
      expect(await render.cancelDeploy(client, { serviceId, deployId: deploy.id })).toMatchObject({
        id: deploy.id,
        status: 'canceled',
      })
    },
  )

  test('one that is over is refused', async () => {
    const { client, serviceId, deployId } = await start()
    await expect(render.cancelDeploy(client, { serviceId, deployId })).rejects.toMatchObject({
      code: 'invalid_request',
    })
  })
})
