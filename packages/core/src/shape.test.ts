import { expect, test } from 'vitest'
import { Secret } from './secret.js'
import { formatIssue, type Schema } from './schema.js'
import * as shape from './shape.js'

const service = shape.object({
  id: shape.text(),
  size: shape.number(),
  suspended: shape.boolean(),
  state: shape.open<'live' | 'failed'>(),
  key: shape.optional(shape.secretText()),
  region: shape.optional(shape.text()),
  owner: shape.nullable(shape.object({ name: shape.text() })),
  parts: shape.list(shape.object({ name: shape.text(), tags: shape.optional(shape.list(shape.text())) })),
})
const good = {
  id: 'srv-1',
  size: 0,
  suspended: false,
  state: 'a state of tomorrow',
  owner: null,
  parts: [{ name: 'a' }, { name: 'b', tags: ['x'] }],
  more: 'what nobody knows yet',
}

function problemsOf(schema: Schema<unknown>, value: unknown): string[] {
  const result = schema['~standard'].validate(value)
  if (result instanceof Promise) throw new Error('it answers at once')
  return (result.issues ?? []).map((issue) => formatIssue(issue))
}

test('what is as described is given back itself, also with more than that', () => {
  expect(service['~standard'].validate(good)).toEqual({ value: good })
  const result = service['~standard'].validate(good)
  expect('value' in result && result.value).toBe(good)
  expect(problemsOf(service, { ...good, region: 'frankfurt', key: new Secret('k'), owner: { name: 'me' } })).toEqual([])
  expect(problemsOf(service, { ...good, region: undefined })).toEqual([])
})

test('everything that is wrong is told with its place', () => {
  const { id: _, ...rest } = good
  expect(
    problemsOf(service, {
      ...rest,
      size: '0',
      suspended: null,
      state: 7,
      key: 'plain',
      region: null,
      owner: [],
      parts: [{ name: 'a' }, { tags: ['x', 1] }, 'c', null],
    }),
  ).toEqual([
    'id: expected string',
    'size: expected number',
    'suspended: expected boolean',
    'state: expected string',
    'key: expected string',
    'region: expected string',
    'owner: expected object',
    'parts.1.name: expected string',
    'parts.1.tags.1: expected string',
    'parts.2: expected object',
    'parts.3: expected object',
  ])
})

test.each([null, undefined, 'a', 7, [], [good]])('%j is no object', (value) => {
  expect(problemsOf(service, value)).toEqual(['expected object'])
})

test.each([null, {}, 'a', { 0: 'a', length: 1 }])('%j is no list', (value) => {
  expect(problemsOf(shape.list(shape.text()), value)).toEqual(['expected array'])
})

test('a shape may be optional in one object and not in another', () => {
  const name = shape.object({ name: shape.text() })
  const loose = shape.object({ name: shape.optional(name) })
  expect(problemsOf(loose, {})).toEqual([])
  expect(problemsOf(loose, { name: {} })).toEqual(['name.name: expected string'])
  expect(problemsOf(shape.object({ name }), {})).toEqual(['name: expected object'])
})
