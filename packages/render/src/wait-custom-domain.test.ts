import type { Resume } from '@keelson/core'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import * as render from './index.js'
import { createFakeRender, type FakeRenderOptions } from './testing/index.js'

const minuteMs = 60_000

async function start(name: string, options: FakeRenderOptions = {}) {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeRender({ clock, random: createRandom(1), ownerId: 'tea-1', ...options })
  const client = render.createRenderClient({ apiKey: 'rnd_wait', ownerId: 'tea-1', clock, fetch: fake.fetch })
  const { service } = await render.createService(client, {
    type: 'web_service',
    name: 'shop',
    repo: 'https://github.com/me/shop',
    serviceDetails: { runtime: 'node' },
  })
  const serviceId = service.id
  await render.createCustomDomain(client, { serviceId, name })
  const host = new URL(service.serviceDetails.url ?? '').host
  const asked = () => fake.state.calls.filter(({ operation }) => operation.endsWith('/verify')).length
  return { clock, fake, client, host, asked, params: { serviceId, customDomain: name } }
}

describe('checkCustomDomain', () => {
  test('asks Render to verify at the first look, and says what the DNS needs', async () => {
    const { client, params, host, asked } = await start('www.example.com')
    const check = await render.checkCustomDomain(client, params)
    expect(check).toMatchObject({
      done: false,
      value: {
        customDomain: { verificationStatus: 'unverified' },
        record: { type: 'CNAME', name: 'www.example.com', value: host },
        host,
      },
      resume: { wait: 'render.custom-domain', ...params, checks: 1 },
    })
    expect(host).toMatch(/^shop-\w+\.onrender\.com$/)
    expect(asked()).toBe(1)
  })

  test('asks again every two minutes only, also when each look is in another process', async () => {
    const { clock, client, params, asked } = await start('www.example.com', { dnsDelayMs: 5 * minuteMs })
    const from = clock.now()
    let saved: string | undefined
    const askedAfter = new Map<number, number>()
    for (;;) {
      const check = await render.checkCustomDomain(client, params, saved === undefined ? undefined : JSON.parse(saved))
      askedAfter.set(Math.floor((clock.now() - from) / minuteMs), asked())
      if (check.done) break
      saved = JSON.stringify(check.resume)
      await clock.advance(check.nextCheckMs)
    }
    expect([...askedAfter]).toEqual([
      [0, 1],
      [1, 1],
      [2, 2],
      [3, 2],
      [4, 3],
      [5, 3],
      [6, 4],
    ])
  })

  test('a look an hour asks each time, and a clock that was set back does not keep it from asking', async () => {
    const { clock, client, params, asked } = await start('www.example.com', { dnsDelayMs: Infinity })
    let resume: Resume | undefined
    for (const wantedAsks of [1, 2, 3]) {
      ;({ resume } = await render.checkCustomDomain(client, params, resume))
      expect(asked()).toBe(wantedAsks)
      await clock.advance(60 * minuteMs)
    }
    clock.setDate(Date.UTC(2025, 0, 1))
    await render.checkCustomDomain(client, params, resume)
    expect(asked()).toBe(4)
    const changed = { ...resume, askedAt: 'yesterday' }
    await expect(render.checkCustomDomain(client, params, changed)).rejects.toMatchObject({ code: 'config' })
    expect(asked()).toBe(4)
  })

  const asksAndLooks = ['POST /custom-domains/example.com/verify', 'GET ']
  test.each([
    // Without an address the slug tells the host.
    ['unverified', false, 'shop-x.onrender.com', asksAndLooks],
    ['pondering', false, 'shop-x.onrender.com', asksAndLooks],
    ['verified', true, undefined, []],
  ])('%s: done is %s, and nothing more is asked then', async (status, done, host, more) => {
    const operations: string[] = []
    const client = render.createRenderClient({
      apiKey: 'rnd_wait',
      fetch: async (input) => {
        const request = new Request(input)
        const path = new URL(request.url).pathname.replace('/v1/services/srv-1', '')
        operations.push(`${request.method} ${path}`)
        if (request.method === 'POST') return new Response(null, { status: 202 })
        if (path === '') return Response.json({ slug: 'shop-x', serviceDetails: {} })
        return Response.json({ name: 'example.com', domainType: 'apex', verificationStatus: status })
      },
    })
    const check = await render.checkCustomDomain(client, { serviceId: 'srv-1', customDomain: 'example.com' })
    expect(check).toMatchObject({ done, value: { host } })
    expect(operations).toEqual(['GET /custom-domains/example.com', ...more])
  })

  test('a resume of another domain is refused before anything is sent', async () => {
    const client = render.createRenderClient({ apiKey: 'rnd_wait', fetch: () => expect.unreachable() })
    const params = { serviceId: 'srv-1', customDomain: 'a.example.com' }
    const resume = { wait: 'render.custom-domain', serviceId: 'srv-1', customDomain: 'b.example.com', checks: 1 }
    await expect(render.checkCustomDomain(client, params, resume)).rejects.toMatchObject({ code: 'config' })
  })
})

describe('waitForCustomDomain', () => {
  test('until it is verified', async () => {
    const { client, params } = await start('www.example.com', { dnsDelayMs: 3 * minuteMs })
    const domain = await render.waitForCustomDomain(client, params)
    expect(domain).toMatchObject({ name: 'www.example.com', verificationStatus: 'verified' })
  })

  test.each([
    ['www.example.com', (host: string) => `CNAME www.example.com -> ${host}, and no AAAA record`],
    [
      'example.com',
      (host: string) => `A example.com -> 216.24.57.1 (or ALIAS or ANAME -> ${host}), and no AAAA record`,
    ],
    [
      '*.example.com',
      (host: string) => `CNAME *.example.com -> ${host}, and the CNAMEs _acme-challenge and _cf-custom-hostname that`,
    ],
  ])('the timeout of %s names the record, and its resume goes on', async (name, said) => {
    const { client, params, host, fake, asked } = await start(name, { dnsDelayMs: Infinity })
    const error: unknown = await render
      .waitForCustomDomain(client, params, { totalTimeoutMs: minuteMs })
      .catch((e) => e)
    expect(error).toMatchObject({
      code: 'wait_timeout',
      message: expect.stringContaining(`still unverified: its DNS needs ${said(host)}`),
    })
    for (const domain of fake.state.customDomains.values()) domain.dnsAt = 0
    const { resume } = JSON.parse(JSON.stringify(error)) as { resume: Resume }
    await render.waitForCustomDomain(client, params, { resume })
    expect(asked()).toBe(2)
  })

  test('an answer to the question that is lost does no harm', async () => {
    const { client, params, fake } = await start('www.example.com')
    const operation = 'POST /services/{serviceId}/custom-domains/{customDomainIdOrName}/verify'
    fake.faults.add({ operation, kind: 'reset_after' })
    expect(await render.waitForCustomDomain(client, params)).toMatchObject({ verificationStatus: 'verified' })
  })

  test('a domain that the service does not have is not_found', async () => {
    const { client, params } = await start('www.example.com')
    const wait = render.waitForCustomDomain(client, { ...params, customDomain: 'other.example.com' })
    await expect(wait).rejects.toMatchObject({ code: 'not_found' })
  })
})
