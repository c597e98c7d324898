import { readFileSync } from 'node:fs'
import { findRoute } from '@keelson/core/testing'
import { Ajv2019, type ValidateFunction } from 'ajv/dist/2019.js'

/** A part of an OpenAPI document. */
export interface ContractNode {
  [key: string]: unknown
}

/** A vendor's OpenAPI document as the judge of a fake's answers. */
export interface Contract {
  /** `GET /services/{serviceId}`, … */
  readonly operations: readonly string[]
  /** The operation of a request; throws when the contract has none. */
  operationOf(method: string, path: string): string
  /** What is wrong with an answer; `undefined` when nothing is. */
  problemsOf(operation: string, status: number, body: unknown): string | undefined
}

const formats = {
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/,
  binary: true,
  float: true,
  double: true,
  password: true,
  int64: true,
  int32: true,
  uri: true,
  uuid: true,
  email: true,
} as const

const methods = ['get', 'put', 'post', 'delete', 'patch']

/** Reads `packages/<provider>/contract.json`; `adjust` mends what the document says less exactly than the vendor's text. */
export function readContract(
  provider: string,
  {
    adjust = () => {},
    unlisted = () => undefined,
  }: {
    readonly adjust?: (schemas: Record<string, ContractNode>, document: ContractNode) => void
    /** A named response for a status that an operation answers and does not list. */
    readonly unlisted?: (operation: string, status: number) => string | undefined
  } = {},
): Contract {
  const file = new URL(`../packages/${provider}/contract.json`, import.meta.url)
  const document = JSON.parse(readFileSync(file, 'utf8')) as {
    paths: Record<string, Record<string, { responses: Record<string, ContractNode> }>>
    components: { schemas: Record<string, ContractNode>; responses?: Record<string, ContractNode> }
  }
  const { paths, components } = document
  adjust(components.schemas, { paths, components })
  const ajv = new Ajv2019({ strict: false, allErrors: true, formats })
  ajv.addSchema(document, 'contract')
  const operations = Object.entries(paths).flatMap(([path, entry]) =>
    methods.filter((method) => entry[method]).map((method) => `${method.toUpperCase()} ${path}`),
  )
  const validators = new Map<string, ValidateFunction | undefined>()

  const compile = (operation: string, status: number): ValidateFunction | undefined => {
    const [verb = '', path = ''] = operation.split(' ')
    const method = verb.toLowerCase()
    const { responses } = paths[path]?.[method] ?? {}
    if (!responses) throw new Error(`the contract has no ${operation}`)
    const name = unlisted(operation, status)
    // A `default` stands for every failure that is not listed by number.
    const key = responses[status] || status < 400 ? String(status) : 'default'
    const response: ContractNode | undefined =
      responses[key] ?? (name ? { $ref: `#/components/responses/${name}` } : undefined)
    if (!response)
      throw new Error(`${operation} answers ${status}, the contract only ${Object.keys(responses).join(', ')}`)
    const reference = response['$ref'] as string | undefined
    const place = reference ?? `#/${pointer('paths', path, method, 'responses', key)}`
    const content = (reference ? lookUp(document, reference) : response)?.['content']
    return content ? ajv.compile({ $ref: `contract${place}/content/application~1json/schema` }) : undefined
  }

  return {
    operations,
    operationOf(method, path) {
      const route = findRoute(operations, method, path)
      if (!route) throw new Error(`the contract has no ${method} ${path}`)
      return route.operation
    },
    problemsOf(operation, status, body) {
      const key = `${operation} ${status}`
      if (!validators.has(key)) validators.set(key, compile(operation, status))
      const validate = validators.get(key)
      if (!validate) return body === undefined ? undefined : 'a body is not due'
      return validate(body) ? undefined : ajv.errorsText(validate.errors)
    },
  }
}

/** Objects take no field that the contract does not name: what a fake makes up would mislead. Not for schemas with `allOf`. */
export function closeObjects(node: unknown): void {
  if (typeof node !== 'object' || node === null) return
  const schema = node as ContractNode
  const { properties, ...rest } = schema
  if (properties && schema['type'] === 'object' && schema['additionalProperties'] === undefined)
    schema['additionalProperties'] = false
  for (const child of [...Object.values((properties ?? {}) as ContractNode), ...Object.values(rest)])
    closeObjects(child)
}

/** What a JSON pointer leads to: a named response, or that of another operation. */
function lookUp(document: object, reference: string): ContractNode | undefined {
  const names = reference.slice(2).split('/')
  const path = names.map((name) => decodeURIComponent(name).replaceAll('~1', '/').replaceAll('~0', '~'))
  return path.reduce<unknown>((node, name) => (node as ContractNode | undefined)?.[name], document) as
    | ContractNode
    | undefined
}

function pointer(...parts: string[]): string {
  return parts.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')
}
