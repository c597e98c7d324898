import { createFakeClock, createRandom } from '@keelson/core/testing'
import { expect, test } from 'vitest'
import * as render from '../index.js'
import * as blueprint from './index.js'
import { createFakeRender } from '../testing/index.js'

function start() {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeRender({ clock, random: createRandom(1), ownerId: 'tea-1' })
  const options = { apiKey: 'rnd_b', ownerId: 'tea-1', clock, random: createRandom(2), fetch: fake.fetch, strict: true }
  return { fake, client: render.createRenderClient(options) }
}

test.each([
  ['services:\n  - type: web\n    name:\n', { error: 'name is required', path: 'services', line: 3, column: 5 }],
  ['services:\n\t- type: web\n', { error: expect.stringContaining('tab'), line: 2 }],
  ['version: 1\n', { error: expect.stringContaining('no services'), line: 1 }],
])('a file with a mistake is an answer: %j', async (content, problem) => {
  const { client } = start()
  const { valid, errors } = await blueprint.validateBlueprint(client, { content })
  expect(valid).toBe(false)
  expect(errors).toMatchObject([problem])
})

test('the file is sent whole again after a failure', async () => {
  const { fake, client } = start()
  fake.faults.add({ operation: 'POST /blueprints/validate', kind: 'reset_after' })
  const content = 'envVarGroups:\n  - name: größer\n'
  const { valid, plan } = await blueprint.validateBlueprint(client, { content })
  expect(valid).toBe(true)
  expect(plan).toEqual({ services: [], databases: [], keyValue: [], envGroups: ['größer'], totalActions: 1 })
  expect(fake.state.calls).toHaveLength(2)
})
