import * as neon from '@keelson/neon'
import * as render from '@keelson/render'
import * as upstash from '@keelson/upstash'
import { sendOperation, type Method } from '@keelson/core'
import { describe, expect, test } from 'vitest'
import { readContract, type Contract, type Schema } from '../scripts/openapi.ts'
import { createTypeWriter, type Direction } from '../scripts/type-writer.ts'

const sent: string[] = []
const options = {
  apiKey: 'key_for_tests',
  fetch: async (input: RequestInfo | URL) => {
    const { method, url } = new Request(input)
    sent.push(`${method} ${decodeURIComponent(new URL(url).pathname)}`)
    return Response.json({ ok: true })
  },
}

test.each([
  ['render', render.createRenderClient(options), '/v1', 196],
  ['neon', neon.createNeonClient(options), '/api/v2', 163],
  ['upstash', upstash.createUpstashClient({ ...options, email: 'me@example.com' }), '/v2', 58],
] as const)('every documented operation of %s can be sent by its name', async (provider, client, base, count) => {
  const { operations } = readContract(provider)
  expect(operations).toHaveLength(count)
  for (const { name, parameters } of operations) {
    const names = parameters.filter((parameter) => parameter.in === 'path').map((parameter) => parameter.name)
    const path = Object.fromEntries(names.map((each) => [each, `{${each}}`]))
    expect(await sendOperation(client, name as `${Method} /${string}`, { path })).toEqual({ ok: true })
    expect(sent.at(-1)).toBe(name.replace(' ', ` ${base}`))
  }
})

/** A contract of components alone. */
function componentsOf(schemas: Readonly<Record<string, Schema>>): Contract {
  const resolve = (node: Schema): Schema => (node.$ref ? schemas[node.$ref.split('/').at(-1) ?? '']! : node)
  return { operations: [], resolve: resolve as Contract['resolve'] }
}

const reference = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` })
const state: Schema = { type: 'string', enum: ['on', "o'ff"] }

describe('a schema as a type', () => {
  const write = (schema: Schema, direction: Direction = 'response') =>
    createTypeWriter(componentsOf({})).write(schema, direction)

  test.each<[string, Schema, string]>([
    ['a date', { type: 'string', format: 'date-time' }, 'string'],
    ['a 64-bit number', { type: 'integer', format: 'int64' }, 'number'],
    ['nothing said', {}, 'unknown'],
    ['null', { type: 'string', nullable: true }, 'string | null'],
    [
      'a list that may hold null',
      { type: 'array', items: { type: 'string', nullable: true } },
      'readonly (string | null)[]',
    ],
    ['lists of lists', { type: 'array', items: { type: 'array', items: {} } }, 'readonly (readonly unknown[])[]'],
    ['any names', { type: 'object', additionalProperties: { type: 'number' } }, 'Readonly<Record<string, number>>'],
    ['any object', { type: 'object' }, 'Readonly<Record<string, unknown>>'],
    ['one of two', { oneOf: [{ type: 'string' }, { type: 'number' }, { type: 'string' }] }, 'string | number'],
    [
      'all of them',
      { allOf: [{ oneOf: [{ type: 'string' }, { type: 'number' }] }, { type: 'boolean' }], nullable: true },
      '(string | number) & boolean | null',
    ],
    [
      'an object',
      { type: 'object', required: ['a-b'], properties: { 'a-b': { type: 'boolean' }, c: { type: 'string' } } },
      "{ readonly 'a-b': boolean; readonly c?: string }",
    ],
  ])('%s', (_name, schema, type) => {
    expect(write(schema)).toBe(type)
  })

  test('the values of an answer are open, those of a request are not', () => {
    expect(write(state)).toBe(String.raw`Open<'on' | 'o\'ff'>`)
    expect(write(state, 'request')).toBe(String.raw`'on' | 'o\'ff'`)
  })

  test('a request may hold a Secret where an answer holds text', () => {
    const schema: Schema = { properties: { password: { type: 'string' }, name: { type: 'string' } } }
    expect(write(schema, 'request')).toBe('{ readonly password?: string | Secret; readonly name?: string }')
    expect(write(schema)).toBe('{ readonly password?: string; readonly name?: string }')
  })

  test('an unknown type is refused', () => {
    expect(() => write({ type: 'tuple' })).toThrow('no type is known for {"type":"tuple"}')
  })
})

describe('components', () => {
  const tree: Schema = { type: 'object', properties: { children: { type: 'array', items: reference('tree') }, state } }

  test('are declared once by name, also one that holds itself', () => {
    const writer = createTypeWriter(componentsOf({ tree }))
    expect([writer.write(reference('tree'), 'response'), writer.write(reference('tree'), 'response')]).toEqual([
      'Tree',
      'Tree',
    ])
    expect(writer.declarations()).toEqual([
      String.raw`type Tree = { readonly children?: readonly Tree[]; readonly state?: Open<'on' | 'o\'ff'> }`,
    ])
  })

  test('that both sides write differently have two names', () => {
    const first = createTypeWriter(componentsOf({ state }))
    for (const direction of ['request', 'response'] as const) first.write(reference('state'), direction)
    expect(first.differing()).toEqual(new Set(['state']))
    expect(() => first.declarations()).toThrow('two types have the name State')
    const second = createTypeWriter(componentsOf({ state }), first.differing())
    expect(second.write(reference('state'), 'request')).toBe('StateInput')
    expect(second.write(reference('state'), 'response')).toBe('State')
    expect(second.declarations()).toHaveLength(2)
  })

  test('may not hide what the generated file needs', () => {
    const writer = createTypeWriter(componentsOf({ open: state }))
    expect(() => writer.write(reference('open'), 'response')).toThrow('the component open has a name')
  })
})
