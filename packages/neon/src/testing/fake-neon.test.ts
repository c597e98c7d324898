import { createFakeClock, createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import { createFakeNeon, type FakeNeonOptions } from './index.js'

interface Body {
  [key: string]: unknown
}

function start(options: FakeNeonOptions = {}) {
  const clock = createFakeClock()
  const fake = createFakeNeon({ clock, random: createRandom(1), ...options })
  const call = async (operation: string, body?: unknown): Promise<{ status: number; body: Body }> => {
    const [method = '', path] = operation.split(' ')
    const response = await fake.fetch(`https://console.neon.tech/api/v2${path}`, {
      method,
      headers: { authorization: 'Bearer napi_test' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Body }
  }
  const create = async (project: Body = {}) => {
    const { body } = await call('POST /projects', { project })
    const projectId = (body['project'] as { id: string }).id
    const branchId = (body['branch'] as { id: string }).id
    return {
      body,
      projectId,
      branchId,
      path: `/projects/${projectId}`,
      branch: `/projects/${projectId}/branches/${branchId}`,
    }
  }
  const statuses = () => [...fake.state.operations.values()].map(({ action, status }) => `${action} ${status}`)
  return { clock, fake, call, create, statuses }
}

const ids = (items: unknown) => (items as { id: string }[]).map(({ id }) => id)

describe('operations take time', () => {
  test('one after another, and their states with them', async () => {
    const { clock, fake, create, statuses } = start()
    const { branchId } = await create()
    const state = () => fake.state.branches.get(branchId)?.state
    const compute = () => [...fake.state.endpoints.values()][0]?.state
    expect([state(), compute(), ...statuses()]).toEqual([
      'init',
      'init',
      'create_branch running',
      'start_compute scheduling',
    ])
    await clock.advance(1000)
    expect([state(), compute(), ...statuses()]).toEqual([
      'ready',
      'init',
      'create_branch finished',
      'start_compute running',
    ])
    await clock.advance(1500)
    expect([compute(), ...statuses()]).toEqual(['active', 'create_branch finished', 'start_compute finished'])
  })

  test('meanwhile the project is locked for writes, others are not', async () => {
    const { clock, call, create } = start()
    const { path, branch } = await create()
    for (const operation of [
      [`POST ${branch}/roles`, { role: { name: 'app' } }],
      [`POST ${path}/branches`, {}],
      [`DELETE ${path}`, undefined],
    ] as const)
      expect((await call(operation[0], operation[1])).status).toBe(423)
    expect((await call(`GET ${path}`)).status).toBe(200)
    await create()
    await clock.advance(2500)
    expect((await call(`POST ${branch}/roles`, { role: { name: 'app' } })).status).toBe(201)
  })

  test('looked at late, they have the dates at which they were due', async () => {
    const { clock, fake, create } = start({ durations: { create_branch: 10_000, start_compute: 20_000 } })
    await create()
    await clock.advance(3_600_000)
    expect([...fake.state.operations.values()].map(({ updatedAt, createdAt }) => updatedAt - createdAt)).toEqual([
      10_000, 30_000,
    ])
  })

  test('operation_failed is tried again; operation_error ends it, and what was to follow', async () => {
    const { clock, fake, call, create, statuses } = start()
    fake.faults.add({ operation: 'POST /projects', kind: 'operation_failed' })
    const { path } = await create()
    await clock.advance(1000)
    expect(statuses()).toEqual(['create_branch failed', 'start_compute scheduling'])
    await clock.advance(10_000)
    expect(statuses()).toEqual(['create_branch finished', 'start_compute finished'])
    fake.faults.add({ operation: 'POST /projects/{project_id}/branches', kind: 'operation_error' })
    await call(`POST ${path}/branches`, { branch: { name: 'a' }, endpoints: [{ type: 'read_write' }] })
    await clock.advance(10_000)
    expect(statuses().slice(2)).toEqual(['create_branch error', 'start_compute cancelled'])
    expect((await call(`POST ${path}/branches`)).status).toBe(201)
  })
})

describe('branches', () => {
  test('have the roles and databases of their parent, and go their own way', async () => {
    const { clock, fake, call, create } = start()
    const { path, branch, branchId } = await create({ branch: { role_name: 'app', database_name: 'shop' } })
    await clock.advance(5000)
    const child = await call(`POST ${path}/branches`, { branch: { name: 'a' }, endpoints: [{ type: 'read_write' }] })
    const [made] = child.body['connection_uris'] as [{ connection_uri: string }]
    const url = new URL(made.connection_uri)
    expect([url.username, url.pathname]).toEqual(['app', '/shop'])
    await clock.advance(5000)
    await call(`POST ${branch}/roles/app/reset_password`)
    const [parent, own] = [branchId, (child.body['branch'] as { id: string }).id].map((id) =>
      fake.state.branches.get(id)?.roles.get('app'),
    )
    expect(own?.password).toBe(decodeURIComponent(url.password))
    expect(parent?.password).not.toBe(own?.password)
  })

  test('of which one would have to choose have no connection string', async () => {
    const { clock, call, create } = start()
    const { path, branch } = await create()
    await clock.advance(5000)
    await call(`POST ${branch}/roles`, { role: { name: 'second' } })
    await clock.advance(5000)
    const { body } = await call(`POST ${path}/branches`, { endpoints: [{ type: 'read_write' }] })
    expect(body).not.toHaveProperty('connection_uris')
  })

  test('go away when they expire', async () => {
    const { clock, fake, call, create } = start()
    const { path } = await create()
    await clock.advance(5000)
    const expires_at = '2026-01-01T01:00:00Z'
    const { body } = await call(`POST ${path}/branches`, {
      branch: { name: 'a', expires_at },
      endpoints: [{ type: 'read_write' }],
    })
    await clock.advance(5000)
    const { id } = body['branch'] as { id: string }
    expect([...fake.state.branches.values()].map(({ name }) => name)).toEqual(['main', 'a'])
    // Neon has no children of branches that expire, neither new nor by restoring.
    expect((await call(`POST ${path}/branches`, { branch: { name: 'b', parent_id: id } })).status).toBe(400)
    await clock.advance(3_600_000)
    expect([...fake.state.branches.values()].map(({ name }) => name)).toEqual(['main'])
    expect(fake.state.endpoints.size).toBe(1)
  })

  test.each<[string, string, Body, number]>([
    ['a name twice', 'POST $p/branches', { branch: { name: 'main' } }, 409],
    ['a parent that is not there', 'POST $p/branches', { branch: { parent_id: 'br-none' } }, 404],
    ['a date in the past', 'POST $p/branches', { branch: { expires_at: '2020-01-01T00:00:00Z' } }, 400],
    ['two writers', 'POST $p/branches', { endpoints: [{ type: 'read_write' }, { type: 'read_write' }] }, 400],
    ['no list of endpoints', 'POST $p/branches', { endpoints: {} }, 400],
    ['an endpoint that is none', 'POST $p/branches', { endpoints: ['read_write'] }, 400],
    ['an unknown type', 'POST $p/branches', { endpoints: [{ type: 'write' }] }, 400],
    [
      'a size that is no number',
      'POST $p/branches',
      { endpoints: [{ type: 'read_only', autoscaling_limit_max_cu: '1' }] },
      400,
    ],
    ['an expiring default branch', 'PATCH $b', { branch: { expires_at: '2027-01-01T00:00:00Z' } }, 400],
    ['the default branch gone', 'DELETE $b', {}, 400],
    ['a restore from itself now', 'POST $b/restore', { source_branch_id: '$id' }, 400],
    ['a role name that is too long', 'POST $b/roles', { role: { name: 'ä'.repeat(32) } }, 400],
    ['a page that is too large', 'GET $p/branches?limit=10001', {}, 400],
    ['an unknown order', 'GET $p/branches?sort_by=size', {}, 400],
    ['a cursor of another list', 'GET $p/branches?cursor=x', {}, 400],
    ['a path that is not there', 'GET /projects/a/b/c', {}, 501],
  ])('%s is refused', async (_name, operation, body, status) => {
    const { clock, call, create } = start()
    const { path, branch, branchId } = await create()
    await clock.advance(5000)
    const filled = JSON.parse(JSON.stringify(body).replace('$id', branchId)) as Body
    const where = operation.replace('$p', path).replace('$b', branch)
    const answer = await call(where, operation.startsWith('GET') ? undefined : filled)
    expect(answer.status).toBe(status)
    expect(answer.body).toMatchObject({ message: expect.any(String), request_id: expect.any(String) })
  })

  test('protected branches and those with children stay, and so does their project', async () => {
    const { clock, call, create } = start()
    const { path } = await create()
    await clock.advance(5000)
    const { body } = await call(`POST ${path}/branches`, { branch: { name: 'a', protected: true } })
    const a = `${path}/branches/${(body['branch'] as { id: string }).id}`
    await clock.advance(5000)
    expect((await call(`DELETE ${a}`)).status).toBe(400)
    expect((await call(`DELETE ${path}`)).status).toBe(400)
    await call(`PATCH ${a}`, { branch: { protected: false } })
    await call(`POST ${path}/branches`, { branch: { name: 'b', parent_id: (body['branch'] as { id: string }).id } })
    await clock.advance(5000)
    expect((await call(`DELETE ${a}`)).status).toBe(400)
    expect((await call(`DELETE ${path}`)).status).toBe(200)
  })
})

describe('lists', () => {
  test('of projects give a cursor with every page, and the same one behind the end', async () => {
    const { call, create } = start()
    for (const name of ['a', 'b', 'c']) await create({ name })
    const names: string[][] = []
    let cursor = ''
    for (let page = 0; page < 3; page++) {
      const { body } = await call(`GET /projects?limit=2${cursor && `&cursor=${cursor}`}`)
      names.push((body['projects'] as { name: string }[]).map(({ name }) => name))
      cursor = (body['pagination'] as { cursor: string }).cursor
    }
    expect(names).toEqual([['c', 'b'], ['a'], []])
  })

  test('of branches are sorted, and name the next page', async () => {
    const { clock, call, create } = start()
    const { path } = await create()
    for (const name of ['b', 'a']) {
      await clock.advance(5000)
      await call(`POST ${path}/branches`, { branch: { name } })
    }
    const seen = async (query: string) => {
      const { body } = await call(`GET ${path}/branches?${query}`)
      return [
        (body['branches'] as { name: string }[]).map(({ name }) => name).join(),
        body['pagination'] as Body,
      ] as const
    }
    const [first, { next }] = await seen('sort_by=name&sort_order=asc&limit=2')
    expect([first, (await seen(`sort_by=name&sort_order=asc&limit=2&cursor=${String(next)}`))[0]]).toEqual([
      'a,b',
      'main',
    ])
    expect((await seen(''))[0]).toBe('a,b,main')
    expect((await seen('sort_by=created_at&sort_order=asc'))[0]).toBe('main,b,a')
    expect((await seen('search=mai'))[0]).toBe('main')
  })

  test('may lag behind', async () => {
    const { clock, call, create } = start({ listLagMs: 3000 })
    const { path, projectId } = await create()
    expect((await call('GET /projects')).body['projects']).toEqual([])
    expect((await call(`GET ${path}`)).status).toBe(200)
    await clock.advance(3000)
    expect(ids((await call('GET /projects')).body['projects'])).toEqual([projectId])
    expect((await call('GET /projects?recoverable=true')).body['projects']).toEqual([])
  })
})

describe('computes', () => {
  test('sleep and wake; what is so already takes no operation', async () => {
    const { clock, fake, call, create } = start()
    const { path, body } = await create()
    const [id = ''] = ids(body['endpoints'])
    await clock.advance(5000)
    for (const [verb, state] of [
      ['suspend', 'idle'],
      ['start', 'active'],
    ] as const) {
      const answer = await call(`POST ${path}/endpoints/${id}/${verb}`)
      expect(answer.body['operations']).toHaveLength(1)
      await clock.advance(5000)
      expect(fake.state.endpoints.get(id)?.state).toBe(state)
      expect((await call(`POST ${path}/endpoints/${id}/${verb}`)).body['operations']).toEqual([])
    }
  })
})

test('a key that is not the one is refused', async () => {
  const { call } = start({ apiKey: 'napi_other' })
  expect((await call('GET /projects')).status).toBe(401)
})

test('without a compute there is nothing to stop', async () => {
  const { fake, create } = start()
  await create()
  await expect(fake.stop()).resolves.toBeUndefined()
})
