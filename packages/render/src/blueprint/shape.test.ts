import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Fields, Shape } from './shape.js'
import { blueprint } from './shape-tables.js'

/** As much of JSON Schema as the file's uses. */
interface Schema {
  readonly $ref?: string
  readonly type?: string
  readonly enum?: readonly string[]
  readonly const?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly anyOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
}

const root = JSON.parse(readFileSync(new URL('../../blueprint.schema.json', import.meta.url), 'utf8')) as Schema & {
  readonly definitions: Readonly<Record<string, Schema>>
}

function resolve(schema: Schema): Schema {
  return schema.$ref ? resolve(root.definitions[schema.$ref.replace('#/definitions/', '')]!) : schema
}

/** `services[](cron).plan: free|starter`, a line a place of the schema. */
function linesOfSchema(given: Schema, path: string): string[] {
  const schema = resolve(given)
  const parts = schema.allOf?.map(resolve).filter(({ properties, allOf }) => properties ?? allOf) ?? []
  if (schema.properties || parts.length > 0) {
    const all = [schema, ...parts.flatMap((part) => [part, ...(part.allOf ?? []).map(resolve)])]
    const properties = Object.assign({}, ...all.map((one) => one.properties)) as Record<string, Schema>
    const required = all.flatMap((one) => one.required ?? []).toSorted()
    return [
      `${path} {${required.join(' ')}}`,
      ...Object.entries(properties).flatMap(([name, one]) => linesOfSchema(one, `${path}.${name}`)),
    ]
  }
  if (schema.items) return linesOfSchema(schema.items, `${path}[]`)
  const objects = (schema.anyOf ?? []).map(resolve).filter(({ properties }) => properties)
  if (objects.length > 0) return objects.flatMap((one) => linesOfSchema(one, path))
  if (schema.anyOf) return [`${path}: ${schema.anyOf.map(({ type }) => type).join(' or ')}`]
  const words = schema.enum ?? (schema.const === undefined ? undefined : [schema.const])
  if (words) return [`${path}: ${words.toSorted().join('|')}`]
  const { minimum, maximum = '' } = schema
  return [`${path}: ${schema.type === 'integer' ? `${minimum}-${maximum}` : schema.type}`]
}

function linesOfShape(shape: Shape, path: string): string[] {
  if (shape === 'text') return [`${path}: string`]
  if (shape === 'text or number') return [`${path}: string or number`]
  if (shape === 'boolean') return [`${path}: boolean`]
  if (typeof shape === 'function') return linesOfFields(shape, path)
  if ('words' in shape) return [`${path}: ${shape.words.toSorted().join('|')}`]
  if ('min' in shape) return [`${path}: ${shape.min}-${shape.max ?? ''}`]
  if ('each' in shape) return linesOfShape(shape.each, `${path}[]`)
  return shape.of.flatMap((one) => linesOfFields(one, path))
}

function linesOfFields(table: Fields, path: string): string[] {
  const { fields, required } = table()
  return [
    `${path} {${required.toSorted().join(' ')}}`,
    ...Object.entries(fields).flatMap(([name, one]) => linesOfShape(one, `${path}.${name}`)),
  ]
}

test('the tables have the fields, the words, the limits and the required names of the schema', () => {
  const expected = linesOfSchema(root, '').toSorted()
  expect(expected.length).toBeGreaterThan(800)
  expect(linesOfShape(blueprint, '').toSorted()).toEqual(expected)
})
