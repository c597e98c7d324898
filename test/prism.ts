import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

/** What Prism has against a request. */
export interface Violation {
  readonly path?: readonly (string | number)[]
  readonly message: string
}

/** A vendor's contract, played by Prism: it checks every request and answers with samples. */
export interface Prism {
  readonly fetch: typeof fetch
  /** Of all requests so far, each with the operation it was found in. */
  readonly violations: readonly string[]
}

interface PrismClient {
  request(
    url: string,
    input: { method: string; headers: Record<string, string>; body?: unknown },
  ): Promise<{
    readonly status: number
    readonly headers: Readonly<Record<string, string>>
    readonly data: unknown
    readonly violations: { readonly input: readonly Violation[] }
  }>
}

// Prism declares types that need more of its own packages than it installs; these are the two functions that are used.
const load = createRequire(import.meta.url)
const { getHttpOperationsFromSpec } = load('@stoplight/prism-http') as {
  getHttpOperationsFromSpec(this: void, document: object): Promise<unknown[]>
}
const { createClientFromOperations } = load('@stoplight/prism-http/dist/client') as {
  createClientFromOperations(this: void, operations: unknown[], config: object): PrismClient
}

const operationsOf = new Map<string, Promise<unknown[]>>()

/** Prism over `packages/<provider>/contract.json`, in this process. */
export async function createPrism(provider: string, basePath: string): Promise<Prism> {
  // Read once for all rows of a table.
  if (!operationsOf.has(provider)) operationsOf.set(provider, readOperations(provider))
  const operations = (await operationsOf.get(provider)) ?? []
  const client = createClientFromOperations(operations, {
    mock: { dynamic: false },
    isProxy: false,
    validateRequest: true,
    validateResponse: false,
    checkSecurity: true,
    errors: false,
    logger: silent(),
  })
  const violations: string[] = []
  const answer = async (given: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(given, init)
    const { pathname, search } = new URL(request.url)
    const path = pathname.slice(basePath.length)
    const text = await request.text()
    const {
      status,
      headers,
      data,
      violations: found,
    } = await client.request(path + search, {
      method: request.method.toLowerCase(),
      headers: Object.fromEntries(request.headers),
      // It reads forms itself, from their text.
      ...(text !== '' && { body: isJson(request) ? (JSON.parse(text) as unknown) : text }),
    })
    for (const { path: place = [], message } of found.input)
      violations.push(`${request.method} ${path}${search} ${place.join('.')}: ${message}`)
    const isEmpty = data === undefined || status === 204
    return new Response(isEmpty ? null : JSON.stringify(data), { status, headers })
  }
  return { fetch: answer, violations }
}

/**
 * `oneOf` becomes `anyOf`: the details of a service, of which most fields are optional, satisfy several branches of a
 * `oneOf` without a discriminator, and are right all the same.
 */
function readOperations(provider: string): Promise<unknown[]> {
  const document = readFileSync(new URL(`../packages/${provider}/contract.json`, import.meta.url), 'utf8')
  return getHttpOperationsFromSpec(JSON.parse(document.replaceAll(/\boneOf\b/g, 'anyOf')) as object)
}

function isJson({ headers }: Request): boolean {
  return headers.get('content-type') === 'application/json'
}

/** A logger of pino's shape that says nothing. */
function silent(): object {
  const logger: object = new Proxy({}, { get: (_target, name) => (name === 'child' ? () => logger : () => undefined) })
  return logger
}
