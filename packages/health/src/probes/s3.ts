import { createRedactor, describeCause, isKeelsonError } from '@keelson/core'
import type { Clock, Probe, ProbeReading, Secret } from '@keelson/core'
import { createQuestion } from '../probing/question.js'

/** Options of {@link s3Probe}. */
export interface S3ProbeOptions {
  /** @default 's3' */
  readonly name?: string | undefined
  /** Values that no output may show, as the access keys. */
  readonly secrets?: readonly (string | Secret)[] | undefined
  /** Time for one run, in milliseconds. @default 5000 */
  readonly timeoutMs?: number | undefined
  readonly clock?: Clock | undefined
}

/**
 * A probe of a bucket from one cheap request of yours, by whatever client: it passes when the request does.
 *
 * A `HEAD` of the bucket tells most and needs the right to list; `store.exists(key)` does with the right to read, and cannot
 * tell a bucket that is missing. Codes: `forbidden` (403: it can be reached, the keys may not), `not_found` (404: no such
 * bucket), any other HTTP status, the code of a `KeelsonError`, `timeout`, `aborted`, or the network's own (`ECONNREFUSED`).
 * A run is one billed request.
 *
 * @example
 * import { s3Probe } from '@keelson/health/probes/s3'
 * import { HeadBucketCommand } from '@aws-sdk/client-s3'
 * const files = s3Probe((signal) => store.list({ prefix: 'health/' }, { signal }).first())
 * const bucket = s3Probe((abortSignal) => client.send(new HeadBucketCommand({ Bucket: 'shop' }), { abortSignal }))
 */
export function s3Probe(ask: (signal: AbortSignal) => Promise<unknown>, options: S3ProbeOptions = {}): Probe {
  const { name = 's3', secrets = [], timeoutMs = 5000, clock } = options
  const redact = createRedactor(secrets)
  return {
    name,
    kind: 's3',
    cost: { commands: 1 },
    run: createQuestion(
      async ({ signal }) => {
        try {
          await ask(signal)
          return { status: 'pass' }
        } catch (thrown) {
          return explain(thrown, redact)
        }
      },
      { what: 'request', timeoutMs, clock, redact },
    ),
  }
}

const meanings: Readonly<Record<number, readonly [code: string, output: string]>> = {
  403: ['forbidden', 'the bucket can be reached, but the keys may not use it'],
  404: ['not_found', 'no such bucket, or no such key'],
}

function explain(thrown: unknown, redact: (text: string) => string): ProbeReading {
  const { message, code = 'error' } = describeCause(thrown, redact)
  const status = statusOf(thrown)
  if (status === undefined) {
    const inner = isKeelsonError(thrown) ? (thrown.cause?.code ?? thrown.code) : code
    return { status: 'fail', code: inner, output: message }
  }
  const [known, output] = meanings[status] ?? [String(status), `the store answered ${status}`]
  // The SDK of AWS has no other words for an answer without a body, as that to a HEAD.
  const said = message === 'UnknownError' ? '' : `: ${message}`
  return { status: 'fail', code: known, output: output + said }
}

/** Of a KeelsonError, and of an error of the AWS SDK. */
function statusOf(thrown: unknown): number | undefined {
  const { status, $metadata } = Object(thrown) as { status?: unknown; $metadata?: { httpStatusCode?: unknown } }
  const found = status ?? $metadata?.httpStatusCode
  return typeof found === 'number' ? found : undefined
}
