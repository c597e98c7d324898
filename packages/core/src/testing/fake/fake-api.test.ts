import { expect, test } from 'vitest'
import { collectGarbage } from '../../../../../test/collect-garbage.ts'
import { systemClock } from '../../clock.js'
import { createFakeApi } from './fake-api.js'

test.each(['hang', 'slow'] as const)('%s ends with the signal, whatever was collected meanwhile', async (kind) => {
  const fake = createFakeApi({
    clock: systemClock,
    random: Math.random,
    basePath: '/v1',
    newRequestId: () => 'req-1',
    isAuthorized: () => true,
    errorBody: ({ message }) => ({ message }),
    operations: { 'GET /shops': () => ({ status: 200, body: [] }) },
  })
  fake.faults.add({ operation: 'GET /shops', kind, ...(kind === 'slow' && { delayMs: 600_000 }) } as never)
  const controller = new AbortController()
  const pending = fake.fetch('https://api.test/v1/shops', { signal: controller.signal })
  const ended = pending.catch((error: unknown) => error)
  await collectGarbage()
  controller.abort(new Error('enough'))
  expect(await ended).toMatchObject({ message: 'enough' })
})
