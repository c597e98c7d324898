import { bodyObject, oneOf, Refusal, requiredText, type FakeAnswer, type FakeRequest } from '@keelson/core/testing'
import { awsRegions, readRegions, redisPlans } from '../known-values.js'
import { readBudget, readReplicaRegions, showAll, typeOf } from './databases.js'
import type { FakeRedisDatabase, World } from './world.js'

const ok: FakeAnswer = { status: 200, body: 'OK' }

/** The operations that change one thing about a database. */
export function settingOperations(world: World) {
  const { clock, teams, createMs } = world
  /** An operation on the database that the path names. */
  const onDatabase =
    (run: (database: FakeRedisDatabase, request: FakeRequest) => FakeAnswer) => (request: FakeRequest) =>
      run(findDatabase(world, request.path['id']), request)
  /** A switch, which refuses to be put where it is. */
  const flip = (field: 'tls' | 'eviction' | 'autoUpgrade' | 'dailyBackup', said: string, on: boolean) =>
    onDatabase((database) => {
      if (database[field] === on) throw new Refusal(400, `${said} is already ${on ? 'enabled' : 'disabled'}`)
      database[field] = on
      return field === 'tls' ? { status: 200, body: showAll(database, clock) } : ok
    })
  const modify = (database: FakeRedisDatabase, what: string) => {
    database.modifying = { what, until: clock.now() + createMs }
  }
  return {
    'POST /redis/enable-tls/{id}': flip('tls', 'tls', true),
    'POST /redis/enable-eviction/{id}': flip('eviction', 'eviction', true),
    'POST /redis/disable-eviction/{id}': flip('eviction', 'eviction', false),
    'POST /redis/enable-autoupgrade/{id}': flip('autoUpgrade', 'auto upgrade', true),
    'POST /redis/disable-autoupgrade/{id}': flip('autoUpgrade', 'auto upgrade', false),
    'PATCH /redis/enable-dailybackup/{id}': flip('dailyBackup', 'daily backup', true),
    'PATCH /redis/disable-dailybackup/{id}': flip('dailyBackup', 'daily backup', false),
    'POST /redis/{id}/change-plan': onDatabase((database, request) => {
      const fields = bodyObject(request)
      database.type = typeOf(oneOf('plan_name', requiredText(fields, 'plan_name'), redisPlans))
      if (typeof fields['auto_upgrade'] === 'boolean') database.autoUpgrade = fields['auto_upgrade']
      if (typeof fields['prod_pack_enabled'] === 'boolean') database.prodPack = fields['prod_pack_enabled']
      modify(database, 'changing-plan')
      return ok
    }),
    'PATCH /redis/update-budget/{id}': onDatabase((database, request) => {
      const budget = readBudget(bodyObject(request))
      if (budget === undefined) throw new Refusal(400, 'budget: is required')
      database.budget = budget
      return ok
    }),
    'POST /redis/update-regions/{id}': onDatabase((database, request) => {
      const isAws = awsRegions.some((region) => region === database.primaryRegion)
      const fields = bodyObject(request)
      database.readRegions = readReplicaRegions(fields, database.primaryRegion, isAws ? readRegions : [])
      modify(database, 'updating-regions')
      return ok
    }),
    'POST /redis/move-to-team': (request: FakeRequest) => {
      const fields = bodyObject(request)
      const database = findDatabase(world, requiredText(fields, 'database_id'))
      const team = teams.get(requiredText(fields, 'team_id'))
      if (!team) throw new Refusal(404, 'team not found')
      database.teamId = team.id
      return ok
    },
    'GET /redis/stats/{id}': onDatabase(() => {
      // What a host's Redis does is not counted.
      const commands = 0
      const at = new Date(clock.date()).toISOString().replace(/T(.*)Z/, ' $1 +0000 UTC')
      const points = (y: number) => [{ x: at, y }]
      return {
        status: 200,
        body: {
          daily_net_commands: commands,
          total_monthly_requests: commands,
          total_monthly_billing: 0,
          current_storage: 0,
          connection_count: points(0),
          keyspace: points(0),
          throughput: points(0),
          dailyrequests: points(commands),
          hits: points(0),
          misses: points(0),
          command_counts: [{ metric_identifier: 'GET', data_points: points(commands) }],
        },
      }
    }),
  }
}

/** The database of this id, or a 404. */
export function findDatabase({ databases }: World, id: string | undefined): FakeRedisDatabase {
  const database = databases.get(id ?? '')
  if (!database) throw new Refusal(404, 'database not found')
  return database
}
