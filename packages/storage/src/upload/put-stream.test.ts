import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { KeelsonError } from '@keelson/core'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import type { StreamBody } from './byte-source.js'
import { createMemoryStore } from '../memory/memory.js'
import type { MultipartUploads, PartParams } from '../multipart.js'
import { smallestPart as partSize } from '../parts.js'
import { putStream } from './put-stream.js'
import type { Store } from '../store.js'

const key = 'dump.sql'
const random = createRandom(3)

function makeBytes(size: number): Uint8Array {
  const bytes = Buffer.alloc(size)
  for (let index = 0; index < size; index += 61) bytes[index] = Math.floor(random() * 256)
  return new Uint8Array(bytes)
}

function* cut(bytes: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length;) {
    const end = start + Math.floor(random() * 300_000)
    yield bytes.subarray(start, end)
    start = end
  }
}

async function* generate(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield* cut(bytes)
}

function streamOf(chunks: Iterator<Uint8Array>, cancel: () => void = () => {}): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull(controller) {
      const { done, value } = chunks.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel,
  })
}

/** A memory whose uploads in parts behave as told. */
function createStore(change: (uploads: MultipartUploads) => Partial<MultipartUploads> = () => ({})): Store {
  const store = createMemoryStore()
  return { ...store, multipart: { ...store.multipart, ...change(store.multipart) } }
}

async function expectNothing(store: Store): Promise<void> {
  expect(await store.multipart.list().toArray()).toEqual([])
  expect(await store.exists(key)).toBe(false)
}

const refusal = new KeelsonError('the store says no', { code: 'forbidden' })

describe.each([
  ['a generator', generate],
  ['a web stream', (bytes) => streamOf(cut(bytes))],
  ['a Readable', (bytes) => Readable.from(cut(bytes))],
] as [string, (bytes: Uint8Array) => StreamBody][])('%s', (_name, open) => {
  test.each([0, 1, partSize - 1, partSize, partSize + 1, 2 * partSize, 3 * partSize + 7])(
    'of %i bytes arrives as it was, in equal parts',
    async (size) => {
      const sizes: number[] = []
      const store = createStore((uploads) => ({
        putPart: async (part) => {
          sizes.push(part.body.byteLength)
          return uploads.putPart(part)
        },
      }))
      const bytes = makeBytes(size)
      const info = await putStream(
        store,
        { key, body: open(bytes), partSize },
        { contentType: 'a/b', metadata: { a: 'b' } },
      )
      expect(info).toMatchObject({ key, size, contentType: 'a/b', metadata: { a: 'b' } })
      expect(Buffer.compare((await store.get(key))!.body, bytes)).toBe(0)
      const full = Math.floor(size / partSize)
      const expected = size <= partSize ? [] : [...Array<number>(full).fill(partSize), size % partSize].filter(Boolean)
      expect(sizes).toEqual(expected)
      expect(await store.multipart.list().toArray()).toEqual([])
    },
  )
})

test('texts are stored as UTF-8; half a character is refused rather than replaced', async () => {
  const store = createMemoryStore()
  const texts = async function* (...all: string[]) {
    yield* all
  }
  await putStream(store, { key, body: texts('grün', '', '🦀') })
  expect(Buffer.from((await store.get(key))!.body).toString()).toBe('grün🦀')
  const broken = putStream(store, { key, body: texts('🦀'.slice(0, 1), '🦀'.slice(1)) })
  await expect(broken).rejects.toMatchObject({ code: 'config', message: expect.stringContaining('surrogate') })
})

test.each<[string, () => StreamBody]>([
  ['a web stream', () => new Response('content').body!],
  ['a Readable', () => Readable.from(['content'])],
])('%s that was read to its end before is not stored as nothing', async (_name, open) => {
  const store = createMemoryStore()
  await store.put(key, 'kept')
  const body = open() as AsyncIterable<Uint8Array>
  for await (const chunk of body) expect(chunk).toHaveLength(7)
  await expect(putStream(store, { key, body })).rejects.toMatchObject({
    code: 'config',
    message: expect.stringContaining('read to its end before'),
  })
  expect((await store.get(key))?.size).toBe(4)
})

test('a web stream whose beginning somebody has read is stored from there on', async () => {
  const body = streamOf([Uint8Array.of(1), Uint8Array.of(2)].values())
  const reader = body.getReader()
  await reader.read()
  reader.releaseLock()
  expect(await putStream(createMemoryStore(), { key, body })).toMatchObject({ size: 1 })
})

test('a body in memory of more than Node hashes in one piece is refused', async () => {
  const body = new Uint8Array(2 ** 31)
  const store = createMemoryStore()
  const upload = await store.multipart.create(key)
  await expect(store.put(key, body)).rejects.toMatchObject({
    code: 'config',
    message: expect.stringContaining('2147483648 bytes are more than 2147483647. putStream'),
  })
  await expect(store.multipart.putPart({ ...upload, partNumber: 1, body })).rejects.toMatchObject({ code: 'config' })
})

test.each([1, 3])('with %i parts in memory, no more is read than they hold', async (concurrency) => {
  let read = 0
  let stored = 0
  let most = 0
  const body = async function* () {
    for (let count = 0; count < 100; count++) {
      most = Math.max(most, read - stored)
      read += 2 ** 18
      yield new Uint8Array(2 ** 18)
    }
  }
  const store = createStore((uploads) => ({
    putPart: async (part) => {
      const done = await uploads.putPart(part)
      await new Promise(setImmediate)
      stored += done.size
      return done
    },
  }))
  const progress: number[] = []
  await putStream(
    store,
    { key, body: body(), partSize },
    { concurrency, onProgress: ({ bytes }) => void progress.push(bytes) },
  )
  // One chunk tells that the first part is not the last.
  expect(most).toBeLessThanOrEqual(concurrency * partSize + 2 ** 18)
  expect(most).toBeGreaterThan((concurrency - 1) * partSize)
  expect(progress).toEqual([1, 2, 3, 4, 5].map((parts) => parts * partSize))
})

describe('a failure', () => {
  const long = makeBytes(4 * partSize)

  test('of the source frees what was stored, and says how much that was', async () => {
    const store = createStore()
    const body = async function* () {
      yield* cut(long)
      throw Object.assign(new Error('read https://a:passwordpassword@db failed'), { code: 'ECONNRESET' })
    }
    await expect(putStream(store, { key, body: body(), partSize }, { concurrency: 1 })).rejects.toMatchObject({
      code: 'network',
      message: `"${key}" was not stored in memory (${4 * partSize} bytes of it were): its source failed: read https://a:[secret]@db failed`,
    })
    await expectNothing(store)
  })

  test('of a program is told by what reads it', async () => {
    const store = createStore()
    const dump = async function* (status: number) {
      const program = spawn('sh', ['-c', `printf dump; exit ${status}`])
      const ended = once(program, 'close')
      yield* program.stdout as AsyncIterable<Uint8Array>
      if ((await ended)[0] !== 0) throw new Error('the program failed')
    }
    await expect(putStream(store, { key, body: dump(3) })).rejects.toThrow('its source failed: the program failed')
    await expectNothing(store)
    expect(await putStream(store, { key, body: dump(0) })).toMatchObject({ size: 4 })
  })

  test('of a source that is a KeelsonError keeps its code', async () => {
    const body = async function* () {
      yield long
      throw refusal
    }
    await expect(putStream(createStore(), { key, body: body(), partSize })).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('the store says no'),
    })
  })

  test.each([
    ['create', 'create'],
    ['the second part', 'putPart'],
    ['complete', 'complete'],
  ] as const)('at %s ends the upload and cancels the source', async (_name, operation) => {
    let count = 0
    const store = createStore((uploads) => ({
      [operation]: async (...params: unknown[]) => {
        count += 1
        if (operation === 'putPart' && count < 2) return uploads.putPart(...(params as [PartParams]))
        throw refusal
      },
    }))
    let isCancelled = false
    const web = streamOf(cut(long), () => {
      isCancelled = true
    })
    const readable = Readable.from(cut(long))
    let isFinished = false
    const generator = async function* () {
      try {
        yield* cut(long)
      } finally {
        isFinished = true
      }
    }
    for (const body of [web, readable, generator()]) {
      count = 0
      await expect(putStream(store, { key, body, partSize })).rejects.toMatchObject({ code: 'forbidden' })
      await expectNothing(store)
    }
    // What was read to its end cannot be cancelled any more.
    expect([isCancelled || operation === 'complete', readable.destroyed, isFinished]).toEqual([true, true, true])
  })

  test('that leaves open whether the object is there says so', async () => {
    const store = createStore(() => ({
      complete: async () => {
        throw new KeelsonError('the answer was lost', { code: 'ambiguous_write', status: 412, requestId: 'r' })
      },
    }))
    await expect(putStream(store, { key, body: generate(long), partSize })).rejects.toMatchObject({
      code: 'ambiguous_write',
      status: 412,
      requestId: 'r',
      message: expect.stringMatching(/may have been stored in memory .*: the answer was lost$/),
    })
  })

  test.each([0, 2])('of a source that gives nothing any more after %i parts ends by the clock', async (parts) => {
    const clock = createFakeClock()
    const store = createStore()
    let isCancelled = false
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(long.subarray(0, parts * partSize + 100)),
      cancel: () => {
        isCancelled = true
      },
    })
    let stored = 0
    const onProgress = ({ bytes }: { readonly bytes: number }) => {
      stored = bytes
    }
    const options = { idleTimeoutMs: 90_000, clock, concurrency: 2, onProgress }
    const failed = putStream(store, { key, body, partSize }, options).catch((error: unknown) => error)
    // What is stored on the way takes turns, not time.
    while (clock.pending === 0 || stored < parts * partSize) await new Promise(setImmediate)
    await clock.advance(90_000)
    const amount = parts > 0 ? ` (${parts * partSize} bytes of it were)` : ''
    expect(await failed).toMatchObject({
      code: 'timeout',
      message: `"${key}" was not stored in memory${amount}: its source gave nothing for 90 s`,
    })
    expect(isCancelled).toBe(true)
    await expectNothing(store)
  })

  test('of a part ends an upload whose source hangs meanwhile', async () => {
    const store = createStore(() => ({
      putPart: async () => {
        throw refusal
      },
    }))
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(long.subarray(0, partSize + 1)),
    })
    await expect(putStream(store, { key, body, partSize })).rejects.toMatchObject({ code: 'forbidden' })
    await expectNothing(store)
  })

  test.each(['source', 'store'])('by an abort while the %s hangs', async (hanging) => {
    const controller = new AbortController()
    const body = new ReadableStream<Uint8Array>({
      start: (source) => source.enqueue(hanging === 'source' ? long.subarray(0, partSize + 1) : long),
    })
    const store = createStore((uploads) => ({
      putPart: async (part, options) => {
        setImmediate(() => controller.abort())
        if (hanging === 'source') return uploads.putPart(part, options)
        return new Promise((_resolve, reject) => {
          const aborted = new KeelsonError('aborted', { code: 'aborted' })
          options?.signal?.addEventListener('abort', () => reject(aborted), { once: true })
        })
      },
    }))
    const stored = putStream(store, { key, body, partSize }, { signal: controller.signal })
    await expect(stored).rejects.toMatchObject({ code: 'aborted' })
    await expectNothing(store)
  })

  test('that was there before is told before anything is read', async () => {
    const readable = Readable.from(cut(long))
    const stored = putStream(createStore(), { key, body: readable }, { signal: AbortSignal.abort() })
    await expect(stored).rejects.toMatchObject({ code: 'aborted' })
    expect([readable.readableDidRead, readable.destroyed]).toEqual([false, true])
  })

  test.each([4 * partSize - 1, 4 * partSize + 1, 10, 100 * partSize])(
    'by content that is not of %i bytes',
    async (size) => {
      const store = createStore()
      await expect(putStream(store, { key, body: generate(long), partSize, size })).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining(`instead of ${size}`),
      })
      await expectNothing(store)
      const short = putStream(store, { key, body: generate(long.subarray(0, 11)), size: 12 })
      await expect(short).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining('11 bytes instead of 12'),
      })
      await expectNothing(store)
    },
  )
})

describe('ending an upload', () => {
  const bytes = makeBytes(2 * partSize)
  const failing = (abort: (uploads: MultipartUploads) => MultipartUploads['abort']) =>
    createStore((uploads) => ({
      complete: async () => {
        throw refusal
      },
      abort: abort(uploads),
    }))
  const put = (store: Store) =>
    putStream(store, { key, body: generate(bytes), partSize }, { clock: createFakeClock({ auto: true }) })

  test('is tried again', async () => {
    let attempts = 0
    const store = failing((uploads) => async (reference) => {
      attempts += 1
      if (attempts < 3) throw new KeelsonError('reset', { code: 'network' })
      await uploads.abort(reference)
    })
    await expect(put(store)).rejects.toMatchObject({ code: 'forbidden' })
    await expectNothing(store)
  })

  test('is done again for a part that arrived behind it', async () => {
    let attempts = 0
    const store = failing((uploads) => async (reference) => {
      attempts += 1
      if (attempts > 1) await uploads.abort(reference)
    })
    await expect(put(store)).rejects.toMatchObject({ code: 'forbidden' })
    await expectNothing(store)
  })

  test.each([
    ['network', 3],
    ['forbidden', 1],
  ] as const)('that fails by %s is told with what it takes to end it by hand', async (code, tried) => {
    let attempts = 0
    const store = failing(() => async () => {
      attempts += 1
      throw new KeelsonError('no way', { code })
    })
    const thrown = await put(store).catch((error: unknown) => error)
    const [left] = await store.multipart.list().toArray()
    const hint = expect.stringMatching(`${left?.uploadId} of "${key}" is still open.*abortUploads.*no way`)
    expect(thrown).toMatchObject({ code: 'forbidden', hint })
    expect(attempts).toBe(tried)
  })

  test('that hangs does not keep the caller', async () => {
    const store = failing(() => () => new Promise(() => {}))
    await expect(put(store)).rejects.toMatchObject({ code: 'forbidden', hint: expect.stringContaining('still open') })
  })
})

test('a store that has lost bytes is not believed', async () => {
  const store = createStore((uploads) => ({
    complete: ({ parts, ...reference }, options) =>
      uploads.complete({ ...reference, parts: parts.slice(0, 1) }, options),
  }))
  const stored = putStream(store, { key, body: generate(makeBytes(2 * partSize)), partSize })
  await expect(stored).rejects.toMatchObject({
    code: 'server',
    message: expect.stringContaining(`${2 * partSize} bytes were sent and ${partSize} are stored`),
  })
})

describe('conditions', () => {
  test.each([10, 2 * partSize])('hold for %i bytes', async (size) => {
    const store = createStore()
    const first = await putStream(store, { key, body: generate(makeBytes(size)), partSize }, { ifNoneMatch: '*' })
    const again = putStream(store, { key, body: generate(makeBytes(size)), partSize }, { ifNoneMatch: '*' })
    await expect(again).rejects.toMatchObject({ code: 'conflict' })
    expect(await store.multipart.list().toArray()).toEqual([])
    expect((await store.head(key))?.etag).toBe(first.etag)
    await putStream(store, { key, body: generate(makeBytes(size)), partSize }, { ifMatch: first.etag })
  })

  test('that a store does not have are refused before anything is read', async () => {
    const { capabilities, ...memory } = createMemoryStore()
    const store = { ...memory, capabilities: { ...capabilities, conditionalPut: false } }
    for (const options of [{ ifNoneMatch: '*' }, { ifMatch: 'abc' }, { acl: 'private' }] as const) {
      const body = Readable.from(['a'])
      await expect(putStream(store, { key, body }, options)).rejects.toMatchObject({ code: 'unsupported' })
      expect(body.readableDidRead).toBe(false)
    }
  })

  test('that a completion would overlook are refused as soon as it takes one, and nothing was stored', async () => {
    const { capabilities, ...memory } = createMemoryStore()
    const store = { ...memory, capabilities: { ...capabilities, conditionalComplete: false } }
    await putStream(store, { key, body: generate(makeBytes(10)), partSize }, { ifNoneMatch: '*' })
    const body = generate(makeBytes(2 * partSize))
    await expect(putStream(store, { key, body, partSize }, { ifMatch: 'other' })).rejects.toMatchObject({
      code: 'unsupported',
    })
    expect((await store.head(key))?.size).toBe(10)
    expect(await store.multipart.list().toArray()).toEqual([])
  })
})

test('a file that cannot be opened is an error, also where nobody came to read it', async () => {
  const missing = () => createReadStream('/nowhere/to/be/found')
  const stored = putStream(createMemoryStore(), { key, body: missing() })
  await expect(stored).rejects.toMatchObject({ code: 'network', message: expect.stringContaining('ENOENT') })
  const body = missing()
  const closed = new Promise<void>((resolve) => body.on('close', () => resolve()))
  await expect(putStream(createMemoryStore(), { key: '..', body })).rejects.toMatchObject({ code: 'config' })
  await closed
})

test('whatever fails, before or after it was carried out, content is whole or not there, and nothing is left', async () => {
  const bytes = makeBytes(3 * partSize + 100)
  const outcomes = { stored: 0, failed: 0 }
  for (let seed = 0; seed < 60; seed++) {
    const chance = createRandom(seed)
    const memory = createMemoryStore()
    const flaky = async <T>(work: () => Promise<T>): Promise<T> => {
      const broken = new KeelsonError('reset', { code: 'network' })
      const at = chance()
      if (at < 0.06) throw broken
      const result = await work()
      if (at > 0.94) throw broken
      return result
    }
    let aborts = 0
    const uploads = memory.multipart
    const store: Store = {
      ...memory,
      head: (...params) => flaky(() => memory.head(...params)),
      multipart: {
        ...uploads,
        putPart: (...params) => flaky(() => uploads.putPart(...params)),
        complete: (...params) => flaky(() => uploads.complete(...params)),
        // The last of three attempts gets through.
        abort: (...params) => (++aborts % 3 === 0 ? uploads.abort(...params) : flaky(() => uploads.abort(...params))),
      },
    }
    const options = { clock: createFakeClock({ auto: true }), concurrency: 1 + (seed % 4) }
    const outcome = await putStream(store, { key, body: generate(bytes), partSize }, options).then(
      () => 'stored' as const,
      () => 'failed' as const,
    )
    outcomes[outcome] += 1
    const stored = await memory.get(key)
    expect(stored ? Buffer.compare(stored.body, bytes) : outcome).toBe(stored ? 0 : 'failed')
    expect(await memory.multipart.list().toArray()).toEqual([])
  }
  expect(Math.min(outcomes.stored, outcomes.failed)).toBeGreaterThan(10)
}, 60_000)

test.each<[string, Parameters<typeof putStream>[1], Parameters<typeof putStream>[2]]>([
  ['..', { key: '..', body: Readable.from(['a']) }, {}],
  ['contentType', { key, body: Readable.from(['a']) }, { contentType: 'a\nb' }],
  ['concurrency', { key, body: Readable.from(['a']) }, { concurrency: 0 }],
  ['partSize', { key, body: Readable.from(['a']), partSize: 1 }, {}],
  ['must be a stream', { key, body: new Uint8Array(3) as never }, {}],
  ['a number', { key, body: Readable.from([1]) }, {}],
])('%s: refused', async (named, params, options) => {
  const stored = putStream(createMemoryStore(), params, options)
  await expect(stored).rejects.toMatchObject({ code: 'config', message: expect.stringContaining(named) })
})
