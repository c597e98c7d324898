import { Secret } from '@keelson/core'
import { expectTypeOf, test } from 'vitest'
import { defineBlueprint, parseBlueprint, withRootDir, type BlueprintFile, type BlueprintService } from './index.js'

test('a service is one of its kinds', () => {
  defineBlueprint({
    services: [
      { type: 'web', name: 'a', runtime: 'static', staticPublishPath: 'dist' },
      { type: 'keyvalue', name: 'b', ipAllowList: [] },
      // @ts-expect-error A Key Value says who may connect.
      { type: 'keyvalue', name: 'c' },
      // @ts-expect-error A cron job has no healthCheckPath.
      { type: 'cron', name: 'd', runtime: 'node', schedule: '* * * * *', healthCheckPath: '/' },
      // @ts-expect-error There is no such plan.
      { type: 'worker', name: 'e', runtime: 'node', plan: 'starter_plus' },
    ],
  })
})

test('a secret has no place in the file', () => {
  // @ts-expect-error `sync: false` or `generateValue: true`
  defineBlueprint({ envVarGroups: [{ name: 'g', envVars: [{ key: 'A', value: new Secret('x') }] }] })
})

test('what comes out', () => {
  expectTypeOf(parseBlueprint('')).toEqualTypeOf<BlueprintFile>()
  expectTypeOf<BlueprintService['type']>().toEqualTypeOf<
    'web' | 'pserv' | 'worker' | 'cron' | 'workflow' | 'keyvalue' | 'redis'
  >()
  const moved = withRootDir({ type: 'cron', name: 'a', runtime: 'node', schedule: '* * * * *' }, 'jobs')
  expectTypeOf(moved.schedule).toEqualTypeOf<string>()
})
