import { createFakeClock, createRandom } from '@keelson/core/testing'
import { afterEach, describe, expect, test, vi } from 'vitest'
import * as neon from './index.js'
import { createFakeNeon } from './testing/index.js'

afterEach(() => {
  vi.unstubAllEnvs()
})

function start(answer: (request: Request) => Response | Promise<Response>, options: neon.NeonOptions = {}) {
  const clock = createFakeClock({ auto: true })
  const requests: Request[] = []
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init)
    requests.push(request)
    return answer(request)
  }
  const client = neon.createNeonClient({ apiKey: 'napi_test', clock, random: createRandom(1), fetch, ...options })
  return { clock, client, requests }
}

const refuse = (status: number, body: unknown = { code: '', message: 'locked' }) => Response.json(body, { status })

describe('createNeonClient', () => {
  test('asks console.neon.tech with a bearer key, read from the environment at the first call', async () => {
    vi.stubEnv('NEON_API_KEY', 'napi_environment')
    const { client, requests } = start(() => Response.json({ projects: [] }), { apiKey: undefined })
    expect(requests).toHaveLength(0)
    await neon.listProjects(client).toArray()
    expect(requests[0]?.url).toBe('https://console.neon.tech/api/v2/projects?limit=100')
    expect(requests[0]?.headers.get('authorization')).toBe('Bearer napi_environment')
  })

  test('without a key says which variable and where keys are made', async () => {
    vi.stubEnv('NEON_API_KEY', undefined)
    const { client, requests } = start(() => Response.json({ projects: [] }), { apiKey: undefined })
    await expect(neon.listProjects(client).first()).rejects.toMatchObject({
      code: 'config',
      message: expect.stringMatching(/NEON_API_KEY .*console\.neon\.tech/),
    })
    expect(requests).toHaveLength(0)
  })

  test.each([
    [
      { code: 'BRANCH_ALREADY_EXISTS', message: 'branch already exists' },
      'branch already exists (BRANCH_ALREADY_EXISTS)',
    ],
    [{ code: '', message: 'branch already exists', request_id: 'r' }, '409 branch already exists (request req-7)'],
    [{ message: '' }, '409 {"message":""} (request req-7)'],
    [null, '409 null (request req-7)'],
    ['busy', '409 "busy" (request req-7)'],
  ])('an error body %j becomes words', async (body, said) => {
    const { client } = start(() => Response.json(body, { status: 409, headers: { 'x-request-id': 'req-7' } }))
    await expect(neon.createProject(client)).rejects.toMatchObject({
      code: 'conflict',
      provider: 'neon',
      operation: 'POST /projects',
      requestId: 'req-7',
      message: expect.stringContaining(said),
    })
  })
})

describe('repeating', () => {
  test.each([423, 503, 429])('%i promises that nothing was done: a POST is sent again', async (status) => {
    let left = 3
    const { client, requests } = start(() => (left-- > 0 ? refuse(status) : Response.json({ project: { id: 'p' } })))
    expect(await neon.createProject(client)).toMatchObject({ project: { id: 'p' } })
    expect(requests).toHaveLength(4)
  })

  test.each([500, 502, 504, 408])('%i does not: a POST is not', async (status) => {
    const { client, requests } = start(() => refuse(status))
    await expect(neon.createProject(client)).rejects.toMatchObject({
      code: 'ambiguous_write',
      hint: expect.stringContaining('ensureProject'),
    })
    expect(requests).toHaveLength(1)
  })

  test('a project that is locked for 30 s is outlasted, whatever the jitter', async () => {
    let most = 0
    for (let seed = 1; seed <= 200; seed++) {
      const { clock, client, requests } = start(
        () => (clock.now() < 30_000 ? refuse(423) : Response.json({ branch: { id: 'br-1' } }, { status: 201 })),
        { random: createRandom(seed) },
      )
      await neon.createBranch(client, { projectId: 'p', name: 'a' })
      most = Math.max(most, requests.length)
      expect(clock.now(), `seed ${seed}`).toBeLessThan(45_000)
    }
    expect(most).toBeLessThanOrEqual(20)
  })

  test.each([2, 3, 5])('so is one that %i writes wait for', { timeout: 30_000 }, async (writes) => {
    for (let seed = 1; seed <= 100; seed++) {
      const { clock, client } = start(
        () => (clock.now() < 30_000 ? refuse(423) : Response.json({ branch: { id: 'br-1' } }, { status: 201 })),
        { random: createRandom(seed) },
      )
      const names = Array.from({ length: writes }, (_, index) => `branch-${index}`)
      const made = await Promise.allSettled(names.map((name) => neon.createBranch(client, { projectId: 'p', name })))
      expect(
        made.map(({ status }) => status),
        `seed ${seed}`,
      ).toEqual(names.map(() => 'fulfilled'))
    }
  })

  test('writes that lock the project for one another all get through', async () => {
    const clock = createFakeClock({ auto: true })
    const fake = createFakeNeon({ clock, random: createRandom(1), durations: { create_branch: 5000 } })
    const client = neon.createNeonClient({ apiKey: 'napi_test', clock, random: createRandom(2), fetch: fake.fetch })
    const { resource } = await neon.ensureProject(client, { name: 'shop' })
    const names = ['a', 'b', 'c', 'd', 'e']
    await Promise.all(names.map((name) => neon.createBranch(client, { projectId: resource.id, name })))
    expect([...fake.state.branches.values()].map(({ name }) => name).toSorted()).toEqual([...names, 'main'])
    expect(fake.calls.filter(({ status }) => status === 423).length).toBeGreaterThan(10)
  })

  test('a total outage is not amplified: 100 writes make 132 sends', async () => {
    const { client, requests } = start(() => refuse(503))
    const names = Array.from({ length: 100 }, (_, index) => `branch-${index}`)
    const made = await Promise.allSettled(names.map((name) => neon.createBranch(client, { projectId: 'p', name })))
    expect(made.every(({ status }) => status === 'rejected')).toBe(true)
    expect(requests).toHaveLength(132)
  })

  test('a lock that does not end is an error with the code locked, within two minutes', async () => {
    const { clock, client } = start(() => refuse(423, { code: '', message: 'project has running operations' }))
    await expect(neon.createBranch(client, { projectId: 'p', name: 'a' })).rejects.toMatchObject({
      code: 'locked',
      status: 423,
      message: expect.stringContaining('project has running operations'),
    })
    expect(clock.now()).toBeLessThanOrEqual(120_000)
  })
})

describe('request', () => {
  test('reaches any documented operation', async () => {
    const { client, requests } = start(() => Response.json({ ok: true }))
    const path = { project_id: 'a/b', branch_id: 'br-1' }
    const operation = 'POST /projects/{project_id}/branches/{branch_id}/snapshot'
    expect(await neon.request(client, operation, { path, query: { name: 'x' } })).toEqual({ ok: true })
    expect(requests[0]?.method).toBe('POST')
    expect(requests[0]?.url).toBe('https://console.neon.tech/api/v2/projects/a%2Fb/branches/br-1/snapshot?name=x')
    expect(await neon.request(client, 'GET /regions')).toEqual({ ok: true })
  })

  test('refuses an id that would lead elsewhere', async () => {
    const { client, requests } = start(() => Response.json({}))
    await expect(neon.getProject(client, { projectId: '..' })).rejects.toMatchObject({ code: 'config' })
    await expect(
      neon.request(client, 'GET /projects/{project_id}', { path: { project_id: '' } }),
    ).rejects.toMatchObject({ code: 'config' })
    expect(requests).toHaveLength(0)
  })
})
