import { isKeelsonError, isSecret, type Client, type ClientOptions, type RequestSpec } from '@keelson/core'
import { createRandom, type FakeClock } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import type { OperationTable, Row, World } from '../operations/table.ts'
import { disturbing } from './disturbing-fetch.ts'
import { refuseLeak, showAll } from './find-leak.ts'
import { secretsIn } from './secrets-in.ts'
import { drawFrom } from './secret-texts.ts'

interface ClockedWorld<Given> extends World<Given> {
  readonly clock: FakeClock
}

/** The functions of one vendor's packages, and how to make a client for them. */
export interface Searched<Given, Within extends ClockedWorld<Given>> {
  readonly table: OperationTable<Given, Within>
  readonly connect: (options: ClientOptions) => Given
  /** Modules beside the one of the table. */
  readonly exported?: object
  /** What no row calls. */
  readonly others: Readonly<Record<string, (world: Within & { readonly fetch: typeof fetch }) => Promise<unknown>>>
  /** What calls no vendor, or is searched elsewhere. */
  readonly exempt: Readonly<Record<string, string>>
  /** How often each is called. */
  readonly runs: number
  /** As many errors must have been looked into. */
  readonly failures: number
}

/** Calls every function of a vendor, with answers that quote what is secret, and looks into everything that is shown. */
export function describeSearch<Given extends Client, Within extends ClockedWorld<Given>>(
  searched: Searched<Given, Within>,
): void {
  const { table, others, exempt, runs } = searched
  const rows: readonly Pick<Row<Within>, 'operation' | 'arrange' | 'call'>[] = [
    ...table.rows,
    // A row's `call` is given what it asks for; this one asks for the fetch of its client.
    ...Object.entries(others).map(([operation, call]) => ({ operation, call: call as Row<Within>['call'] })),
  ]

  test('each function is searched', () => {
    const exported = Object.entries({ ...table.exported, ...searched.exported })
    const names = exported.filter(([, value]) => typeof value === 'function').map(([name]) => name)
    const known = new Set([...rows.map(({ operation }) => nameOf(operation)), ...Object.keys(exempt)])
    expect(names.filter((name) => !known.has(name))).toEqual([])
    expect([...Object.keys(others), ...Object.keys(exempt)].filter((name) => !names.includes(name))).toEqual([])
  })

  describe('what comes back shows no secret of', () => {
    // `request` gives answers as they are, as it says.
    test.each(rows.filter(({ operation }) => nameOf(operation) !== 'request'))('$operation', async (row) => {
      const world = await prepare(table, row)
      const secrets: string[] = []
      const fetch: typeof globalThis.fetch = async (input, init) => {
        const response = await table.fetchOf(world)(input, init)
        secrets.push(...secretsIn(await response.clone().text()))
        return response
      }
      const work = row.call({ ...world, fetch, client: table.connect(fetch, world) })
      refuseLeak('answer', showAll(await work.catch((error: unknown) => error)), secrets)
    })
  })

  test('nothing is shown when it fails', { timeout: 120_000 }, async () => {
    let failures = 0
    let hidden = 0
    for (const [index, row] of rows.entries()) {
      let world = await prepare(table, row)
      for (let run = 0; run < runs; run++) {
        if (run % 10 === 0 || !isReading(row)) world = await prepare(table, row)
        const { error, shown, secrets } = await fail(searched, row, world, index * 100_000 + run)
        refuseLeak(`${row.operation}, run ${run}`, shown, secrets)
        if (error === undefined) continue
        failures += 1
        hidden += isKeelsonError(error) && error.message.includes('[secret]') ? 1 : 0
      }
    }
    expect(failures).toBeGreaterThanOrEqual(searched.failures)
    // What was quoted did arrive.
    expect(hidden).toBeGreaterThan(searched.failures / 10)
  })
}

/** Nothing of one call can be seen in the next. */
function isReading(row: object): boolean {
  return (
    'requests' in row && Array.isArray(row.requests) && row.requests.every((each) => String(each).startsWith('GET '))
  )
}

async function prepare<Given, Within extends ClockedWorld<Given>>(
  { start }: OperationTable<Given, Within>,
  { arrange }: Pick<Row<Within>, 'arrange'>,
): Promise<Within> {
  const world = await start()
  return { ...world, ...(await arrange?.(world)) }
}

/** One call by a client of its own, and everything that a program can see of its end. */
async function fail<Given extends Client, Within extends ClockedWorld<Given>>(
  { table, connect }: Searched<Given, Within>,
  { operation, call }: Pick<Row<Within>, 'operation' | 'call'>,
  world: Within,
  seed: number,
): Promise<{ error: unknown; shown: string; secrets: readonly string[] }> {
  const random = createRandom(seed)
  const draw = drawFrom(random)
  // Escaped twice, as JSON within JSON, they would not be known; no vendor's key has one.
  const apiKey = draw.key().replaceAll(/["\\]/g, '_')
  const secrets = new Set([apiKey])
  const events: unknown[] = []
  const note = (event: unknown) => void events.push(event)
  const fetch = disturbing(table.fetchOf(world), draw, {
    headers: world.client.authorize(),
    apiKey,
    secrets,
    isKnownFromAnswers: nameOf(operation) !== 'request',
  })
  const client = connect({
    apiKey: draw.wrap(apiKey),
    clock: world.clock,
    random,
    fetch,
    retry: draw.pick([false, 2] as const),
    strict: draw.pick([true, false]),
    timeoutMs: 2000,
    onRequest: note,
    onResponse: note,
    onRetry: note,
    onSchemaDrift: note,
  })
  const send = <T>(spec: RequestSpec<T>, options: object | undefined) => {
    for (const secret of wrapped(spec.body)) secrets.add(secret)
    return client.send(spec, options)
  }
  const error: unknown = await call({ ...world, fetch, client: { ...client, send } }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  const resume = isKeelsonError(error) && 'resume' in error ? JSON.stringify(error.resume) : ''
  return { error, shown: showAll(error, events, client, resume), secrets: [...secrets] }
}

function wrapped(value: unknown): string[] {
  if (isSecret(value)) return value.reveal().length < 6 ? [] : [value.reveal()]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(wrapped) : []
}

function nameOf(operation: string): string {
  return operation.split(' ')[0] ?? ''
}
