// Writes packages/<provider>/src/operations.gen.ts from packages/<provider>/contract.json: types only.
//   npm run generate          writes the files
//   npm run fresh:generated   fails when a file is not what would be written
import { readFileSync, writeFileSync } from 'node:fs'
import { readContract, type Content, type Contract, type Operation, type Parameter } from './openapi.ts'
import {
  createTypeWriter,
  inParentheses,
  writeUnion,
  quote,
  writeObject,
  type Field,
  type TypeWriter,
} from './type-writer.ts'

const providers = { render: 'RenderOperations', neon: 'NeonOperations', upstash: 'UpstashOperations' }

/** The parameters of an operation: `{ path, query, repeat, body }`, of which those that nothing needs are optional. */
function writeParams({ parameters, body }: Operation, writer: TypeWriter): string {
  const query = parameters.filter((parameter) => parameter.in === 'query')
  const repeated = query.filter(({ repeats }) => repeats)
  const joined = query.filter(({ repeats }) => !repeats)
  const path = parameters
    .filter((parameter) => parameter.in === 'path')
    // A path is text, whatever the text means.
    .map(({ name }): Field => ({ name, type: 'string', optional: false }))
  const writeWith = (chosen: readonly Parameter[], more: readonly Field[]) =>
    writeObject([
      ...group('path', path),
      ...group(
        'query',
        chosen.map(({ name, required, schema }): Field => ({
          name,
          type: writer.write(schema, 'request'),
          optional: !required,
        })),
      ),
      ...more,
      ...writeBody(body, writer),
    ])
  if (repeated.length === 0) return writeWith(query, [])

  // Who gives a list whose name is repeated has to say so, since nothing at run time knows.
  const names = inParentheses(writeUnion(repeated.map(({ name }) => quote(name))))
  const listed = writeWith(query, [{ name: 'repeat', type: `readonly ${names}[]`, optional: false }])
  return repeated.some(({ required }) => required) ? listed : writeUnion([writeWith(joined, []), listed])
}

/** Fields under a name of their own, if there are any; it may be left out when all of them may. */
function group(name: string, fields: readonly Field[]): Field[] {
  if (fields.length === 0) return []
  return [{ name, type: writeObject(fields), optional: fields.every(({ optional }) => optional) }]
}

function writeBody(body: Operation['body'], writer: TypeWriter): Field[] {
  if (!body || Object.keys(body.content).length === 0) return []
  const json = jsonOf(body.content)
  const type = json ? writer.write(json, 'request') : body.content['multipart/form-data'] ? 'FormData' : 'never'
  return [{ name: 'body', type, optional: !body.required }]
}

/** The body of an answer: `undefined` without one, and `never` where it is not JSON, which fails when it is read. */
function writeResponse({ answers }: Operation, writer: TypeWriter): string {
  const types = answers.map((content) => {
    const json = jsonOf(content)
    if (json) return writer.write(json, 'response')
    return Object.keys(content).length === 0 ? 'undefined' : 'never'
  })
  return types.length === 0 ? 'never' : writeUnion(types)
}

function jsonOf(content: Content) {
  return content['application/json'] && (content['application/json'].schema ?? {})
}

function writeMember(operation: Operation, writer: TypeWriter): string {
  const { name, deprecated } = operation
  const fields = [
    `readonly params: ${writeParams(operation, writer)}`,
    `readonly response: ${writeResponse(operation, writer)}`,
  ]
  const mark = deprecated ? '  /** @deprecated */\n' : ''
  return `${mark}  ${quote(name)}: {\n${fields.join('\n').replaceAll(/^/gm, '    ')}\n  }`
}

/** The components that need two types; a first look does not know which names the types themselves will use. */
function findTwice(contract: Contract, known: ReadonlySet<string> = new Set()): ReadonlySet<string> {
  const writer = createTypeWriter(contract, known)
  for (const operation of contract.operations) writeMember(operation, writer)
  const found = writer.differing()
  return found.size === known.size ? found : findTwice(contract, found)
}

function writeOperations(contract: Contract, interfaceName: string): string {
  const writer = createTypeWriter(contract, findTwice(contract))
  const members = contract.operations.map((operation) => writeMember(operation, writer))
  const declarations = writer.declarations()
  const argsName = interfaceName.replace('Operations', 'Args')
  const text = [...members, ...declarations].join('\n')
  const imports = ['CallOptions', ...['Open', 'Secret'].filter((name) => new RegExp(`\\b${name}\\b`).test(text))]
  return `// Generated from contract.json by \`npm run generate\`; not to be edited.
import type { ${imports.join(', ')} } from '@keelson/core'

/** Every documented operation by its name: what it is given, and what it answers. */
export interface ${interfaceName} {
${members.join('\n')}
}

/** What \`request\` takes after the name: parameters may be left out where none is required. */
export type ${argsName}<Name extends keyof ${interfaceName}> =
  Record<never, never> extends ${interfaceName}[Name]['params']
    ? [params?: ${interfaceName}[Name]['params'], options?: CallOptions]
    : [params: ${interfaceName}[Name]['params'], options?: CallOptions]

${declarations.join('\n\n')}
`
}

const isCheck = process.argv.includes('--check')
for (const [provider, interfaceName] of Object.entries(providers)) {
  const contract = readContract(provider)
  const path = `packages/${provider}/src/operations.gen.ts`
  const file = new URL(`../${path}`, import.meta.url)
  const text = writeOperations(contract, interfaceName)
  if (!isCheck) {
    writeFileSync(file, text)
    console.log(`${path}: ${contract.operations.length} operations, ${text.length} characters`)
  } else if (readFileSync(file, 'utf8') !== text) {
    console.error(`${path} is not what contract.json says: run npm run generate`)
    process.exitCode = 1
  }
}
