import { inspect } from 'node:util'
import { formatError, Secret, type KeelsonError } from '@keelson/core'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { expect, test } from 'vitest'
import * as render from './index.js'
import { triggerDeployHook } from './deploy-hook.js'
import { createFakeRender, type FakeRenderFault } from './testing/index.js'

/** A service with a live deploy, and its hook. */
async function start(image?: string) {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeRender({ clock, random: createRandom(1), ownerId: 'tea-1', apiKey: 'rnd_hook_key' })
  const { fetch } = fake
  const client = render.createRenderClient({ apiKey: 'rnd_hook_key', ownerId: 'tea-1', clock, fetch })
  const { service, deployId = '' } = await render.createService(client, {
    type: 'web_service',
    name: 'shop',
    ...(image ? { image: { ownerId: 'tea-1', imagePath: image } } : { repo: 'https://github.com/me/shop' }),
    serviceDetails: { runtime: image ? 'image' : 'python' },
  })
  await render.waitForDeploy(client, { serviceId: service.id, deployId })
  const url = fake.state.deployHookUrl(service.id)
  const fail = (fault: Record<string, unknown>) =>
    fake.faults.add({ operation: 'POST /deploy/{serviceId}', ...fault } as FakeRenderFault)
  return { clock, fake, url, client, fail, options: { fetch, clock }, serviceId: service.id }
}

async function refusal(url: string, work: Promise<unknown>): Promise<KeelsonError> {
  const error = await work.then(
    () => expect.unreachable('nothing was thrown'),
    (thrown: unknown) => thrown as KeelsonError,
  )
  const key = new URL(url).searchParams.get('key') || 'no key'
  for (const text of [inspect(error), JSON.stringify(error), formatError(error)]) expect(text).not.toContain(key)
  return error
}

test('starts the deploy of a commit, without an API key', async () => {
  const { fake, url, options, client, serviceId } = await start()
  const { deployId = '' } = await triggerDeployHook(new Secret(` ${url}\n`), { commitId: '4f2a' }, options)
  expect(await render.waitForDeploy(client, { serviceId, deployId })).toMatchObject({
    trigger: 'deploy_hook',
    commit: { id: '4f2a' },
  })
  expect(fake.state.calls.filter(({ operation }) => operation === 'POST /deploy/{serviceId}')).toHaveLength(1)
})

test('starts the deploy of an image whose tag alone differs', async () => {
  const { fake, url, options } = await start('docker.io/me/shop:1')
  const { deployId = '' } = await triggerDeployHook(url, { imageUrl: 'docker.io/me/shop:2' }, options)
  expect(fake.state.deploys.get(deployId)?.release.imagePath).toBe('docker.io/me/shop:2')
  const work = triggerDeployHook(url, { imageUrl: 'docker.io/me/other:2' }, options)
  expect(await refusal(url, work)).toMatchObject({
    code: 'invalid_request',
    message: expect.stringContaining('imgURL'),
  })
})

test('a deploy that has to wait is told by its id, too', async () => {
  const { fake, url, options } = await start()
  await triggerDeployHook(url, {}, options)
  const { deployId = '' } = await triggerDeployHook(url, {}, options)
  expect(fake.state.deploys.get(deployId)?.status).toBe('queued')
})

test.each([
  ['', 200],
  ['OK', 201],
  ['{"deploy":null}', 202],
])('success with the body %j has no id', async (body, status) => {
  const url = 'https://api.render.com/deploy/srv-1?key=abcdefgh'
  const fetch = () => Promise.resolve(new Response(body, { status }))
  expect(await triggerDeployHook(url, {}, { fetch })).toEqual({})
})

test.each([
  'http://api.render.com/deploy/srv-1?key=abcdefgh',
  'https://api.render.com.example.com/deploy/srv-1?key=abcdefgh',
  'https://user@api.render.com/deploy/srv-1?key=abcdefgh',
  'https://example.com/deploy/srv-1?key=abcdefgh',
  'https://api.render.com/v1/services/srv-1?key=abcdefgh',
  'https://api.render.com/deploy/srv-1/x?key=abcdefgh',
  'https://api.render.com/deploy/srv-1?token=abcdefgh',
  'https://api.render.com/deploy/srv-1?key=',
])('a URL of another form is not sent: %s', async (url) => {
  const fetch = () => expect.unreachable('something was sent')
  expect(await refusal(url, triggerDeployHook(url, {}, { fetch }))).toMatchObject({ code: 'config' })
})

test('an image is sent encoded, with its digest', async () => {
  const sent: string[] = []
  const fetch = (input: unknown) => {
    sent.push(String(input))
    return Promise.resolve(Response.json({ deploy: { id: 'dep-1' } }))
  }
  const imageUrl = 'ghcr.io/me/shop:v2&key=x@sha256:abc'
  await triggerDeployHook('https://api.render.com/deploy/srv-1?key=abcdefgh', { imageUrl }, { fetch })
  const [url = ''] = sent
  expect(url).toContain('imgURL=ghcr.io%2Fme%2Fshop%3Av2%26key%3Dx%40sha256%3Aabc')
  expect(new URL(url).searchParams.getAll('key')).toEqual(['abcdefgh'])
})

test('what cannot be a URL, and two things at once, are not sent', async () => {
  const fetch = () => expect.unreachable('something was sent')
  // The second as a variable that is not set comes from a program without types.
  for (const none of ['abcdefgh', undefined as string | undefined])
    await expect(triggerDeployHook(none as string, {}, { fetch })).rejects.toMatchObject({ code: 'config' })
  const url = 'http://localhost:3000/deploy/srv-1?key=abcdefgh'
  const both = triggerDeployHook(url, { commitId: 'a', imageUrl: 'b' }, { fetch })
  expect(await refusal(url, both)).toMatchObject({ code: 'config', message: expect.stringContaining('imageUrl') })
  const signal = AbortSignal.abort()
  const aborted = triggerDeployHook(url, {}, { fetch, signal })
  expect(await refusal(url, aborted)).toMatchObject({ code: 'aborted' })
})

test('a key that is not that of the service is told with the way out', async () => {
  const { url, options } = await start()
  const wrong = `${url}0`
  expect(await refusal(wrong, triggerDeployHook(wrong, {}, options))).toMatchObject({
    code: 'auth',
    status: 404,
    hint: expect.stringContaining('settings of the service'),
  })
})

test.each([
  [7, 7000],
  ['Thu, 01 Jan 2026 00:05:00 GMT', undefined],
])('429 comes with the wait, and is not repeated: Retry-After %s', async (retryAfter, retryAfterMs) => {
  const { fake, url, options, fail, clock } = await start()
  fail({ kind: 'status', status: 429, retryAfter })
  const error = await refusal(url, triggerDeployHook(url, {}, options))
  const untilThen = Date.parse('2026-01-01T00:05:00Z') - clock.date()
  expect(error).toMatchObject({ code: 'rate_limited', retryAfterMs: retryAfterMs ?? untilThen })
  expect(error.message).toMatch(/Wait \d+ s$/)
  expect(fake.state.calls.filter(({ operation }) => operation === 'POST /deploy/{serviceId}')).toHaveLength(1)
})

test.each([
  ['commit_then_500', {}],
  ['reset_after', {}],
  ['reset_before', {}],
  ['html', {}],
  ['hang', { commit: true }],
])('after %s nobody knows, and nothing is sent again', async (kind, more) => {
  const { fake, url, options, fail } = await start()
  fail({ kind, ...more })
  const error = await refusal(url, triggerDeployHook(url, {}, options))
  expect(error).toMatchObject({ code: 'ambiguous_write', hint: expect.stringContaining('deploy_hook') })
  expect(fake.state.calls.filter(({ operation }) => operation === 'POST /deploy/{serviceId}')).toHaveLength(1)
})

test('an answer that breaks off after its status is a success without an id', async () => {
  const { fake, url, options, fail } = await start()
  fail({ kind: 'truncated_json' })
  expect(await triggerDeployHook(url, {}, options)).toEqual({})
  expect(fake.state.deploys.size).toBe(2)
})

test('an abort on the way says that a deploy may have been started', async () => {
  const { url, options, fail } = await start()
  fail({ kind: 'hang' })
  const controller = new AbortController()
  const work = triggerDeployHook(url, {}, { fetch: options.fetch, signal: controller.signal })
  controller.abort()
  expect(await refusal(url, work)).toMatchObject({ code: 'aborted', hint: expect.stringContaining('deploy_hook') })
})

test.each(['ECONNREFUSED', 'ENOTFOUND', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'CERT_HAS_EXPIRED'])(
  'what never reached anybody is no unknown write: %s',
  async (code) => {
    const { url } = await start()
    const cause = Object.assign(new Error(`${code} at ${url}`), { code })
    const fetch = () => Promise.reject(new TypeError('fetch failed', { cause }))
    expect(await refusal(url, triggerDeployHook(url, {}, { fetch }))).toMatchObject({ code: 'network' })
  },
)

test.each([302, 307])('a redirect is not followed: %s', async (status) => {
  const url = 'https://api.render.com/deploy/srv-1?key=abcdefgh'
  const fetch = (_input: unknown, init?: RequestInit) => {
    expect(init?.redirect).toBe('manual')
    return Promise.resolve(new Response(url, { status, headers: { location: 'https://example.com' } }))
  }
  expect(await refusal(url, triggerDeployHook(url, {}, { fetch }))).toMatchObject({ code: 'config' })
})
