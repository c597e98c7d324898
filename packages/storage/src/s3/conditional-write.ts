import { isKeelsonError, type KeelsonError } from '@keelson/core'
import { checkCondition, isConditional, type WriteCondition } from '../condition.js'
import { retell } from '../retell.js'
import { requireCapability } from '../unsupported.js'
import type { Bucket } from './bucket.js'
import { isRateLimit, statusOf } from './failure.js'
import { quote } from './object-info.js'

/** Throws `config` for a condition that cannot be meant, `unsupported` where the store would ignore it. */
export function checkWriteCondition(
  bucket: Bucket,
  key: string,
  condition: WriteCondition,
  capability: 'conditionalPut' | 'conditionalComplete' = 'conditionalPut',
): void {
  checkCondition(key, condition)
  if (isConditional(condition)) requireCapability(bucket, capability)
}

/** The condition as the SDK takes it. */
interface ConditionInput {
  readonly IfMatch?: string | undefined
  readonly IfNoneMatch?: string | undefined
}

/** Middleware of the SDK that sees what becomes of each send. */
type Watch = <Args, Result>(next: (args: Args) => Promise<Result>) => (args: Args) => Promise<Result>

/** Where a {@link Watch} is put: within the SDK's retry. */
export const withinRetry = { step: 'finalizeRequest', priority: 'low', name: 'keelsonWatch' } as const

/**
 * Writes on condition: `conflict` when it is not met. What the store refuses after a send whose answer was lost may be refused
 * because of that very send: `ambiguous_write`.
 */
export async function conditionalWrite<T>(
  bucket: Bucket,
  key: string,
  { ifMatch, ifNoneMatch }: WriteCondition,
  write: (condition: ConditionInput, watch: Watch | undefined) => Promise<T>,
): Promise<T> {
  if (!isConditional({ ifMatch, ifNoneMatch })) return write({}, undefined)
  const subject = `${JSON.stringify(key)} in ${bucket.name}`
  if (ifMatch === undefined) return writeOnce(subject, { IfNoneMatch: ifNoneMatch }, write)
  try {
    return await writeOnce(subject, { IfMatch: quote(ifMatch) }, write)
  } catch (refused) {
    if (!hasCode(refused, 'conflict')) throw refused
    // Ceph and DigitalOcean take the quotes for a part of the ETag, which R2 takes in quotes only; the others do not mind.
    return writeOnce(subject, { IfMatch: ifMatch }, write).catch((error: unknown) => {
      throw hasCode(error, 'conflict') || hasCode(error, 'invalid_request') ? refused : error
    })
  }
}

async function writeOnce<T>(
  subject: string,
  condition: ConditionInput,
  write: (condition: ConditionInput, watch: Watch) => Promise<T>,
): Promise<T> {
  let wasLost = false
  const watch: Watch = (next) => async (args) => {
    try {
      return await next(args)
    } catch (error) {
      wasLost ||= error instanceof Error && !isRateLimit(error) && (statusOf(error) ?? 500) >= 500
      throw error
    }
  }
  try {
    return await write(condition, watch)
  } catch (error) {
    if (!isKeelsonError(error)) throw error
    const { code, cause } = error
    // S3 says so of an object that is not there; a missing bucket or upload is no unmet condition.
    const isGone = code === 'not_found' && condition.IfMatch !== undefined && cause?.name === 'NoSuchKey'
    if (code !== 'conflict' && !isGone) throw error
    if (!wasLost && !isGone) throw error
    if (!wasLost) throw retell(error, `${subject} was not stored: there is none`, { code: 'conflict' })
    throw retell(error, `${subject}: an answer was lost, and the repetition did not meet the condition`, {
      code: 'ambiguous_write',
      hint: 'This write or somebody else changed the object: read it, then decide',
    })
  }
}

function hasCode(error: unknown, code: KeelsonError['code']): boolean {
  return isKeelsonError(error) && error.code === code
}
