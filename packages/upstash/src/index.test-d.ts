import type { Check, Ensured, Pages, ProbeReading, Resume, Secret, Step } from '@keelson/core'
import { describe, expectTypeOf, test } from 'vitest'
import * as upstash from './index.js'

const client = upstash.createUpstashClient()
const desired = { database_name: 'shop', platform: 'aws', primary_region: 'eu-central-1' } as const

describe('answers', () => {
  test('have the documented fields and no others', () => {
    expectTypeOf(upstash.listRedisDatabases(client)).toEqualTypeOf<Pages<upstash.RedisDatabase>>()
    expectTypeOf(upstash.getRedisDatabase(client, { databaseId: 'x' })).resolves.toEqualTypeOf<upstash.RedisDatabase>()
    expectTypeOf(upstash.deleteRedisDatabase(client, { databaseId: 'x' })).resolves.toEqualTypeOf<void>()
    expectTypeOf<upstash.RedisDatabase['database_id']>().toEqualTypeOf<string>()
    expectTypeOf<upstash.RedisDatabase['eviction']>().toEqualTypeOf<boolean | undefined>()
    expectTypeOf<string extends keyof upstash.RedisDatabase ? true : false>().toEqualTypeOf<false>()
    // @ts-expect-error misspelt
    expectTypeOf<upstash.RedisDatabase['databaseId']>()
  })

  test('that are only "OK" are nothing', () => {
    const one = { databaseId: 'x' }
    expectTypeOf(upstash.updateRedisBudget(client, { ...one, budget: 1 })).resolves.toEqualTypeOf<void>()
    expectTypeOf(upstash.createRedisBackup(client, { ...one, name: 'x' })).resolves.toEqualTypeOf<void>()
    expectTypeOf(upstash.deleteTeam(client, { teamId: 'x' })).resolves.toEqualTypeOf<void>()
  })

  test('of stats, backups and teams', () => {
    expectTypeOf<upstash.RedisStats['keyspace']>().toEqualTypeOf<upstash.RedisStatsPoint[] | undefined>()
    expectTypeOf<upstash.RedisStatsPoint>().toEqualTypeOf<{ x: string; y: number }>()
    expectTypeOf(upstash.listRedisBackups(client, { databaseId: 'x' })).toEqualTypeOf<Pages<upstash.RedisBackup>>()
    expectTypeOf(upstash.listTeams(client)).toEqualTypeOf<Pages<upstash.Team>>()
    expectTypeOf<upstash.TeamMember['member_email']>().toEqualTypeOf<string>()
    expectTypeOf<'hourly'>().toExtend<upstash.RedisBackup['state']>()
    expectTypeOf<upstash.RedisBackupState>().toEqualTypeOf<'pending' | 'completed' | 'failed'>()
    expectTypeOf(upstash.getRedisStats(client, { databaseId: 'x' })).resolves.toEqualTypeOf<upstash.RedisStats>()
    expectTypeOf(upstash.listTeamMembers(client, { teamId: 'x' })).toEqualTypeOf<Pages<upstash.TeamMember>>()
    expectTypeOf(upstash.createTeam(client, { team_name: 'x' })).resolves.toEqualTypeOf<upstash.Team>()
  })

  test('hold credentials as Secret', () => {
    expectTypeOf<upstash.RedisDatabase['password']>().toEqualTypeOf<Secret | undefined>()
    expectTypeOf<upstash.RedisDatabase['rest_token']>().toEqualTypeOf<Secret | undefined>()
    expectTypeOf<upstash.RedisDatabase['read_only_rest_token']>().toEqualTypeOf<Secret | undefined>()
    expectTypeOf(upstash.redisUrl).returns.toEqualTypeOf<Secret>()
  })

  test('states are those that are known, and any that is added', () => {
    expectTypeOf<'active'>().toExtend<upstash.RedisDatabase['state']>()
    expectTypeOf<'hibernating'>().toExtend<upstash.RedisDatabase['state']>()
    expectTypeOf<'hibernating'>().not.toExtend<upstash.RedisDatabaseState>()
  })
})

describe('parameters', () => {
  test('that are misspelt, missing or of another kind do not compile', () => {
    // Never run: only that it does not compile counts.
    const never = () => {
      // @ts-expect-error misspelt
      void upstash.getRedisDatabase(client, { databaseID: 'x' })
      // @ts-expect-error missing
      void upstash.renameRedisDatabase(client, { databaseId: 'x' })
      // @ts-expect-error no region
      void upstash.createRedisDatabase(client, { database_name: 'shop', platform: 'aws' })
      // @ts-expect-error no such platform
      void upstash.createRedisDatabase(client, { ...desired, platform: 'azure' })
      // @ts-expect-error the only other way is to leave it out
      void upstash.getRedisDatabase(client, { databaseId: 'x', credentials: 'show' })
      // @ts-expect-error misspelt option
      upstash.createUpstashClient({ emial: 'me@example.com' })
      // @ts-expect-error there are no filters
      upstash.listRedisDatabases(client, { name: 'shop' })
      // @ts-expect-error misspelt option of a call
      upstash.listRedisDatabases(client, {}, { timeout: 1000 })
    }
    expectTypeOf(never).toBeFunction()
  })

  test('name what Upstash documents, and nothing else', () => {
    expectTypeOf<upstash.CreateRedisDatabaseParams['primary_region']>().toEqualTypeOf<upstash.RedisRegion>()
    expectTypeOf<'mars'>().not.toExtend<upstash.RedisRegion>()
    expectTypeOf<'europe-west1'>().not.toExtend<upstash.RedisReadRegion>()
    expectTypeOf<'owner'>().not.toExtend<upstash.TeamRole>()
    const never = () => {
      // @ts-expect-error no such plan
      void upstash.changeRedisPlan(client, { databaseId: 'x', plan_name: 'pro' })
      // @ts-expect-error no such role
      void upstash.addTeamMember(client, { teamId: 'x', member_email: 'a@example.com', member_role: 'owner' })
      // @ts-expect-error a name, by which it is found again
      void upstash.createRedisBackup(client, { databaseId: 'x' })
      // @ts-expect-error misspelt, as the API has it
      void upstash.moveRedisToTeam(client, { databaseId: 'x', team_id: 'x' })
      // @ts-expect-error there is no operation for it
      void upstash.updateRedisRegions(client, { databaseId: 'x', read_regions: ['af-south-1'] })
      // @ts-expect-error a backup has an id
      void upstash.restoreRedisBackup(client, { databaseId: 'x' })
    }
    expectTypeOf(never).toBeFunction()
  })
})

describe('waiting, ensuring and steps', () => {
  test('a check has a value, a resume, a time and what the probe said', () => {
    const check = upstash.checkRedisDatabase(client, { databaseId: 'x' })
    expectTypeOf(check).resolves.toExtend<Check<upstash.RedisDatabase>>()
    expectTypeOf(check).resolves.toHaveProperty('reading').toEqualTypeOf<ProbeReading | undefined>()
    expectTypeOf(check).resolves.toHaveProperty('resume').toEqualTypeOf<Resume>()
  })

  test('outcomes and actions are words to switch on', () => {
    expectTypeOf<Ensured<upstash.RedisDatabase>['outcome']>().toEqualTypeOf<'created' | 'existing' | 'updated'>()
    expectTypeOf<upstash.RedisDatabasePlan['action']>().toEqualTypeOf<'create' | 'update' | 'none'>()
    expectTypeOf(upstash.ensureRedisStep(client, desired)).toEqualTypeOf<Step<Ensured<upstash.RedisDatabase>>>()
    expectTypeOf(upstash.redisReadyStep(client, { databaseId: 'x' })).toEqualTypeOf<Step<upstash.RedisDatabase>>()
  })
})

describe('request', () => {
  const path = { id: 'x' }

  test('answers what is documented for the operation', () => {
    const renamed = upstash.request(client, 'POST /redis/rename/{id}', { path, body: { name: 'shop' } })
    expectTypeOf(renamed).resolves.toHaveProperty('database_name').toEqualTypeOf<string | undefined>()
    expectTypeOf(upstash.request(client, 'GET /qstash/ipv4')).resolves.toEqualTypeOf<readonly string[]>()
  })

  test('what is misspelt, missing or of another kind does not compile', () => {
    const never = () => {
      // @ts-expect-error no such method
      void upstash.request(client, 'PUT /redis/rename/{id}', { path, body: { name: 'shop' } })
      // @ts-expect-error misspelt
      void upstash.request(client, 'GET /redis/database', { path })
      // @ts-expect-error without the path
      void upstash.request(client, 'GET /redis/database/{id}')
      // @ts-expect-error misspelt parameter of the path
      void upstash.request(client, 'GET /redis/database/{id}', { path: { databaseId: 'x' } })
      // @ts-expect-error misspelt parameter of the query
      void upstash.request(client, 'GET /redis/database/{id}', { path, query: { credential: 'hide' } })
      // @ts-expect-error without the body
      void upstash.request(client, 'POST /redis/rename/{id}', { path })
      // @ts-expect-error of another kind
      void upstash.request(client, 'PATCH /redis/update-budget/{id}', { path, body: { budget: '20' } })
    }
    expectTypeOf(never).toBeFunction()
  })
})
