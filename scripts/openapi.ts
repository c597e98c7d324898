import { readFileSync } from 'node:fs'

/** A schema of OpenAPI 3.0, as far as the contracts use it. */
export interface Schema {
  readonly $ref?: string
  readonly type?: string
  readonly format?: string
  readonly nullable?: boolean
  readonly deprecated?: boolean
  readonly enum?: readonly (string | number | boolean | null)[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
  readonly allOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly anyOf?: readonly Schema[]
}

export interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header' | 'cookie'
  readonly required: boolean
  readonly schema: Schema
  /** A list whose name is repeated; other lists are joined by commas. */
  readonly repeats: boolean
}

interface RawParameter extends Pick<Parameter, 'name' | 'in'> {
  readonly required?: boolean
  readonly explode?: boolean
  readonly schema?: Schema
}

/** A body by its media types; without any, there is none. */
export interface Content {
  readonly [mediaType: string]: { readonly schema?: Schema }
}

/** One documented operation, its references followed. */
export interface Operation {
  /** `GET /services/{serviceId}` */
  readonly name: string
  readonly deprecated: boolean
  readonly parameters: readonly Parameter[]
  readonly body: { readonly required: boolean; readonly content: Content } | undefined
  /** What a success answers, a status each; none of an operation that only changes the protocol. */
  readonly answers: readonly Content[]
}

export interface Contract {
  readonly operations: readonly Operation[]
  /** What a reference points at; references to references are followed. */
  resolve<T extends object>(node: T): T
}

type Raw = Record<string, unknown>

const methods = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options']

/** Reads `packages/<provider>/contract.json`. */
export function readContract(provider: string): Contract {
  const file = new URL(`../packages/${provider}/contract.json`, import.meta.url)
  const document = JSON.parse(readFileSync(file, 'utf8')) as { readonly paths: Record<string, Record<string, unknown>> }

  function resolve<T extends object>(node: T): T {
    const reference = (node as { readonly $ref?: string }).$ref
    if (reference === undefined) return node
    let found: unknown = document
    for (const part of reference.split('/').slice(1)) {
      const name = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')
      found = (found as Raw | undefined)?.[name]
    }
    if (typeof found !== 'object' || found === null) throw new Error(`${provider}: ${reference} leads nowhere`)
    // A reference is written where a node of the same kind could stand.
    return resolve(found as T)
  }

  function readOperation(path: string, method: string): Operation {
    const entry = document.paths[path] ?? {}
    const raw = entry[method] as Raw
    // A parameter of the operation stands in for the one of the whole path.
    const parameters = new Map<string, Parameter>()
    for (const given of [entry['parameters'], raw['parameters']].flatMap((list) => (list ?? []) as RawParameter[])) {
      // `form`, the default style of a query, repeats the name unless it is told not to.
      const { name, in: place, required = false, explode = place === 'query', schema = {} } = resolve(given)
      const repeats = explode && resolve(schema).type === 'array'
      parameters.set(`${place} ${name}`, { name, in: place, required, schema, repeats })
    }
    const { requestBody } = raw as { requestBody?: { required?: boolean; content?: Content } }
    const body = requestBody && resolve(requestBody)
    const answers = Object.entries(raw['responses'] as Record<string, object>)
      .filter(([status]) => status.startsWith('2'))
      .map(([, response]) => (resolve(response) as { readonly content?: Content }).content ?? {})
    return {
      name: `${method.toUpperCase()} ${path}`,
      deprecated: raw['deprecated'] === true,
      parameters: [...parameters.values()],
      body: body ? { required: body.required === true, content: body.content ?? {} } : undefined,
      answers,
    }
  }

  const operations = Object.entries(document.paths).flatMap(([path, entry]) =>
    methods.filter((method) => method in entry).map((method) => readOperation(path, method)),
  )
  return { operations, resolve }
}
