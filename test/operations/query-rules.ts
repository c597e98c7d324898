import { readFileSync } from 'node:fs'

interface Parameter {
  readonly $ref?: string
  readonly name: string
  readonly in: string
  readonly explode?: boolean
  readonly schema?: { readonly type?: string; readonly $ref?: string }
}

interface Document {
  readonly paths: Readonly<
    Record<
      string,
      { readonly parameters?: readonly Parameter[] } & Readonly<
        Record<string, { readonly parameters?: readonly Parameter[] }>
      >
    >
  >
  readonly components: {
    readonly parameters?: Readonly<Record<string, Parameter>>
    readonly schemas: Readonly<Record<string, { readonly type?: string }>>
  }
}

/**
 * What is wrong with a query by a vendor's contract: a parameter that it does not name, or a list in the other style.
 * Prism lets both pass.
 */
export function createQueryRules(provider: string): (operation: string, search: string) => string | undefined {
  const file = new URL(`../../packages/${provider}/contract.json`, import.meta.url)
  const document = JSON.parse(readFileSync(file, 'utf8')) as Document
  const { paths, components } = document
  /** Follows a JSON pointer, whose names are escaped. */
  const resolve = (one: Parameter): Parameter => {
    const names = one.$ref?.slice(2).split('/') ?? []
    const at = names.map((name) => decodeURIComponent(name).replaceAll('~1', '/').replaceAll('~0', '~'))
    return at.length === 0
      ? one
      : (at.reduce<unknown>((node, name) => (node as Record<string, unknown>)[name], document) as Parameter)
  }
  return (operation, search) => {
    const [method = '', path = ''] = operation.split(' ')
    const entry = paths[path]
    const given = [...(entry?.parameters ?? []), ...(entry?.[method.toLowerCase()]?.parameters ?? [])]
    const documented = new Map(
      given.map(resolve).flatMap((one) => (one.in === 'query' ? [[one.name, one] as const] : [])),
    )
    const query = new URLSearchParams(search)
    for (const name of new Set(query.keys())) {
      const parameter = documented.get(name)
      if (!parameter) return `${operation} has no query parameter ${name}`
      const { schema = {}, explode = true } = parameter
      const { type } = schema.$ref ? (components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}) : schema
      const values = query.getAll(name)
      if (values.length > 1 && type !== 'array') return `${operation} takes one ${name}`
      // `form`, the default style of a query, repeats the name unless it is told not to.
      if (values.length > 1 && !explode) return `${operation}: values of ${name} are joined by commas`
      if (type === 'array' && explode && values.length === 1 && values[0]?.includes(','))
        return `${operation}: the name ${name} is repeated for each value`
    }
    return undefined
  }
}
