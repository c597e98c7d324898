import { GetObjectCommand, type GetObjectCommandOutput } from '@aws-sdk/client-s3'
import { isKeelsonError, KeelsonError } from '@keelson/core'
import type { GetOptions, ObjectStream } from '../object.js'
import { callBucket, type Bucket } from './bucket.js'
import { s3Error } from './error.js'
import { describeContent, getCommand, getOperation, sendGet, shortBody } from './get-object.js'
import { quote, unquote } from './object-info.js'

/** The object as a stream that goes on where a connection breaks, as long as the object is the same. */
export async function getObjectStream(
  bucket: Bucket,
  key: string,
  { signal, range }: GetOptions = {},
): Promise<ObjectStream | undefined> {
  const output = await sendGet(bucket, getCommand(bucket, key, range), { range, signal })
  if (!output) return undefined
  const first = openContent(output)
  try {
    const { info, start, length } = await describeContent(bucket, key, output, range)
    const attempts = await bucket.client.config.maxAttempts()
    // A weak one tells less than If-Match asks.
    const etag = info.etag?.startsWith('W/') ? undefined : info.etag
    const part = { key, etag, start, end: start + length, attempts }
    return { ...info, body: createStream(bucket, first, part, signal) }
  } catch (error) {
    first.close()
    throw error
  }
}

/** The bytes that are wanted of one version of an object. */
interface Part {
  readonly key: string
  readonly etag: string | undefined
  readonly start: number
  /** The byte behind the last one. */
  readonly end: number
  /** Connections that may break in a row, without a byte in between. */
  readonly attempts: number
}

function createStream(
  bucket: Bucket,
  first: Content,
  part: Part,
  signal: AbortSignal | undefined,
): ReadableStream<Uint8Array> {
  const over = new AbortController()
  const reader = createReader(bucket, first, part, over.signal)
  const end = () => {
    over.abort()
    reader.close()
  }
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const onAbort = () => {
          end()
          controller.error(abortedError(bucket, part))
        }
        if (signal?.aborted) onAbort()
        else signal?.addEventListener('abort', onAbort, { once: true, signal: over.signal })
      },
      async pull(controller) {
        try {
          const chunk = await reader.read()
          if (chunk) return controller.enqueue(chunk)
          end()
          controller.close()
        } catch (error) {
          end()
          throw error
        }
      },
      cancel: end,
    },
    // Nothing is read before somebody asks.
    { highWaterMark: 0 },
  )
}

/** Reads content chunk by chunk, over as many connections as it takes. */
function createReader(bucket: Bucket, first: Content, part: Part, signal: AbortSignal) {
  let content = first
  let position = part.start
  let failures = 0

  const goOn = async (thrown: unknown): Promise<void> => {
    content.close()
    failures += 1
    if (signal.aborted) throw abortedError(bucket, part)
    // The SDK found out at the end: the rest alone could not be checked.
    const isDamaged = thrown instanceof Error && thrown.message.startsWith('Checksum mismatch')
    const isLeft = position < part.end
    if (failures < part.attempts && part.etag !== undefined && isLeft && !isDamaged) {
      content = await openRest(bucket, part, position, signal)
      // Whoever ended the stream meanwhile closed the content before.
      if (signal.aborted) content.close()
      return
    }
    const subject = `${JSON.stringify(part.key)} in ${bucket.name}, from byte ${position},`
    const error = Object.assign(thrown instanceof Error ? thrown : new Error(String(thrown)), {
      $metadata: { attempts: failures },
    })
    throw await s3Error(
      bucket.client,
      { how: 'threw', thrown: error },
      { provider: bucket.provider, operation: getOperation, subject },
    )
  }
  return {
    async read(): Promise<Uint8Array | undefined> {
      for (;;) {
        try {
          const { done, value } = await content.next()
          if (!done) {
            position += value.byteLength
            failures = 0
            if (position <= part.end) return value
          }
          if (position === part.end) return undefined
          throw shortBody(position - part.start, part.end - part.start)
        } catch (thrown) {
          await goOn(thrown)
        }
      }
    },
    close: () => content.close(),
  }
}

/** The same version of the object from a byte on; `conflict` when there is another one now. */
async function openRest(
  bucket: Bucket,
  { key, etag, end }: Part,
  position: number,
  signal: AbortSignal,
): Promise<Content> {
  const range = { start: position, end: end - 1 }
  const { input } = getCommand(bucket, key, range)
  const command = new GetObjectCommand({ ...input, IfMatch: quote(etag) })
  let output: GetObjectCommandOutput
  try {
    output = await callBucket(bucket, getOperation, { key, signal }, (options) => bucket.client.send(command, options))
  } catch (error) {
    const isGone = isKeelsonError(error) && [404, 412, 416].includes(error.status ?? 0)
    throw isGone ? changedError(bucket, key, error) : error
  }
  const content = openContent(output)
  try {
    const { start } = await describeContent(bucket, key, output, range)
    if (unquote(output.ETag) === etag && start === position) return content
    throw changedError(bucket, key)
  } catch (error) {
    content.close()
    throw error
  }
}

/** The body of one answer. */
interface Content {
  next(): Promise<IteratorResult<Uint8Array>>
  /** Frees its connection at once. */
  close(): void
}

function openContent({ Body: body }: GetObjectCommandOutput): Content {
  if (!body) return { next: async () => ({ done: true, value: undefined }), close: () => undefined }
  // A Readable of Node, or a web stream where the runtime has no other.
  const stream = body as AsyncIterable<Uint8Array> & NodeJS.EventEmitter & { destroy?: () => void }
  const iterator = stream[Symbol.asyncIterator]()
  // It may break while nobody reads: the next read tells.
  if ('on' in stream) stream.on('error', () => undefined)
  const close = () => {
    if (stream.destroy) stream.destroy()
    else void iterator.return?.()
  }
  return { next: () => iterator.next(), close }
}

function changedError({ name, provider }: Bucket, key: string, cause?: KeelsonError): KeelsonError {
  return new KeelsonError(`${JSON.stringify(key)} in ${name} changed while it was read`, {
    code: 'conflict',
    provider,
    operation: getOperation,
    status: cause?.status,
    hint: 'What was read so far is of the object before: read it again from its beginning',
    cause,
  })
}

function abortedError({ name, provider }: Bucket, { key }: Part): KeelsonError {
  const message = `${getOperation} of ${JSON.stringify(key)} in ${name} was aborted`
  return new KeelsonError(message, { code: 'aborted', provider, operation: getOperation })
}
