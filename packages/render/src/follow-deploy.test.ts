import { createFakeClock, createRandom } from '@keelson/core/testing'
import { expect, test } from 'vitest'
import { followDeploy } from './follow-deploy.js'
import * as render from './index.js'
import { createFakeRender } from './testing/index.js'

test('lines are noted without colours, control characters and secrets, and not in full length', async () => {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeRender({ clock, random: createRandom(1), ownerId: 'tea-1' })
  const client = render.createRenderClient({ apiKey: 'rnd_follow-7f3k', ownerId: 'tea-1', clock, fetch: fake.fetch })
  const { service, deployId = '' } = await render.createService(client, {
    type: 'web_service',
    name: 'shop',
    repo: 'https://github.com/me/shop',
    serviceDetails: { runtime: 'node' },
  })
  const resource = service.id
  fake.state.log({ resource, message: '\u001B[31mred\u001B[0m \u001B]0;title\u0007 rnd_follow-7f3k' })
  fake.state.log({ resource, message: 'x'.repeat(5000) })
  const notes: string[] = []
  const deploy = await render.getDeploy(client, { serviceId: resource, deployId })
  await followDeploy(client, resource, deploy, {
    signal: new AbortController().signal,
    note: (text) => notes.push(text),
  })
  const lines = notes.filter((text) => text.startsWith('| '))
  expect(lines.find((line) => line.includes('red'))).toMatch(/^\| red .*\[secret\]$/)
  expect(lines.find((line) => line.includes('xxx'))).toBe(`| ${'x'.repeat(1000)}…`)
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  expect(lines.filter((line) => /[\u0000-\u001F\u007F]/.test(line))).toEqual([])
})
