import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { table } from './render/index.ts'

interface Node {
  readonly $ref?: string
  readonly type?: string
  readonly format?: string
  readonly nullable?: boolean
  readonly enum?: readonly unknown[]
  readonly allOf?: readonly Node[]
  readonly oneOf?: readonly Node[]
  readonly anyOf?: readonly Node[]
  readonly items?: Node
  readonly properties?: Readonly<Record<string, Node>>
  readonly required?: readonly string[]
  readonly content?: Readonly<Record<string, { readonly schema: Node }>>
}

const file = new URL('../../packages/render/contract.json', import.meta.url)
const document = JSON.parse(readFileSync(file, 'utf8')) as {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly responses: Readonly<Record<string, Node>> }>>>
  >
}

function resolve(node: Node): Node {
  if (!node.$ref) return node
  const names = node.$ref.slice(2).split('/')
  const path = names.map((name) => decodeURIComponent(name).replaceAll('~1', '/').replaceAll('~0', '~'))
  return resolve(path.reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], document) as Node)
}

/** Not required by the contract, and there all the same: without them a deploy or a new service would be nothing. */
const alwaysThere = ['deploy', 'status', 'service', 'cursor']

/** The value with the fewest fields that a schema allows. */
function smallest(given: Node): unknown {
  const node = resolve(given)
  const [branch] = node.oneOf ?? node.anyOf ?? []
  if (node.allOf) return Object.assign({}, ...node.allOf.map(smallest)) as unknown
  if (branch) return smallest(branch)
  if (node.enum) return node.enum[0]
  if (node.nullable) return null
  if (node.type === 'array') return [smallest(node.items ?? {})]
  if (node.type === 'integer' || node.type === 'number') return 1
  if (node.type === 'boolean') return false
  if (node.type !== 'object' && !node.properties) return node.format === 'date-time' ? '2026-01-01T00:00:00Z' : 'text'
  const { properties = {}, required = [] } = node
  const names = [...required, ...alwaysThere.filter((name) => properties[name])]
  return Object.fromEntries(names.map((name) => [name, smallest(properties[name] ?? {})]))
}

/** Of the first success that the contract lists; a second page is empty. */
function answer(operation: string, isNextPage: boolean): Response {
  const [method = '', path = ''] = operation.split(' ')
  const { responses } = document.paths[path]![method.toLowerCase()]!
  const status = Object.keys(responses).find((key) => Number(key) < 300)!
  const schema = resolve(responses[status]!).content?.['application/json']?.schema
  const body = schema && JSON.stringify(isNextPage ? [] : smallest(schema))
  return new Response(body ?? null, { status: Number(status), headers: { 'content-type': 'application/json' } })
}

describe('what a schema requires is required by the contract', () => {
  test.each(table.rows)('$operation', async ({ arrange, call }) => {
    const world = await table.start()
    const made = await arrange?.(world)
    const client = table.connect(async (given, init) => {
      const { method, url } = new Request(given, init)
      const { pathname, searchParams } = new URL(url)
      const operation = table.contract!.operationOf(method, pathname.slice(table.basePath.length))
      return answer(operation, searchParams.has('cursor'))
    }, world)
    // The client is strict.
    expect(await call({ ...world, ...made, client }).then(() => 'read', String)).toBe('read')
  })
})
