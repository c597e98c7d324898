import type { ErrorCode } from '@keelson/core'

/** What is read of an error that the SDK throws; every field may be missing. */
export interface SdkError extends Error {
  readonly $metadata?: {
    readonly httpStatusCode?: number
    readonly requestId?: string
    readonly attempts?: number
  }
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> }
}

/** What a failure means, and what to do. */
export interface Meaning {
  readonly code: ErrorCode
  readonly hint?: string | undefined
}

/** AWS, R2 and most others say SlowDown or a word with "throttl"; Wasabi says RequestRateLimitExceeded. */
const rateLimits =
  /^(?:SlowDown|Throttl|RequestThrottl|TooManyRequests|(?:Request)?RateLimitExceeded|RequestLimitExceeded)/

/** Whether a store asked for fewer requests, whatever its status. */
export function isRateLimit(error: SdkError): boolean {
  return rateLimits.test(error.name) || statusOf(error) === 429
}

/** HTTP status of the answer, when there was one. */
export function statusOf(error: SdkError): number | undefined {
  return error.$metadata?.httpStatusCode
}

/** Whether a store answered with this status. */
export function isStatus(error: unknown, status: number): error is SdkError {
  return error instanceof Error && statusOf(error) === status
}

/** Whether the answer was no XML where XML was due: a proxy's page. */
export function isUnreadable({ message }: SdkError): boolean {
  return message.includes('Deserialization error')
}

const rateHint = 'Do fewer things at a time, or try later'
const secretHint = 'Is secretAccessKey the one that belongs to accessKeyId, without white space around it?'
const regionHint = 'The bucket is in another region: use the region that its console shows'

const hostHint = 'There is no such host: is the endpoint, or the region in it, spelled right?'

const conflictHint = 'Somebody else wrote it: read it again, then decide'
const fullHint = 'The store is full, or a quota is used up: delete something, or raise it'
const damagedHint =
  'What arrived was not what was sent, and was not stored: a proxy changed it, or it changed while it was sent'

const byName: Readonly<Record<string, Meaning>> = {
  SignatureDoesNotMatch: { code: 'auth', hint: secretHint },
  InvalidAccessKeyId: { code: 'auth', hint: 'The store does not know accessKeyId: deleted, or of another account?' },
  ExpiredToken: { code: 'auth', hint: 'The temporary keys are over: get new ones' },
  InvalidToken: { code: 'auth', hint: 'sessionToken does not belong to these keys' },
  CredentialsProviderError: { code: 'auth', hint: 'Pass accessKeyId and secretAccessKey, or run with a role' },
  AuthenticationLockout: { code: 'auth', hint: 'Too many attempts with wrong keys: wait 5 minutes' },
  RequestTimeTooSkewed: { code: 'auth', hint: 'The clock of this machine is wrong: set it by NTP' },
  RequestExpired: { code: 'auth', hint: 'The clock of this machine is wrong: set it by NTP' },
  AuthorizationHeaderMalformed: { code: 'config', hint: regionHint },
  IllegalLocationConstraintException: { code: 'config', hint: regionHint },
  PermanentRedirect: { code: 'config', hint: regionHint },
  NoSuchBucket: { code: 'not_found', hint: 'ensureBucket creates it; is the name spelled right?' },
  NoSuchKey: { code: 'not_found' },
  NoSuchUpload: { code: 'not_found', hint: 'The upload was completed or aborted: begin a new one' },
  AccessControlListNotSupported: {
    code: 'unsupported',
    hint: 'The bucket has its ACLs switched off: leave acl out, and say who may read in its policy',
  },
  AccessDenied: {
    code: 'forbidden',
    hint: 'The keys are valid, but may not do this, or may not list, then what is missing is forbidden: look at their policy',
  },
  // Of Ceph, https://docs.ceph.com/en/latest/radosgw/s3/, and of MinIO.
  QuotaExceeded: { code: 'forbidden', hint: fullHint },
  XMinioAdminBucketQuotaExceeded: { code: 'forbidden', hint: fullHint },
  XMinioStorageFull: { code: 'server', hint: fullHint },
  AllAccessDisabled: { code: 'forbidden', hint: 'The store locked the bucket: ask its support' },
  BucketAlreadyExists: { code: 'conflict', hint: 'The name is taken by another account: choose another one' },
  PreconditionFailed: { code: 'conflict', hint: conflictHint },
  RequestTimeout: { code: 'timeout', hint: 'The body did not arrive in time' },
  BadDigest: { code: 'invalid_request', hint: damagedHint },
  InvalidDigest: { code: 'invalid_request', hint: damagedHint },
  XAmzContentSHA256Mismatch: { code: 'invalid_request', hint: damagedHint },
  EntityTooLarge: {
    code: 'invalid_request',
    hint: 'The store takes less in one piece: give a smaller partSize to putStream or uploadFile',
  },
  EntityTooSmall: { code: 'invalid_request', hint: 'All parts but the last have at least 5 MiB' },
  InvalidPart: {
    code: 'invalid_request',
    hint: 'A part is missing, or not of the size of the others: listParts tells',
  },
  InvalidObjectState: { code: 'forbidden', hint: 'The object is archived: restore it first' },
  NotImplemented: { code: 'unsupported' },
}

const byStatus: Readonly<Record<number, Meaning>> = {
  301: { code: 'config', hint: regionHint },
  307: { code: 'config', hint: regionHint },
  401: { code: 'auth', hint: 'The store does not take these keys' },
  403: {
    code: 'forbidden',
    hint: 'The keys may be wrong, may not do this, or may not list and nothing is there: the store does not say which',
  },
  404: { code: 'not_found' },
  409: { code: 'conflict' },
  412: { code: 'conflict', hint: conflictHint },
  429: { code: 'rate_limited', hint: rateHint },
  501: { code: 'unsupported' },
}

function isCut(error: SdkError): boolean {
  return 'code' in error && error.code !== 'ETIMEDOUT'
}

/** What a word of the store's means, when it is a known one. */
export function meaningOfName(name: string): Meaning | undefined {
  if (rateLimits.test(name)) return { code: 'rate_limited', hint: rateHint }
  return Object.hasOwn(byName, name) ? byName[name] : undefined
}

/** What an error of the SDK means: by its name, else its status; without an answer it is the network. */
export function meaningOf(error: SdkError): Meaning {
  const named = meaningOfName(error.name)
  if (named) return named
  const status = statusOf(error)
  if ('code' in error && error.code === 'ENOTFOUND') return { code: 'network', hint: hostHint }
  // The SDK calls a connection that was cut a timeout, too; that has the system's code.
  if (status === undefined) return { code: error.name === 'TimeoutError' && !isCut(error) ? 'timeout' : 'network' }
  if (status < 300) return { code: isUnreadable(error) ? 'schema' : 'network' }
  return byStatus[status] ?? { code: status >= 500 ? 'server' : 'invalid_request' }
}
