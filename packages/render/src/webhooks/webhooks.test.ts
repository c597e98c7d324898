import { inspect } from 'node:util'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { expect, test } from 'vitest'
import * as render from '../index.js'
import * as webhooks from './index.js'
import { createFakeRender } from '../testing/index.js'
import { signWebhook } from '../testing/index.js'
import { verifyWebhook } from './verify-webhook.js'

function start() {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeRender({ clock, random: createRandom(1), ownerId: 'tea-1' })
  const client = render.createRenderClient({ apiKey: 'rnd_w', ownerId: 'tea-1', clock, fetch: fake.fetch })
  return { clock, fake, client }
}

const url = 'https://hooks.example.com/render'

test('the secret of a webhook is wrapped, and fits what Render signs with it', async () => {
  const { fake, client } = start()
  const created = await webhooks.createWebhook(client, { name: 'all', url })
  const { secret } = fake.state.webhooks.get(created.id)!
  const listed = await webhooks.listWebhooks(client).toArray()
  for (const text of [inspect([created, listed], { depth: 9 }), JSON.stringify([created, listed])])
    expect(text).not.toContain(secret.slice(6))
  const data = { id: 'evt-1', serviceId: 'srv-1' }
  const { body, headers } = signWebhook({ type: 'server_failed', timestamp: '2026-01-01T00:00:00Z', data }, secret)
  expect(verifyWebhook(body, headers, created.secret).data).toEqual(data)
})

test('deploys reach the webhooks that want them', async () => {
  const { clock, client } = start()
  const all = await webhooks.createWebhook(client, { name: 'all', url })
  const some = await webhooks.createWebhook(client, { name: 'some', url, eventFilter: ['deploy_ended'] })
  const off = await webhooks.createWebhook(client, { name: 'off', url, enabled: false })
  await render.createService(client, {
    type: 'web_service',
    name: 'shop',
    repo: 'https://github.com/me/shop',
    serviceDetails: { runtime: 'python' },
  })
  await clock.advance(60_000)
  const sent = async ({ id }: webhooks.Webhook) =>
    (await webhooks.listWebhookEvents(client, { webhookId: id }).toArray()).map(({ eventType }) => eventType)
  expect(await sent(all)).toEqual(['deploy_ended', 'build_ended', 'build_started', 'deploy_started'])
  expect(await sent(some)).toEqual(['deploy_ended'])
  expect(await sent(off)).toEqual([])
})

test('a webhook that may have been created is not created twice', async () => {
  const { fake, client } = start()
  fake.faults.add({ operation: 'POST /webhooks', kind: 'commit_then_500' })
  await expect(webhooks.createWebhook(client, { name: 'all', url })).rejects.toMatchObject({
    code: 'ambiguous_write',
    hint: expect.stringContaining('listWebhooks'),
  })
  expect(fake.state.webhooks.size).toBe(1)
})
