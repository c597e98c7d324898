import type { S3Client } from '@aws-sdk/client-s3'
import { createRedactor, describeCause, KeelsonError, type Ending, type Redactor } from '@keelson/core'
import { isUnreadable, meaningOf, statusOf, type Meaning, type SdkError } from './failure.js'

/** What was tried. */
export interface Attempted {
  /** `aws`, `r2`, … */
  readonly provider: string
  /** `PutObject` */
  readonly operation: string
  /** `"a.txt" in bucket shop at s3.eu-central-1.wasabisys.com` */
  readonly subject: string
}

/** The error of an operation that did not end well: what the SDK threw may hold the request, so that it is not kept. */
export async function s3Error(
  client: S3Client,
  ending: Exclude<Ending<unknown>, { readonly how: 'done' }>,
  { provider, operation, subject }: Attempted,
): Promise<KeelsonError> {
  const about = { provider, operation }
  if (ending.how !== 'threw') {
    return new KeelsonError(`${operation} of ${subject} was aborted`, { ...about, code: 'aborted' })
  }
  const redact = await createClientRedactor(client)
  const cause = describeCause(ending.thrown, redact)
  const error: SdkError = ending.thrown instanceof Error ? ending.thrown : new Error(cause.message)
  const status = statusOf(error)
  const { requestId: id = '', attempts } = error.$metadata ?? {}
  const requestId = redact(id).slice(0, 200)
  const region = await findOtherRegion(client, error)
  const { code, hint }: Meaning = region
    ? { code: 'config', hint: `The bucket is in ${redact(region)}: pass this region` }
    : meaningOf(error)
  const words = [status, ...wordsOf(error, redact)].filter(Boolean).join(' ').replace(/\s+/g, ' ')
  // A hint comes behind a full stop; the SDK's and the stores' sentences have one already.
  const said = words.slice(0, 300).replace(/\.$/, '')
  const message = `${operation} of ${subject} failed: ${said}${requestId && ` (request ${requestId})`}`
  // In the same words, so that nobody reads them twice; where a store said nothing, the SDK's word for that tells nothing.
  const isTold = cause.message === 'UnknownError' || said.includes(plain(cause.message))
  const told = isTold ? { ...cause, message: said } : cause
  const more = { status, requestId: requestId || undefined, attempts, cause: told }
  return new KeelsonError(message, { ...about, ...more, code, hint: skewHint(error) ?? hint })
}

/** The SDK's clients do not show their keys either, but an answer may quote them. */
export async function createClientRedactor(client: S3Client): Promise<Redactor> {
  try {
    const { accessKeyId, secretAccessKey, sessionToken = '' } = await client.config.credentials()
    return createRedactor([accessKeyId, secretAccessKey, sessionToken])
  } catch {
    // There are none: that may be the very error.
    return createRedactor()
  }
}

/** What the store said, or what happened on the way; the SDK has words of its own where there were none. */
function wordsOf(error: SdkError, redact: Redactor): string[] {
  const { name, message } = error
  if (isUnreadable(error)) return ["an answer that is not S3's: check the endpoint"]
  const text = redact(plain(message))
  if (statusOf(error) === undefined) return [text || name]
  return [redact(name), text].filter((word) => !/^(?:Error|Unknown|UnknownError|\d+)?$/.test(word))
}

/** A message of the SDK without what it says of itself. */
function plain(message: string): string {
  return message.replace(/^@smithy\S* - (?:the request )?| \(configured by .*\)|\.$/g, '')
}

/** The bucket's region, where the store says it and the client has another one: a HEAD has nothing else that tells. */
async function findOtherRegion(client: S3Client, error: SdkError): Promise<string | undefined> {
  const region = error.$response?.headers?.['x-amz-bucket-region']
  if (!region || !/^[a-z0-9-]+$/.test(region) || ![301, 307, 400].includes(statusOf(error) ?? 0)) return undefined
  return region === (await client.config.region()) ? undefined : region
}

function skewHint({ name, $response }: SdkError): string | undefined {
  const date = Date.parse($response?.headers?.date ?? '')
  if (name !== 'RequestTimeTooSkewed' || Number.isNaN(date)) return undefined
  return `The store's clock says ${new Date(date).toISOString()}: set this machine's by NTP`
}
