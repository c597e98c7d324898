import {
  isKeelsonError,
  runTransaction,
  sendOperation,
  TransactionError,
  type Journal,
  type RunStep,
} from '@keelson/core'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import * as neon from '@keelson/neon'
import { createFakeNeon } from '@keelson/neon/testing'
import * as upstash from '@keelson/upstash'
import { createFakeUpstash } from '@keelson/upstash/testing'
import { describe, expect, test } from 'vitest'
import { echoing } from './echoing-fetch.ts'
import { refuseLeak, showAll } from './find-leak.ts'
import { drawFrom, spellings, type Draw } from './secret-texts.ts'

type Operations<Client, Place> = Readonly<Record<string, (client: Client, place: Place) => Promise<unknown>>>

interface NeonPlace {
  readonly projectId: string
  readonly branchId: string
  readonly endpointId: string
  readonly operationId: string
  readonly expires_at: string
}

const role = { databaseName: 'neondb', roleName: 'neondb_owner' }

const ofNeon: Operations<neon.NeonClient, NeonPlace> = {
  checkBranch: (client, place) => neon.checkBranch(client, place),
  checkOperations: (client, place) => neon.checkOperations(client, { ...place, operationIds: [place.operationId] }),
  createBranch: (client, place) =>
    neon.createBranch(client, { projectId: place.projectId, endpoints: [{ type: 'read_write' }] }),
  createDatabase: (client, place) =>
    neon.createDatabase(client, { ...place, name: 'stock', owner_name: 'neondb_owner' }),
  createEndpoint: (client, { projectId, branchId }) =>
    neon.createEndpoint(client, { projectId, branch_id: branchId, type: 'read_only' }),
  createProject: (client) => neon.createProject(client, { name: 'other' }),
  createRole: (client, place) => neon.createRole(client, { ...place, name: 'app' }),
  deleteBranch: (client, place) => neon.deleteBranch(client, place),
  deleteProject: (client, place) => neon.deleteProject(client, place),
  ensureBranch: (client, { projectId }) => neon.ensureBranch(client, { projectId, name: 'preview' }),
  ensureDatabase: (client, place) => neon.ensureDatabase(client, { ...place, name: 'neondb', owner_name: 'other' }),
  ensureProject: (client) => neon.ensureProject(client, { name: 'shop', pg_version: 14, region_id: 'aws-us-east-1' }),
  ensureRole: (client, place) => neon.ensureRole(client, { ...place, name: 'app' }),
  findProject: (client) => neon.findProject(client, { name: 'shop' }),
  getBranch: (client, place) => neon.getBranch(client, place),
  getConnectionUri: (client, place) => neon.getConnectionUri(client, { ...place, ...role }),
  getConnectionUris: (client, place) => neon.getConnectionUris(client, { ...place, ...role }),
  getEndpoint: (client, place) => neon.getEndpoint(client, place),
  getOperation: (client, place) => neon.getOperation(client, place),
  getProject: (client, place) => neon.getProject(client, place),
  listBranches: (client, place) => neon.listBranches(client, place).toArray(),
  listDatabases: (client, place) => neon.listDatabases(client, place),
  listEndpoints: (client, place) => neon.listEndpoints(client, place),
  listExpiredBranches: (client, { projectId }) => neon.listExpiredBranches(client, { projectId, prefix: 'p' }),
  listOperations: (client, place) => neon.listOperations(client, place).toArray(),
  listProjects: (client) => neon.listProjects(client).toArray(),
  listRoles: (client, place) => neon.listRoles(client, place),
  removeBranch: (client, place) => neon.removeBranch(client, place),
  request: (client, { projectId }) =>
    sendOperation(client, 'GET /projects/{project_id}', { path: { project_id: projectId } }),
  resetRolePassword: (client, place) => neon.resetRolePassword(client, { ...place, ...role }),
  restoreBranch: (client, place) => neon.restoreBranch(client, { ...place, source_branch_id: place.branchId }),
  startEndpoint: (client, place) => neon.startEndpoint(client, place),
  suspendEndpoint: (client, place) => neon.suspendEndpoint(client, place),
  updateBranch: (client, { projectId, branchId }) => neon.updateBranch(client, { projectId, branchId, name: 'next' }),
  waitForBranch: (client, place) => neon.waitForBranch(client, place),
  waitForOperations: (client, place) => neon.waitForOperations(client, { ...place, operationIds: [place.operationId] }),
}

const desired = { database_name: 'shop', platform: 'aws', primary_region: 'eu-central-1' } as const

const ofUpstash: Operations<upstash.UpstashClient, { readonly databaseId: string }> = {
  checkRedisDatabase: (client, place) => upstash.checkRedisDatabase(client, place),
  createRedisDatabase: (client) => upstash.createRedisDatabase(client, desired),
  deleteRedisDatabase: (client, place) => upstash.deleteRedisDatabase(client, place),
  disableEviction: (client, place) => upstash.disableEviction(client, place),
  enableEviction: (client, place) => upstash.enableEviction(client, place),
  ensureRedisDatabase: (client) => upstash.ensureRedisDatabase(client, { ...desired, primary_region: 'us-east-1' }),
  getRedisDatabase: (client, place) => upstash.getRedisDatabase(client, place),
  listRedisDatabases: (client) => upstash.listRedisDatabases(client).toArray(),
  planRedisDatabase: (client) => upstash.planRedisDatabase(client, { ...desired, tls: false, eviction: true }),
  renameRedisDatabase: (client, place) => upstash.renameRedisDatabase(client, { ...place, name: 'next' }),
  request: (client, { databaseId }) => sendOperation(client, 'GET /redis/database/{id}', { path: { id: databaseId } }),
  resetRedisPassword: (client, place) => upstash.resetRedisPassword(client, place),
  waitForRedisDatabase: (client, place) => upstash.waitForRedisDatabase(client, place),
}

/** What makes no call, and what the transactions below go through. */
const others = /^(?:create\w+Client|isPoolerHost|poolerHost|redisUrl|OperationError|\w+Step)$/

/** What each run begins with. */
function start(seed: number) {
  const random = createRandom(seed)
  const draw = drawFrom(random)
  const clock = createFakeClock({ auto: true })
  const events: unknown[] = []
  const note = (event: unknown) => void events.push(event)
  const observers = { onRequest: note, onResponse: note, onRetry: note, onSchemaDrift: note }
  // Escaped twice, as JSON within JSON, they would not be known; no vendor's key has one.
  const apiKey = draw.key().replaceAll(/["\\]/g, '_')
  const common = { ...observers, apiKey: draw.wrap(apiKey), clock, random, retry: draw.pick([false, 2] as const) }
  return { draw, random, clock, events, note, apiKey, client: { ...common, strict: draw.pick([true, false]) } }
}

/** Quiet until something is known to the client; echoes from then on. */
function later(fetch: typeof globalThis.fetch, draw: Draw) {
  const state: { echo: typeof globalThis.fetch | undefined } = { echo: undefined }
  return {
    fetch: ((input, init) => (state.echo ?? fetch)(input, init)) as typeof globalThis.fetch,
    begin: (secrets: readonly string[]) =>
      (state.echo = echoing(fetch, draw, () => draw.pick(spellings)(draw.pick(secrets)))),
  }
}

async function startNeon(seed: number) {
  const { draw, random, clock, apiKey, client: options, ...rest } = start(seed)
  const fake = createFakeNeon({ clock, random })
  const wire = later(fake.fetch, draw)
  const client = neon.createNeonClient({ ...options, fetch: wire.fetch })
  const { project, branch, connection_uris, endpoints, operations } = await neon.createProject(client, { name: 'shop' })
  await clock.advance(10_000)
  for (const operation of [
    'POST /projects/{project_id}/branches/{branch_id}/roles',
    'POST /projects/{project_id}/branches',
  ] as const)
    if (draw.below(3) === 0) fake.faults.add({ operation, kind: 'operation_error' })
  const [connection] = connection_uris
  const secrets = [apiKey, connection!.connection_parameters.password.reveal()]
  wire.begin([...secrets, connection!.connection_uri.reveal()])
  const expires_at = '2030-01-01T00:00:00Z'
  const place = {
    projectId: project.id,
    branchId: branch.id,
    endpointId: endpoints[0]!.id,
    operationId: operations[0]!.id,
  }
  return { ...rest, draw, clock, client, secrets, place: { ...place, expires_at } }
}

async function startUpstash(seed: number) {
  const { draw, random, clock, apiKey, client: options, ...rest } = start(seed)
  const fake = createFakeUpstash({ clock, random })
  const wire = later(fake.fetch, draw)
  const client = upstash.createUpstashClient({ ...options, email: 'me@example.com', fetch: wire.fetch })
  const made = await upstash.createRedisDatabase(client, desired)
  await clock.advance(10_000)
  const {
    database_id: databaseId,
    password,
    rest_token,
  } = await upstash.getRedisDatabase(client, { databaseId: made.database_id })
  const secrets = [apiKey, password!.reveal(), rest_token!.reveal()]
  wire.begin([...secrets, `rediss://default:${secrets[1]}@calm-otter.upstash.io:6379`])
  return { ...rest, draw, clock, client, secrets, place: { databaseId } }
}

interface Started<Client, Place> {
  readonly client: Client
  readonly place: Place
  readonly secrets: readonly string[]
  readonly events: readonly unknown[]
}

async function searchOperation<Client extends object, Place>(
  name: string,
  operation: (client: Client, place: Place) => Promise<unknown>,
  begin: (seed: number) => Promise<Started<Client, Place>>,
  runs: number,
): Promise<number> {
  let failures = 0
  for (let run = 0; run < runs; run++) {
    const { client, place, secrets, events } = await begin(name.length * 100_000 + name.charCodeAt(2) * 1000 + run)
    const error: unknown = await operation(client, place).then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    if (error !== undefined) failures += 1
    const resume = isKeelsonError(error) && 'resume' in error ? JSON.stringify(error.resume) : ''
    refuseLeak(`${name}, run ${run}`, showAll(error, events, client, resume), secrets)
  }
  return failures
}

describe('an API that quotes what it knows', () => {
  test('each exported operation is searched', () => {
    const named = (exported: object) => Object.keys(exported).filter((name) => !others.test(name))
    expect(Object.keys(ofNeon)).toEqual(named(neon).toSorted())
    expect(Object.keys(ofUpstash)).toEqual(named(upstash).toSorted())
  })

  test('finds nothing shown by the operations of Neon', { timeout: 60_000 }, async () => {
    let failures = 0
    for (const [name, operation] of Object.entries(ofNeon))
      failures += await searchOperation(name, operation, startNeon, 50)
    expect(failures).toBeGreaterThan(700)
  })

  test('finds nothing shown by the operations of Upstash', { timeout: 60_000 }, async () => {
    let failures = 0
    for (const [name, operation] of Object.entries(ofUpstash))
      failures += await searchOperation(name, operation, startUpstash, 110)
    expect(failures).toBeGreaterThan(450)
  })
})

describe('releases that fail somewhere', () => {
  async function searchJournal(
    name: string,
    { client, secrets, events, clock, note, draw }: Awaited<ReturnType<typeof startNeon | typeof startUpstash>>,
    body: (run: RunStep) => Promise<unknown>,
  ): Promise<Journal> {
    const { redact } = client
    const error: unknown = await runTransaction(
      { name: `${name} ${secrets[0]}`, clock, redact, onEvent: note },
      async (run) => {
        await body(run)
        await run({
          name: 'gate',
          run: async () => Promise.reject(new Error(`closed: ${draw.pick(spellings)(draw.pick(secrets))}`)),
        })
      },
    ).catch((thrown: unknown) => thrown)
    if (!(error instanceof TransactionError)) throw error
    refuseLeak(name, showAll(error, error.journal, events), secrets)
    return error.journal
  }

  test('have journals that show nothing: Neon', { timeout: 60_000 }, async () => {
    const ends = new Set<string>()
    for (let seed = 0; seed < 200; seed++) {
      const started = await startNeon(seed)
      const { client, place, draw, secrets } = started
      const { projectId, branchId } = place
      const output = `no: ${draw.pick(spellings)(draw.pick(secrets))}`
      const serving = {
        name: 'serving',
        kind: 'test',
        run: async () => ({ status: draw.pick(['pass', 'fail'] as const), output }),
      }
      const journal = await searchJournal(`release ${seed}`, started, async (run) => {
        if (draw.below(2) === 0) await run(neon.ensureProjectStep(client, { name: 'shop' }))
        if (draw.below(2) === 0)
          await run(neon.restorePointStep(client, { projectId, branchId, name: 'before', expiresInMs: 86_400_000 }))
        if (draw.below(2) === 0) await run(neon.ensureBranchStep(client, { projectId, name: 'preview' }))
        await run(neon.branchReadyStep(client, { projectId, branchId, serving, totalTimeoutMs: 30_000 }))
      })
      ends.add(journal.steps.at(-1)?.name ?? '')
    }
    expect([...ends].toSorted()).toEqual([
      'database branch',
      'database project',
      'database ready',
      'gate',
      'restore point',
    ])
  })

  test('have journals that show nothing: Upstash', { timeout: 60_000 }, async () => {
    const ends = new Set<string>()
    for (let seed = 0; seed < 200; seed++) {
      const started = await startUpstash(seed)
      const { client, place, draw, secrets } = started
      const output = `no: ${draw.pick(spellings)(draw.pick(secrets))}`
      const serving = {
        name: 'serving',
        kind: 'test',
        run: async () => ({ status: draw.pick(['pass', 'fail'] as const), output }),
      }
      const journal = await searchJournal(`release ${seed}`, started, async (run) => {
        await run(upstash.ensureRedisStep(client, { ...desired, eviction: draw.below(2) === 0 }))
        await run(upstash.redisReadyStep(client, { ...place, serving, totalTimeoutMs: 30_000 }))
      })
      ends.add(journal.steps.at(-1)?.name ?? '')
    }
    expect([...ends].toSorted()).toEqual(['gate', 'redis database', 'redis ready'])
  })
})
