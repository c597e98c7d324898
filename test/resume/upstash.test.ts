import { createRandom } from '@keelson/core/testing'
import * as upstash from '@keelson/upstash'
import { createFakeUpstash, type FakeUpstash } from '@keelson/upstash/testing'
import { expect } from 'vitest'
import { describeWaits, type Ending } from './describe-waits.ts'
import { basePath, connect, key, waiters } from './upstash.ts'

/** A database in the making; `then` is called after each look. */
const begin =
  (afterLook?: (look: number, fake: FakeUpstash) => void): Ending['begin'] =>
  async (clock) => {
    const fake = createFakeUpstash({ clock, random: createRandom(7), apiKey: key, createMs: 2000 })
    const { database_id: databaseId } = await upstash.createRedisDatabase(connect({ clock, fetch: fake.fetch }), {
      database_name: 'shop',
      platform: 'aws',
      primary_region: 'eu-central-1',
    })
    const { fetch, state } = fake
    return { fetch, calls: state.calls, params: { databaseId }, afterLook: (look) => afterLook?.(look, fake) }
  }

describeWaits(
  { vendor: 'upstash', basePath, waiters },
  {
    redisDatabase: {
      'is active': { begin: begin(), looks: 3, result: { state: 'active', modifying_state: '' } },
      'serves two looks after that': { begin: begin(), servesAt: 5, looks: 5, result: { state: 'active' } },
      'is suspended meanwhile': {
        begin: begin((_look, fake) => {
          for (const database of fake.state.databases.values()) database.state = 'suspended'
        }),
        looks: 3,
        error: { name: 'WaitError', code: 'wait_failed', message: expect.stringContaining('is suspended') },
      },
      'is deleted meanwhile': {
        begin: begin((look, fake) => void (look === 2 && fake.state.databases.clear())),
        looks: 3,
        error: { code: 'not_found' },
      },
    },
  },
)
