import { describe, expect, test } from 'vitest'
import { createClient } from './client.js'
import type { SchemaDriftEvent } from './options.js'
import { formatIssue, lazy, type Schema } from './schema.js'
import * as shape from './shape.js'
import { exampleProvider } from './testing/example-provider.js'

/** A schema that wants a text `id`, counts how often it was made, and would change the value. */
function countedSchema() {
  let made = 0
  const schema = lazy<{ id: string }>(() => {
    made += 1
    return {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: (value) =>
          typeof (value as { id?: unknown }).id === 'string'
            ? { value: { id: 'changed' } }
            : { issues: [{ message: 'expected string', path: ['id'] }] },
      },
    }
  })
  return { schema, made: () => made }
}

describe('lazy', () => {
  test('makes its schema at the first use, once', async () => {
    const { schema, made } = countedSchema()
    expect(made()).toBe(0)
    expect(schema['~standard'].version).toBe(1)
    await schema['~standard'].validate({ id: 'a' })
    await schema['~standard'].validate({ id: 'b' })
    expect(made()).toBe(1)
  })
})

test.each([
  [{ message: 'expected string' }, 'expected string'],
  [{ message: 'expected string', path: [] }, 'expected string'],
  [{ message: 'expected string', path: [0, 'deploy', { key: 'id' }] }, '0.deploy.id: expected string'],
  [{ message: 'expected string', path: [Symbol('s')] }, 'Symbol(s): expected string'],
])('formatIssue of %o is %j', (issue, line) => {
  expect(formatIssue(issue)).toBe(line)
})

describe('an answer that is not as documented', () => {
  const setup = (strict: boolean, answer: unknown, response: Schema<unknown> = countedSchema().schema) => {
    const drift: SchemaDriftEvent[] = []
    const client = createClient(exampleProvider, {
      apiKey: 'key-of-the-schema-test',
      strict,
      onSchemaDrift: (event) => drift.push(event),
      fetch: async () => Response.json(answer, { headers: { 'x-request-id': 'req_1' } }),
    })
    return { drift, result: client.send({ method: 'POST', path: '/x', response }) }
  }

  test('is reported and returned as it came', async () => {
    const { drift, result } = setup(false, { id: 7, other: [1] })
    expect(await result).toEqual({ id: 7, other: [1] })
    expect(drift).toEqual([
      { provider: 'example', operation: 'POST /x', issues: [{ message: 'expected string', path: ['id'] }] },
    ])
  })

  test('throws `schema` with `strict`, and is not sent again', async () => {
    const { drift, result } = setup(true, { id: 7 })
    await expect(result).rejects.toMatchObject({
      code: 'schema',
      status: 200,
      requestId: 'req_1',
      message: expect.stringContaining('failed: 200 not as documented: id: expected string (request req_1)'),
    })
    expect(drift).toEqual([])
  })

  test('that fits is silent, with what the schema does not name', async () => {
    const { drift, result } = setup(true, { id: 'a', unknown: 1 })
    expect(await result).toEqual({ id: 'a', unknown: 1 })
    expect(drift).toEqual([])
  })

  test.each([false, true])('meets a schema that throws: an issue like any other (strict: %o)', async (strict) => {
    const broken = lazy<unknown>(() => {
      throw new Error('broken schema')
    })
    const { drift, result } = setup(strict, { id: 'a' }, broken)
    const outcome = await result.catch((error: { code: string }) => error.code)
    expect(outcome).toEqual(strict ? 'schema' : { id: 'a' })
    expect(drift).toHaveLength(strict ? 0 : 1)
  })
})

test('shape.optional lets a key be absent, checks it when it is there, and leaves the given shape as it was', async () => {
  const given = shape.text()
  const issuesOf = async (schema: Schema<unknown>, value: unknown) =>
    ((await schema['~standard'].validate(value)).issues ?? []).map(({ path }) => path)
  const loose = shape.object({ name: shape.optional(given), inner: shape.optional(shape.object({ id: shape.text() })) })
  expect(await issuesOf(loose, {})).toEqual([])
  expect(await issuesOf(loose, { name: 'x', inner: { id: 'y' } })).toEqual([])
  expect(await issuesOf(loose, { name: 1, inner: {} })).toEqual([['name'], ['inner', 'id']])
  expect(await issuesOf(shape.object({ name: given }), {})).toEqual([['name']])
})
