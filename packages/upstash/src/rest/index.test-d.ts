import { Secret } from '@keelson/core'
import type { Redis } from '@upstash/redis'
import { expectTypeOf, test } from 'vitest'
import type { RedisDatabase } from '../resources/redis.schema.js'
import { createRestRedis } from './index.js'

test('it is the client of the library, with options of its own', () => {
  expectTypeOf(createRestRedis).returns.toEqualTypeOf<Redis>()
  const never = (database: RedisDatabase) => {
    createRestRedis({ database })
    createRestRedis({ url: 'https://a.upstash.io', token: new Secret('x'), signal: () => AbortSignal.timeout(1000) })
    // @ts-expect-error there is none of the library's own
    createRestRedis({ enableTelemetry: false })
    // @ts-expect-error a number of attempts, or a policy
    createRestRedis({ retry: { retries: 5 } })
  }
  expectTypeOf(never).toBeFunction()
})
