import { describe, expectTypeOf, test } from 'vitest'
import {
  createPages,
  defineProbe,
  isKeelsonError,
  lazy,
  pollUntilDone,
  retry,
  reveal,
  runTransaction,
  Secret,
  type CallOptions,
  type Client,
  type ClientOptions,
  type ErrorCode,
  type Infer,
  type KeelsonError,
  type Open,
  type Pages,
  type Probe,
  type RequestSpec,
  type Resume,
  type WaitOptions,
} from './index.js'
import * as shape from './shape.js'

describe('lazy schemas', () => {
  const Service = lazy(() =>
    shape.object({
      id: shape.text(),
      status: shape.open<'live' | 'suspended'>(),
      tags: shape.list(shape.object({ name: shape.text() })),
      key: shape.optional(shape.secretText()),
      parent: shape.nullable(shape.text()),
    }),
  )
  type Service = Infer<typeof Service>

  test('give plain types without an index signature: a misspelt field does not compile', () => {
    expectTypeOf<Service['id']>().toEqualTypeOf<string>()
    expectTypeOf<Service['tags'][number]['name']>().toEqualTypeOf<string>()
    expectTypeOf<Service['parent']>().toEqualTypeOf<string | null>()
    expectTypeOf<Service['key']>().toEqualTypeOf<Secret | undefined>()
    expectTypeOf<keyof Service>().toEqualTypeOf<'id' | 'status' | 'tags' | 'key' | 'parent'>()
    const service = {} as Service
    // @ts-expect-error: no such field
    void service.nmae
    // @ts-expect-error: no such field, further down
    void service.tags[0]?.nmae
  })

  test('have open sets of values', () => {
    expectTypeOf<Service['status']>().toEqualTypeOf<Open<'live' | 'suspended'>>()
    expectTypeOf<'live'>().toExtend<Service['status']>()
    expectTypeOf<string>().toExtend<Service['status']>()
  })
})

test('Pages are read as items, as pages and as arrays', () => {
  const pages = createPages(async () => ({ items: [{ id: 1 }] }))
  expectTypeOf(pages).toEqualTypeOf<Pages<{ id: number }>>()
  expectTypeOf(pages.toArray({ limit: 5 })).resolves.toEqualTypeOf<{ id: number }[]>()
  expectTypeOf(pages.first()).resolves.toEqualTypeOf<{ id: number } | undefined>()
  expectTypeOf(pages).toExtend<AsyncIterable<{ id: number }>>()
  expectTypeOf(pages.pages()).toExtend<AsyncIterable<readonly { id: number }[]>>()
})

test('a wait gives the type of its check, and its options take that type', () => {
  const wait = {
    subject: 'x',
    totalTimeoutMs: 1,
    describe: (value: { status: string }) => value.status,
    check: async () => ({ done: true, value: { status: 'live' }, resume: {}, nextCheckMs: 1 }),
  }
  expectTypeOf(pollUntilDone(wait)).resolves.toEqualTypeOf<{ status: string }>()
  expectTypeOf<NonNullable<WaitOptions<number>['onProgress']>>().parameters.toEqualTypeOf<[number]>()
  expectTypeOf<{ id: string; checks: number }>().toExtend<Resume>()
  // @ts-expect-error: only texts and numbers survive
  const resume: Resume = { nested: {} }
  void resume
})

test('options may be undefined, so that they can be handed on', () => {
  expectTypeOf<{ signal: AbortSignal | undefined; timeoutMs: undefined }>().toExtend<CallOptions>()
  expectTypeOf<{ apiKey: string | undefined; retry: undefined }>().toExtend<ClientOptions>()
  expectTypeOf<{ apiKey: Secret; retry: false }>().toExtend<ClientOptions>()
  expectTypeOf<{ retry: true }>().not.toExtend<ClientOptions>()
})

test('a client sends what is described and gives what the schema says', () => {
  const client = {} as Client<'example'>
  const spec = {} as RequestSpec<{ id: string }>
  expectTypeOf(client.send(spec)).resolves.toEqualTypeOf<{ id: string }>()
  expectTypeOf(client.provider).toEqualTypeOf<'example'>()
  // @ts-expect-error: no such method
  void client.send({ method: 'get', path: '/x' })
})

test('errors are narrowed and their codes are a closed set', () => {
  const error: unknown = undefined
  if (isKeelsonError(error)) {
    expectTypeOf(error).toEqualTypeOf<KeelsonError>()
    expectTypeOf(error.code).toEqualTypeOf<ErrorCode>()
    // @ts-expect-error: no such code
    void (error.code === 'notfound')
  }
})

test('a step gives its value to the script', () => {
  const result = runTransaction({ name: 'x' }, async (run) => {
    const length = await run({ name: 'a', run: async () => 7 })
    expectTypeOf(length).toEqualTypeOf<number>()
    return `${length}`
  })
  expectTypeOf(result).resolves.toHaveProperty('value').toEqualTypeOf<string>()
})

test('small things', () => {
  expectTypeOf(retry(() => 1)).resolves.toEqualTypeOf<number>()
  expectTypeOf(reveal(new Secret('x'))).toEqualTypeOf<string>()
  expectTypeOf(defineProbe({ name: 'a', kind: 'b', run: () => true })).toEqualTypeOf<Probe>()
  expectTypeOf<Secret>().not.toExtend<string>()
})
