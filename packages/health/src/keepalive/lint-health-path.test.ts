import { htmlReply, redirectReply, startTestServer, type Reply, type TestServer } from '@keelson/core/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { lintHealthPath } from './lint-health-path.js'
import { observeHealthPath, type HealthPathObservation } from './observe-health-path.js'

const good: HealthPathObservation = {
  url: 'https://shop.example/healthz',
  status: 200,
  headStatus: 200,
  isPage: false,
  dependencies: [],
}
const codes = (seen: Partial<HealthPathObservation>) =>
  lintHealthPath({ ...good, ...seen }).map(({ severity, code }) => `${severity} ${code}`)
const first = (seen: Partial<HealthPathObservation>) => lintHealthPath({ ...good, ...seen })[0]

describe('lintHealthPath', () => {
  test('a good path has no findings', () => {
    expect(codes({})).toEqual([])
    expect(codes({ status: 204, headStatus: undefined })).toEqual([])
  })

  test('a redirect to the same path with a slash is named, with what to write', () => {
    expect(first({ status: 301, location: 'https://shop.example/healthz/' })).toEqual({
      code: 'health-path-redirect',
      severity: 'warning',
      path: '/healthz',
      message:
        "/healthz answers 301 to the same path with a slash (Django's APPEND_SLASH): a check that follows pays twice, one that does not sees no health",
      fix: 'Write /healthz/, or serve /healthz without the slash',
      source: 'https://docs.djangoproject.com/en/stable/ref/settings/#append-slash',
    })
  })

  test('one to https, to itself, to a login and to nowhere are told apart', () => {
    const fixOf = (url: string, location?: string) => first({ url, status: 302, location })?.fix
    expect(fixOf('http://shop.example/healthz', 'https://shop.example/healthz')).toBe(
      "Write https://shop.example/healthz; where the platform asks over http, exempt the path by SECURE_REDIRECT_EXEMPT = [r'^healthz$']",
    )
    expect(fixOf('https://shop.example/healthz', 'https://shop.example/healthz')).toContain('SECURE_PROXY_SSL_HEADER')
    expect(fixOf('https://shop.example/healthz', 'https://shop.example/login')).toBe(
      'Answer 200 at /healthz, without a login',
    )
    expect(fixOf('http://shop.example/health.json', 'https://shop.example/health.json')).toContain(
      String.raw`[r'^health\.json$']`,
    )
    expect(fixOf('https://shop.example/healthz')).toBe('Answer 200')
    expect(codes({ status: 302, location: 'https://shop.example/login' })).toEqual(['error health-path-redirect'])
  })

  test.each([400, 401, 404, 500, 503])('a %i fails', (status) => {
    expect(codes({ status, headStatus: undefined })).toEqual(['error health-path-failed'])
  })

  test('a 400 points at ALLOWED_HOSTS', () => {
    expect(first({ status: 400 })?.fix).toContain('ALLOWED_HOSTS')
  })

  test('databases, pages, refused HEAD and caches are found together', () => {
    expect(codes({ dependencies: ['database', 'redis'], isPage: true, headStatus: 405, cachedSeconds: 30 })).toEqual([
      'warning health-path-deep',
      'warning health-path-page',
      'warning health-path-head',
      'warning health-path-cached',
    ])
    expect(first({ dependencies: ['database', 'redis'] })?.message).toContain('/healthz tells about database, redis')
  })
})

describe('observeHealthPath', () => {
  let server: TestServer
  beforeEach(async () => {
    server = await startTestServer()
  })
  afterEach(() => server.close())
  const observe = async (get: Reply, head: Reply = get, path = '/healthz') => {
    server.respond(({ method }) => (method === 'HEAD' ? head : get))
    return observeHealthPath(server.url + path)
  }

  test('asks by GET and HEAD, and keeps no query', async () => {
    expect(await observe({ json: { status: 'ok' } }, { status: 405 }, '/healthz?token=s3cr3t')).toEqual({
      url: `${server.url}/healthz`,
      status: 200,
      headStatus: 405,
      isPage: false,
      dependencies: [],
    })
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /healthz?token=s3cr3t',
      'HEAD /healthz?token=s3cr3t',
    ])
  })

  test('a redirect is not followed, and HEAD not asked', async () => {
    const seen = await observe(redirectReply('/healthz/?next=s3cr3t', 301))
    expect(seen).toMatchObject({ status: 301, location: `${server.url}/healthz/` })
    expect(seen.headStatus).toBeUndefined()
    expect(server.requests).toHaveLength(1)
    expect(lintHealthPath(seen).map(({ code }) => code)).toEqual(['health-path-redirect'])
  })

  test.each<[string, unknown, readonly string[]]>([
    ['a view of Django', { status: 'healthy', database: 'ok', redis: 'ok' }, ['database', 'redis']],
    [
      'health+json',
      { status: 'pass', checks: { 'orders-db:responseTime': [{ status: 'pass' }] } },
      ['orders-db:responseTime'],
    ],
    ['Spring', { status: 'UP', components: { db: { status: 'UP' }, diskSpace: { status: 'UP' } } }, ['db']],
    ['a plain word', { status: 'ok' }, []],
    ['its own process', { status: 'pass', checks: { uptime: [{ status: 'pass' }], memory: [{ status: 'pass' }] } }, []],
  ])('what %s asks is seen', async (_, json, dependencies) => {
    expect((await observe({ json })).dependencies).toEqual(dependencies)
  })

  test('a page, a cache and the type that frameworks give a word are told apart', async () => {
    expect(await observe(htmlReply(200, '<!doctype html><title>Shop</title>'))).toMatchObject({ isPage: true })
    const html = { 'content-type': 'text/html; charset=utf-8' }
    expect(await observe({ text: 'ok', headers: html })).toMatchObject({ isPage: false })
    expect(await observe({ text: 'ok', headers: { age: '42' } })).toMatchObject({ cachedSeconds: 42 })
    expect((await observe({ text: 'ok', headers: { age: '0' } })).cachedSeconds).toBeUndefined()
  })

  test('a body without end is not read to it', async () => {
    expect(await observe({ bytes: Infinity }, { status: 200 })).toMatchObject({ status: 200 })
    await server.disconnected()
  })

  test('no answer is an error, without the query', async () => {
    server.respond([{ fault: 'reset' }])
    await expect(observeHealthPath(`${server.url}/healthz?token=s3cr3t`)).rejects.toMatchObject({
      code: 'network',
      message: expect.not.stringContaining('s3cr3t'),
    })
    server.respond([{ fault: 'hang' }])
    await expect(observeHealthPath(server.url, { timeoutMs: 1 })).rejects.toMatchObject({ code: 'timeout' })
    await expect(observeHealthPath('https://me:pw@shop.example')).rejects.toMatchObject({ code: 'config' })
  })
})
