import { isKeelsonError } from '@keelson/core'
import { describe, expect, test } from 'vitest'
import { readContract, type Contract } from '../contract.ts'
import { createPrism } from '../prism.ts'
import { createQueryRules } from './query-rules.ts'

/** What the rows of a vendor's table work in. */
export interface World<Client> {
  /** On the fake, in a row's `arrange`; recorded, or on Prism, in its `call`. */
  readonly client: Client
}

/** What is due of one named function. */
interface Definition<Within, Made> {
  /** The function, and what is special about this row: `listDeploys with every filter`. */
  readonly operation: string
  /** Prepares the fake, and gives more for `call`. */
  readonly arrange?: (world: Within) => Promise<Made>
  readonly call: (world: Within & Made) => Promise<unknown>
  /** Every request, with short ids and `*` for cursors: `GET /services/srv?limit=100`. */
  readonly requests: readonly string[]
  /** That of the last request; of a form, its fields. */
  readonly body?: unknown
  /** @default 'application/json' */
  readonly bodyType?: 'multipart/form-data'
  /** At least this comes back; lists have exactly these items. */
  readonly answer: unknown
  /** What Prism has against the request although it is as documented, and why. */
  readonly prismObjects?: { readonly message: RegExp; readonly because: string }
}

/** A row of a table; made by {@link rowsIn}. */
export type Row<Within> = Definition<Within, object>

/** For the rows of one vendor: keeps what `arrange` made typed in `call`. */
export function rowsIn<Within>() {
  return <Made extends object = object>(definition: Definition<Within, Made>): Row<Within> =>
    // `call` is only ever given what the same row's `arrange` made.
    definition as unknown as Row<Within>
}

/** Input that is refused before anything is sent. */
export interface RefusalRow<Client> {
  /** The function, and what is wrong: `createPostgres with an unknown plan`. */
  readonly operation: string
  readonly call: (client: Client) => Promise<unknown>
  /** What the message names: the field, and what is allowed. */
  readonly says: readonly string[]
}

/** The table of one vendor. */
export interface OperationTable<Client, Within extends World<Client>> {
  readonly provider: 'render' | 'neon' | 'upstash'
  /** What stands between the host and the documented paths. */
  readonly basePath: string
  /** The contract, mended where the vendor's text says more than its schemas. */
  readonly contract?: Contract
  /** What the package exports. */
  readonly exported: object
  /** The modules of its `src/resources`: what they and the package export is an operation. */
  readonly resources: readonly object[]
  /** Those that the fake has: `GET /services/{serviceId}`. */
  readonly fakeOperations: readonly string[]
  /** Those of them that no row calls, and why. */
  readonly uncalled?: Readonly<Record<string, string>>
  /** A fake with something in it, and a client of it. */
  readonly start: () => Promise<Within>
  /** The fake's answers. */
  readonly fetchOf: (world: Within) => typeof fetch
  /** Another client of the same account, with the clock of a world when there is one. */
  readonly connect: (fetch: typeof globalThis.fetch, world?: Within, strict?: boolean) => Client
  /** Replaces ids by words that do not change from run to run. */
  readonly shorten: (text: string, world: Within) => string
  readonly rows: readonly Row<Within>[]
  readonly refusals: readonly RefusalRow<Client>[]
}

/** Runs a table: on the fake, whose every answer must be one of the contract, and against Prism. */
export function describeOperations<Client, Within extends World<Client>>(table: OperationTable<Client, Within>): void {
  const { provider, basePath, exported, resources, rows, refusals, shorten } = table
  const contract = table.contract ?? readContract(provider)
  const findQueryProblem = createQueryRules(provider)
  // By the rows, as they run.
  const called = new Set<string>()

  describe('on the fake', () => {
    test.each(rows)('$operation', async ({ arrange, call, requests, body, bodyType, answer }) => {
      const world = await table.start()
      const made = await arrange?.(world)
      const sent: { readonly request: string; readonly body: string; readonly type: string | undefined }[] = []
      // Judged at the end: thrown in here, it would pass for a failure of the network.
      const problems: (string | undefined)[] = []
      const client = table.connect(async (given, init) => {
        const request = new Request(given, init)
        const { pathname, search } = new URL(request.url)
        const path = pathname.slice(basePath.length)
        sent.push({ request: `${request.method} ${path}${search}`, ...(await readBody(request.clone())) })
        const operation = contract.operationOf(request.method, path)
        called.add(operation)
        problems.push(findQueryProblem(operation, search))
        const response = await table.fetchOf(world)(request)
        const text = await response.clone().text()
        const value: unknown = text === '' ? undefined : JSON.parse(text)
        const problem = contract.problemsOf(operation, response.status, value)
        if (problem) problems.push(`${operation} ${response.status}: ${problem}: ${text}`)
        return response
      }, world)
      const result = await call({ ...world, ...made, client })
      expect(problems.filter(Boolean)).toEqual([])
      const short = (text: string) => shorten(text, world).replaceAll(/(?<=cursor=)[^&]+/g, '*')
      expect(sent.map(({ request }) => short(request))).toEqual(requests)
      const last = sent.at(-1)
      expect(last?.body ? JSON.parse(short(last.body)) : undefined).toEqual(body)
      expect(last?.type).toBe(body === undefined ? undefined : (bodyType ?? 'application/json'))
      expect({ result }).toMatchObject({ result: answer })
    })
  })

  describe('against Prism', () => {
    test.each(rows)('$operation', async ({ arrange, call, prismObjects }) => {
      const world = await table.start()
      const made = await arrange?.(world)
      const prism = await createPrism(provider, basePath)
      const work = call({ ...world, ...made, client: table.connect(prism.fetch, world) })
      const failure = await work.then(
        () => undefined,
        (error: unknown) => error,
      )
      // What Prism has against the request says more than the 400 that follows from it.
      expect(prism.violations.join('\n')).toMatch(prismObjects?.message ?? /^$/)
      expect(prismObjects ? undefined : failure).toBeUndefined()
    })
  })

  describe('refused before anything is sent', () => {
    test.each(refusals)('$operation', async ({ call, says }) => {
      const client = table.connect(() => expect.unreachable('something was sent'))
      const error = await call(client).then(
        () => undefined,
        (thrown: unknown) => thrown,
      )
      expect(error).toMatchObject({ code: 'config', message: expect.stringContaining('was not sent') })
      for (const part of says) expect((error as Error).message).toContain(part)
    })
  })

  describe('answered by somebody else', () => {
    test.each(rows)('$operation', async ({ arrange, call }) => {
      const world = await table.start()
      const made = await arrange?.(world)
      for (const text of ['{}', '[]', 'null', '"OK"', '7', '{"message":"welcome"}']) {
        const client = table.connect(
          async (given) => {
            await new Request(given).arrayBuffer()
            return new Response(text)
          },
          world,
          false,
        )
        const failure = await call({ ...world, ...made, client }).then(
          () => undefined,
          (error: unknown) => error,
        )
        expect(isKeelsonError(failure) ? undefined : failure, `answered with ${text}`).toBeUndefined()
      }
    })
  })

  test('each operation of the fake is called by a row, so that its answers are checked', () => {
    const known = [...called, ...Object.keys(table.uncalled ?? {})]
    expect(known.toSorted()).toEqual(table.fakeOperations.toSorted())
  })

  test('there is a row for every operation that the package exports', () => {
    const names = new Set(resources.flatMap((module) => Object.keys(module)))
    const operations = Object.entries(exported).flatMap(([name, value]) =>
      typeof value === 'function' && names.has(name) ? [name] : [],
    )
    const covered = new Set(rows.map(({ operation }) => operation.split(' ')[0]))
    expect(operations.filter((name) => !covered.has(name))).toEqual([])
    expect(operations.length).toBeGreaterThan(5)
  })
}

/** The JSON of a body, or a form's fields as JSON. */
async function readBody(request: Request): Promise<{ body: string; type: string | undefined }> {
  const type = request.headers.get('content-type')?.split(';')[0]
  if (type !== 'multipart/form-data') return { body: await request.text(), type }
  const fields = [...(await request.formData())].map(async ([name, value]) => [
    name,
    typeof value === 'string' ? value : await value.text(),
  ])
  return { body: JSON.stringify(Object.fromEntries(await Promise.all(fields))), type }
}
