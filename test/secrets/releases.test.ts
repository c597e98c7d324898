import { runTransaction, TransactionError, type Journal, type RunStep } from '@keelson/core'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import * as neon from '@keelson/neon'
import { createFakeNeon } from '@keelson/neon/testing'
import * as upstash from '@keelson/upstash'
import { createFakeUpstash } from '@keelson/upstash/testing'
import { describe, expect, test } from 'vitest'
import { echoing } from './echoing-fetch.ts'
import { refuseLeak, showAll } from './find-leak.ts'
import { drawFrom, spellings, type Draw } from './secret-texts.ts'

const desired = { database_name: 'shop', platform: 'aws', primary_region: 'eu-central-1' } as const

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
