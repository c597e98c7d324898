import type { S3Client } from '@aws-sdk/client-s3'
import { isKeelsonError, systemClock, within, type Ending } from '@keelson/core'
import { commonCapabilities, type StoreCapabilities } from '../location.js'
import { unsupported } from '../unsupported.js'
import { s3Error } from './error.js'

/** A client that exists already, and a bucket of it. An {@link S3Store} is one. */
export interface S3StoreTarget {
  readonly client: S3Client
  readonly bucket: string
  /** What the store takes. @default what all S3-compatible stores do */
  readonly capabilities?: Partial<StoreCapabilities> | undefined
  /** For messages. @default `bucket <bucket>` */
  readonly name?: string | undefined
  /** The `provider` of errors. @default 's3' */
  readonly provider?: string | undefined
}

/** What every operation of a store works on. */
export interface Bucket {
  readonly client: S3Client
  readonly bucket: string
  readonly capabilities: StoreCapabilities
  /** `bucket shop at s3.eu-central-1.wasabisys.com` */
  readonly name: string
  /** `r2`; `s3` when only the client is known. */
  readonly provider: string
}

/** The bucket of a target. */
export function bucketOf({
  client,
  bucket,
  capabilities,
  name = `bucket ${bucket}`,
  provider = 's3',
}: S3StoreTarget): Bucket {
  return { client, bucket, capabilities: { ...commonCapabilities, ...capabilities }, name, provider }
}

/** Throws `unsupported` where rules of the bucket are not set by the S3 protocol. */
export function requireRules({ capabilities, name, provider }: Bucket, rules: 'cors' | 'lifecycle'): void {
  if (capabilities[rules]) return
  const what = `${rules === 'cors' ? 'CORS' : rules} rules over the S3 protocol`
  throw unsupported(name, what, { provider, hint: 'Set them in the console of the store' })
}

/** What the SDK's `send` takes. */
export interface SendOptions {
  readonly abortSignal?: AbortSignal
}

/** Carries out one operation: every way out is a value or a KeelsonError. */
export async function callBucket<T>(
  { client, provider, name }: Bucket,
  operation: string,
  { key, signal }: { readonly key?: string; readonly signal?: AbortSignal | undefined },
  work: (options: SendOptions) => Promise<T>,
): Promise<T> {
  const ending = signal
    ? await within((abortSignal) => work({ abortSignal }), Infinity, systemClock, signal)
    : await endOf(work({}))
  if (ending.how === 'done') return ending.value
  if (ending.how === 'threw' && isKeelsonError(ending.thrown)) throw ending.thrown
  const subject = key === undefined ? name : `${JSON.stringify(key)} in ${name}`
  throw await s3Error(client, ending, { provider, operation, subject })
}

function endOf<T>(work: Promise<T>): Promise<Ending<T>> {
  return work.then(
    (value) => ({ how: 'done', value }),
    (thrown: unknown) => ({ how: 'threw', thrown }),
  )
}
