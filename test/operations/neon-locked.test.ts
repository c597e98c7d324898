import { describe, expect, test } from 'vitest'
import { table } from './neon/index.ts'
import { connect, shorten, start } from './neon/world.ts'

const writing = table.rows.filter(({ requests }) => !isRead(requests.at(-1)))

function isRead(request: unknown): boolean {
  return String(request).startsWith('GET ')
}

/** What Neon says while it does not carry anything out. */
const refusals: readonly (readonly [string, number, Record<string, string>])[] = [
  ['a project that is locked', 423, {}],
  ['too many requests', 429, {}],
  ['too many requests, with a time to come back', 429, { 'retry-after': '30' }],
  ['a control plane that is down', 503, {}],
]

test('every operation that writes is here', () => {
  const names = new Set(writing.map(({ operation }) => operation.split(' ')[0]))
  for (const name of ['createProject', 'deleteBranch', 'updateDatabase', 'resetRolePassword', 'revokeApiKey'])
    expect(names).toContain(name)
  expect(names.size).toBeGreaterThan(15)
})

describe.each(refusals)('%s for 30 seconds is outlasted by', (_name, status, headers) => {
  test.each(writing)('$operation', async ({ arrange, call, requests, answer }) => {
    const world = await start()
    const { clock, fake } = world
    const made = await arrange?.(world)
    const lockedUntil = clock.now() + 30_000
    const carriedOut: string[] = []
    let refused = 0
    const client = connect(async (given, init) => {
      const request = new Request(given, init)
      const { pathname, search } = new URL(request.url)
      if (request.method !== 'GET' && clock.now() < lockedUntil) {
        refused += 1
        return Response.json({ code: '', message: 'not now' }, { status, headers })
      }
      carriedOut.push(`${request.method} ${pathname.slice('/api/v2'.length)}${search}`)
      return fake.fetch(request)
    }, world)
    const result = await call({ ...world, ...made, client })
    expect(refused).toBeGreaterThan(0)
    expect(clock.now()).toBeLessThan(lockedUntil + 60_000)
    const short = carriedOut.map((text) => shorten(text, world).replaceAll(/(?<=cursor=)[^&]+/g, '*'))
    expect(short).toEqual(requests)
    expect({ result }).toMatchObject({ result: answer })
  })
})
