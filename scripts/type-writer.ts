import type { Contract, Schema } from './openapi.ts'

/** Who writes a value: the caller, or the vendor, who may say something new tomorrow. */
export type Direction = 'request' | 'response'

/** A field of an object type, ready to be written. */
export interface Field {
  readonly name: string
  readonly type: string
  readonly optional: boolean
  readonly deprecated?: boolean | undefined
}

export interface TypeWriter {
  /** The type of a schema; the components it names are declared. */
  write(schema: Schema, direction: Direction): string
  /** `type Name = …` for every component that was named, in the order of their names. */
  declarations(): readonly string[]
  /** The components that were named by both sides and are not the same on both. */
  differing(): ReadonlySet<string>
}

/** What is taken for granted in a generated file. */
const taken = new Set([
  'Blob',
  'CallOptions',
  'MayPass',
  'MustPass',
  'Open',
  'Readonly',
  'Record',
  'Secret',
  'Uint8Array',
])

/** Fields of a body whose text may be given as a `Secret`; core keeps the same ones out of messages. */
const secretName = /^(?:value|content)$|password|secret|token|api-?key/i

const componentReference = /^#\/components\/schemas\/([^/]+)$/

/** Writes schemas as types; `twice` has the components that requests and responses write differently and both use. */
export function createTypeWriter(contract: Contract, twice: ReadonlySet<string> = new Set()): TypeWriter {
  /** By component: its type on each side that named it. */
  const declared = new Map<string, Partial<Record<Direction, string>>>()

  function write(schema: Schema, direction: Direction): string {
    const [, component] = componentReference.exec(schema.$ref ?? '') ?? []
    return component ? declare(component, schema, direction) : writeResolved(contract.resolve(schema), direction)
  }

  function declare(component: string, reference: Schema, direction: Direction): string {
    const name = nameOf(component, direction)
    if (taken.has(name)) throw new Error(`the component ${component} has a name that the generated file needs`)
    const sides = declared.get(component) ?? {}
    declared.set(component, sides)
    if (sides[direction] === undefined) {
      sides[direction] = name // a schema that contains itself finds its name here
      sides[direction] = writeResolved(contract.resolve(reference), direction)
    }
    return name
  }

  function nameOf(component: string, direction: Direction): string {
    const name = component.charAt(0).toUpperCase() + component.slice(1)
    return direction === 'request' && twice.has(component) ? `${name}Input` : name
  }

  function writeResolved(schema: Schema, direction: Direction): string {
    const { allOf, oneOf, anyOf } = schema
    const writeAll = (schemas: readonly Schema[] = []) => schemas.map((part) => write(part, direction))
    const parts = [...writeAll(allOf), ...[oneOf, anyOf].flatMap((any) => (any ? [writeUnion(writeAll(any))] : []))]
    // A `type` beside a combination only repeats what its parts are.
    if (parts.length === 0 || schema.properties) parts.push(writePlain(schema, direction))
    const type = parts.length === 1 ? parts.join() : parts.map(inParentheses).join(' & ')
    return schema.nullable ? `${type} | null` : type
  }

  function writePlain(schema: Schema, direction: Direction): string {
    if (schema.enum) return writeEnum(schema.enum, direction)
    if (Object.keys(schema.properties ?? {}).length > 0) return writeProperties(schema, direction)
    switch (schema.type) {
      case 'object':
        return writeMap(schema.additionalProperties, direction)
      case 'array':
        return `readonly ${inParentheses(schema.items ? write(schema.items, direction) : 'unknown')}[]`
      case 'string':
        return schema.format === 'binary' ? 'Blob | Uint8Array' : 'string'
      case 'integer':
      case 'number':
        return 'number'
      case 'boolean':
        return 'boolean'
      case undefined:
        return 'unknown'
      default:
        throw new Error(`no type is known for ${JSON.stringify(schema)}`)
    }
  }

  function writeMap(values: boolean | Schema | undefined, direction: Direction): string {
    const value = typeof values === 'object' ? write(values, direction) : 'unknown'
    return `Readonly<Record<string, ${values === false ? 'never' : value}>>`
  }

  function writeProperties(schema: Schema, direction: Direction): string {
    const fields = Object.entries(schema.properties ?? {}).map(([name, property]): Field => {
      const { type, format, enum: known, deprecated } = contract.resolve(property)
      const isText = direction === 'request' && type === 'string' && !known
      const mayBeSecret = isText && (format === 'password' || secretName.test(name))
      return {
        name,
        type: write(property, direction) + (mayBeSecret ? ' | Secret' : ''),
        optional: !schema.required?.includes(name),
        deprecated,
      }
    })
    return writeObject(fields)
  }

  return {
    write,
    declarations() {
      const types = new Map<string, string>()
      for (const [component, sides] of declared) {
        for (const [direction, type] of Object.entries(sides) as [Direction, string][]) {
          const name = nameOf(component, direction)
          if ((types.get(name) ?? type) !== type) throw new Error(`two types have the name ${name}`)
          types.set(name, type)
        }
      }
      const names = [...types.keys()].toSorted()
      return names.map((name) => `type ${name} = ${types.get(name)}`)
    },
    differing() {
      const both = [...declared].filter(([, { request, response }]) => request && response && request !== response)
      return new Set(both.map(([component]) => component))
    },
  }
}

function writeEnum(values: NonNullable<Schema['enum']>, direction: Direction): string {
  const known = writeUnion(values.map(quote))
  if (direction === 'request' || values.some((value) => typeof value !== 'string')) return known
  return `Open<${known}${known.startsWith('\n') ? '\n' : ''}>`
}

/** An object type: on one line where it fits. */
export function writeObject(fields: readonly Field[]): string {
  if (fields.length === 0) return 'Readonly<Record<string, never>>'
  const written = fields.map(({ name, type, optional, deprecated }) => {
    const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : quote(name)
    return `${deprecated ? '/** @deprecated */ ' : ''}readonly ${key}${optional ? '?' : ''}: ${type}`
  })
  const line = `{ ${written.join('; ')} }`
  if (line.length <= 90 && !line.includes('\n') && !line.includes('/**')) return line
  return `{\n${written.join('\n').replaceAll(/^/gm, '  ')}\n}`
}

/** Any of the types, each named once; on lines of their own where one line is too long. */
export function writeUnion(types: readonly string[]): string {
  const parts = [...new Set(types)]
  const line = parts.join(' | ')
  return parts.length === 1 || line.length <= 100 || line.includes('\n')
    ? line
    : parts.map((part) => `\n  | ${part}`).join('')
}

/** Parentheses around what would otherwise come apart beside an operator. */
export function inParentheses(type: string): string {
  let depth = 0
  for (const character of type) {
    if ('{<(['.includes(character)) depth += 1
    if ('}>)]'.includes(character)) depth -= 1
    if (depth === 0 && (character === '|' || character === '&')) return `(${type})`
  }
  return type.startsWith('readonly ') ? `(${type})` : type
}

/** A literal as the code here writes it, in single quotes. */
export function quote(value: string | number | boolean | null): string {
  if (typeof value !== 'string') return String(value)
  return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}
