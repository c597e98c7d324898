import { GetObjectCommand, type GetObjectCommandOutput } from '@aws-sdk/client-s3'
import { checkKey } from '../key.js'
import type { ByteRange, GetOptions, ObjectInfo, StoredObject } from '../object.js'
import { checkRange, formatRange, rangeError } from '../range.js'
import { callBucket, type Bucket } from './bucket.js'
import { isStatus } from './failure.js'
import { infoOf, strangeAnswer } from './object-info.js'
import { headObject, undefinedIfMissing } from './objects.js'

export const getOperation = 'GetObject'

export async function getObject(
  bucket: Bucket,
  key: string,
  { signal, range }: GetOptions = {},
): Promise<StoredObject | undefined> {
  const { command, content } = readingCommand(getCommand(bucket, key, range))
  const output = await sendGet(bucket, command, { range, signal })
  if (!output) return undefined
  const body = content()
  const { info } = await describeContent(bucket, key, { ...output, ContentLength: body.byteLength }, range)
  return { ...info, body }
}

/** A GetObject of the range; throws `config` for a key or a range that cannot be. */
export function getCommand({ bucket }: Bucket, key: string, range: ByteRange | undefined): GetObjectCommand {
  checkKey(key)
  if (range) checkRange(key, range)
  return new GetObjectCommand({ Bucket: bucket, Key: key, Range: range && formatRange(range) })
}

/** The answer, or `undefined` when there is no such object; throws `invalid_request` when nothing of it is in the range. */
export async function sendGet(
  bucket: Bucket,
  command: GetObjectCommand,
  { range, signal }: GetOptions,
): Promise<GetObjectCommandOutput | undefined> {
  const { Key: key = '' } = command.input
  const output = await callBucket(bucket, getOperation, { key, signal }, (options) =>
    bucket.client.send(command, options).catch((error: unknown) => {
      return range && isStatus(error, 416) ? ('outside' as const) : undefinedIfMissing(error)
    }),
  )
  if (output !== 'outside') return output
  const { size = 0 } = (await headObject(bucket, key, { signal })) ?? {}
  throw rangeError(key, bucket.name, size, bucket.provider)
}

/** An object, and where in it the content of an answer is. */
interface Described {
  readonly info: ObjectInfo
  /** The first byte, counted from 0. */
  readonly start: number
  /** In bytes. */
  readonly length: number
}

/** What an answer holds; throws `schema` when it does not say how much, or ignored the range. */
export async function describeContent(
  bucket: Bucket,
  key: string,
  output: Omit<GetObjectCommandOutput, 'Body'>,
  range: ByteRange | undefined,
): Promise<Described> {
  const info = infoOf(bucket, getOperation, key, output)
  const { ContentLength: length, ContentRange = '' } = output
  if (!range) {
    if (length === undefined) throw strangeAnswer(bucket, getOperation, key, 'no Content-Length')
    return { info, start: 0, length }
  }
  const [, first, last, total] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(ContentRange) ?? []
  // Some servers have no 416 for an object without content.
  if (total === undefined && length === 0) throw rangeError(key, bucket.name, 0, bucket.provider)
  if (total === undefined)
    throw strangeAnswer(bucket, getOperation, key, 'no Content-Range, though a range was asked for')
  return { info: { ...info, size: Number(total) }, start: Number(first), length: Number(last) - Number(first) + 1 }
}

/**
 * The command with the whole content read inside the SDK's retry, which otherwise ends with the head of the answer:
 * a connection that breaks in the middle is repeated, and no body is left unread.
 */
function readingCommand(command: GetObjectCommand) {
  let content: Uint8Array = new Uint8Array()
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args)
      content = (await result.output.Body?.transformToByteArray()) ?? new Uint8Array()
      const { ContentLength: length = content.byteLength } = result.output
      if (content.byteLength !== length) throw shortBody(content.byteLength, length)
      return result
    },
    { step: 'finalizeRequest', priority: 'low', name: 'keelsonReadBody' },
  )
  return { command, content: () => content }
}

/** The error of a body that ended early; the SDK repeats what has this code. */
export function shortBody(received: number, expected: number): Error {
  return Object.assign(new Error(`the body ended after ${received} of ${expected} bytes`), { code: 'ECONNRESET' })
}
