// Makes packages/<provider>/contract.json from a vendor's OpenAPI document: what types are generated from and tests
// validate against, without the vendor's prose.
//   npm run contract -- render <openapi file>; then npm run generate
// Of a JSON Schema (Render's of render.yaml) it makes packages/<provider>/blueprint.schema.json, in the same way.
import { readFileSync, writeFileSync } from 'node:fs'
import { parse } from 'yaml'

type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

const prose = new Set(['description', 'summary', 'title', 'example', 'examples', 'externalDocs'])

/** Keys whose values are objects of names that someone chose: a property may well be called `description`. */
const nameMaps = new Set([
  'properties',
  'patternProperties',
  'definitions',
  'schemas',
  'parameters',
  'responses',
  'requestBodies',
  'headers',
  'securitySchemes',
  'links',
  'callbacks',
  'content',
  'encoding',
  'mapping',
  'variables',
  'scopes',
])

/** Keys whose values are data and not document. */
const data = new Set(['enum', 'default', 'const', 'required'])

function strip(node: Json, names = false): Json {
  if (Array.isArray(node)) return node.map((item) => strip(item))
  if (node === null || typeof node !== 'object') return node
  const kept: { [name: string]: Json } = {}
  for (const [name, value] of Object.entries(node)) {
    if (names) {
      kept[name] = strip(value)
    } else if (!prose.has(name) && !name.startsWith('x-')) {
      kept[name] = data.has(name) ? value : strip(value, nameMaps.has(name) && !Array.isArray(value))
    }
  }
  return kept
}

/** OpenAPI demands a description of each response: it stays, empty. */
function describeResponses(responses: Json | undefined): void {
  for (const response of Object.values(asObject(responses))) {
    if (asObject(response)['$ref'] === undefined) asObject(response)['description'] = ''
  }
}

function asObject(value: Json | undefined): { [name: string]: Json } {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {}
}

/** JSON with a line for each path and each component: what the vendor changes is seen as a change of few lines. */
function toLines(node: Json, depth: number): string {
  if (depth === 0 || node === null || typeof node !== 'object' || Array.isArray(node)) return JSON.stringify(node)
  const entries = Object.entries(node).map(([name, value]) => `${JSON.stringify(name)}:${toLines(value, depth - 1)}`)
  return entries.length === 0 ? '{}' : `{\n${entries.join(',\n')}\n}`
}

const methods = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'])

function countOperations({ paths }: { [name: string]: Json }): number {
  const keys = Object.values(asObject(paths)).flatMap((path) => Object.keys(asObject(path)))
  return keys.filter((key) => methods.has(key)).length
}

const [provider, source] = process.argv.slice(2)
if (!provider || !source) throw new Error('usage: npm run contract -- <provider> <openapi file, JSON or YAML>')

const original = asObject(parse(readFileSync(source, 'utf8'), { maxAliasCount: -1 }) as Json)
if (original['$schema'] === undefined) writeContract()
else write('blueprint.schema.json', toLines(strip(original), 2))

function writeContract(): void {
  const { openapi = '3.0.2', info, servers = [], security = [], paths = {}, components = {} } = original
  const { title = '', version = '' } = asObject(info)

  const contract: { [name: string]: Json } = {
    openapi,
    info: { title, version },
    servers: strip(servers),
    security,
    paths: strip(paths, true),
    components: strip(components),
  }
  for (const path of Object.values(asObject(contract['paths']))) {
    for (const operation of Object.values(asObject(path))) describeResponses(asObject(operation)['responses'])
  }
  describeResponses(asObject(contract['components'])['responses'])

  const count = countOperations(contract)
  if (count !== countOperations(original)) throw new Error('operations were lost')

  write('contract.json', toLines(contract, 3), `${count} operations, `)
}

function write(name: string, text: string, what = ''): void {
  writeFileSync(new URL(`../packages/${provider}/${name}`, import.meta.url), `${text}\n`)
  console.log(`packages/${provider}/${name}: ${what}${text.length + 1} characters`)
}
