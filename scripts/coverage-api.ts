// What of each vendor's documented API can be called, and how well.
//   npm run coverage:api                        a table by provider
//   npm run coverage:api -- <operations file>   and what Render has beside its contract: JSON with
//                                               { operations: [{ method, path }] }, `{}` for each parameter
import { readdirSync, readFileSync } from 'node:fs'
import { findRoute } from '@keelson/core/testing'
import { readContract } from './openapi.ts'

const sourceOf = (provider: string, file: string) =>
  readFileSync(new URL(`../packages/${provider}/src/${file}`, import.meta.url), 'utf8')

/** Those that are members of the generated interface. */
function findTyped(provider: string): ReadonlySet<string> {
  const text = sourceOf(provider, 'operations.gen.ts')
  return new Set([...text.matchAll(/^ {2}'([A-Z]+ \/[^']*)': \{$/gm)].map(([, name = '']) => name))
}

/**
 * Those that the rows of `test/operations/<provider>/` see on the wire, by the function that a row calls. The same table
 * holds that every exported operation has a row, so that what no row but those of `request` sends has no function of its own.
 */
function findSent(provider: string, operations: readonly string[]): { named: Set<string>; tested: Set<string> } {
  const named = new Set<string>()
  const tested = new Set<string>()
  const folder = new URL(`../test/operations/${provider}/`, import.meta.url)
  const texts = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'))
  for (const row of texts.flatMap((text) => text.split(/^ {4}operation: '/m))) {
    // A request in a row begins a text; an operation that `request` was given has braces, and is not what it sent.
    for (const [, method = '', path = ''] of row.matchAll(/['"`]([A-Z]+) (\/[^'"`?{]*)(?=['"`?])/g)) {
      const { operation } = findRoute(operations, method, path) ?? {}
      if (!operation) continue
      tested.add(operation)
      if (!row.startsWith('request')) named.add(operation)
    }
  }
  return { named, tested }
}

const rows = ['render', 'neon', 'upstash'].map((provider) => {
  const contract = readContract(provider)
  const operations = contract.operations.map(({ name }) => name)
  const typed = findTyped(provider)
  const { named, tested } = findSent(provider, operations)
  // Streams and files have types, and cannot be read.
  const notJson = contract.operations.filter(
    ({ body, answers }) =>
      answers.length === 0 ||
      [...(body ? [body.content] : []), ...answers].some(
        (content) => Object.keys(content).length > 0 && !content['application/json'] && !content['multipart/form-data'],
      ),
  )
  const untyped = operations.filter((name) => !typed.has(name))
  for (const name of untyped) console.error(`${provider}: ${name} has no type`)
  if (untyped.length > 0) process.exitCode = 1
  return {
    provider,
    documented: operations.length,
    typed: operations.length - untyped.length,
    'not JSON': notJson.length,
    'own function': named.size,
    'in a test row': tested.size,
  }
})
console.table(Object.fromEntries(rows.map(({ provider, ...row }) => [provider, row])))

const [operationsFile] = process.argv.slice(2)
if (operationsFile) printDrift(operationsFile)

/** Compares by method and path, whatever the parameters are called. */
function printDrift(file: string): void {
  const given = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly operations: readonly { readonly method: string; readonly path: string }[]
  }
  const anonymous = (name: string) => name.replaceAll(/\{[^}]*\}/g, '{}')
  const documented = new Set(readContract('render').operations.map(({ name }) => anonymous(name)))
  const offered = new Set(given.operations.map(({ method, path }) => anonymous(`${method.toUpperCase()} ${path}`)))
  const print = (title: string, names: readonly string[]) =>
    console.log([`${title}: ${names.length}`, ...names.map((name) => `  ${name}`)].join('\n'))
  print(
    `in the given ${offered.size} operations and not in the contract of render`,
    [...offered].filter((name) => !documented.has(name)),
  )
  print(
    'in the contract of render and not in the given operations',
    [...documented].filter((name) => !offered.has(name)),
  )
}
