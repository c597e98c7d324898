import { systemClock } from '@keelson/core'
import { checkAttributes } from '../attributes.js'
import { checkKey, checkPrefix } from '../key.js'
import { bucketUrl, type StoreLocation } from '../location.js'
import { largestPart } from '../parts.js'
import { unsupported } from '../unsupported.js'
import { signedAttributes, signedStore, type UploadAttributes } from './presign-attributes.js'
import { checkExpiry, createSigner, signingError } from './presign-signer.js'
import type { PresignOptions, PresignParams } from './presign-url.js'

/** Any text with this beginning, which the form says. */
export interface StartsWith {
  readonly startsWith: string
}

/** What {@link presignPost} signs. */
export interface PresignPostParams extends Omit<PresignParams, 'key'>, Omit<UploadAttributes, 'contentType'> {
  /** One key, or any key in a folder (`{ startsWith: 'uploads/7/' }`): then the name of the file unless the form says another. */
  readonly key: string | StartsWith
  /** With `startsWith`, the form needs a field `Content-Type` of its own: stores do not look at that of the file. */
  readonly contentType?: string | StartsWith | undefined
  /** In bytes, `max` at most 5 GiB; without it, the form takes a file of any size. @default min 0 */
  readonly contentLengthRange?: { readonly min?: number | undefined; readonly max: number } | undefined
  /** The status of success; only with 201 the answer has a body, which says where the object is. @default 204 */
  readonly successActionStatus?: 200 | 201 | 204 | undefined
  /** Where a browser goes after the upload; with https or http. */
  readonly successActionRedirect?: string | undefined
}

/** A signed form. */
export interface PresignedPost {
  readonly url: string
  /** In front of the field `file`, which is the last one: stores ignore what comes behind it. */
  readonly fields: Readonly<Record<string, string>>
}

/**
 * A form with which anybody can upload a file for a while, of a size and a type within limits; nothing is sent.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
 *
 * Throws `unsupported` where the store takes no forms (R2), `config` for what cannot be signed.
 *
 * @example
 * import { presignPost } from '@keelson/storage'
 * const { url, fields } = await presignPost(location, {
 *   key: 'avatars/7', contentType: { startsWith: 'image/' }, contentLengthRange: { max: 2 ** 20 },
 * })
 * const form = new FormData()
 * for (const [name, value] of Object.entries({ ...fields, 'Content-Type': file.type })) form.append(name, value)
 * form.append('file', file)
 * await fetch(url, { method: 'POST', body: form })
 */
export async function presignPost(
  location: StoreLocation,
  params: PresignPostParams,
  { clock = systemClock }: PresignOptions = {},
): Promise<PresignedPost> {
  checkForms(location)
  const key = checkFormKey(location, params.key)
  const limits = limitsOf(location, key, params)
  const fields = fieldsOf(location, key, params)
  const seconds = checkExpiry(location, key, params.expiresInSeconds)
  const date = clock.date()
  const url = bucketUrl(location)
  const signer = createSigner(location, { key, method: 'POST', url, date })
  const scope = {
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${signer.accessKeyId}/${signer.credentialString}`,
    'X-Amz-Date': signer.datetime,
    ...(signer.sessionToken && { 'X-Amz-Security-Token': signer.sessionToken }),
  }
  const equal = Object.entries({ ...fields, bucket: location.bucket, ...scope }).map(([name, value]) => ({
    [name]: value,
  }))
  const expiration = new Date(date + seconds * 1000).toISOString().replace(/\.\d+/, '')
  const keys = typeof params.key === 'string' ? { key } : ['starts-with', '$key', params.key.startsWith]
  const policy = encodeBase64(JSON.stringify({ expiration, conditions: [...limits, ...equal, keys] }))
  // Of a form, the policy is signed instead of a request.
  signer.stringToSign = async () => policy
  return { url, fields: { ...fields, ...scope, key, Policy: policy, 'X-Amz-Signature': await signer.signature() } }
}

function checkForms(location: StoreLocation): void {
  const { name, provider, capabilities } = signedStore(location)
  if (capabilities.postPolicy) return
  const hint = 'Use presignPut, with contentLength to limit the size'
  throw unsupported(name, 'uploads by forms (POST policies)', { provider, hint })
}

/** For which stores put the name of the file, in any key. */
const fileName = '${filename}'

function checkFormKey(location: StoreLocation, key: string | StartsWith): string {
  const start = typeof key === 'string' ? key : key.startsWith
  checkKey(start)
  if (start.includes(fileName)) {
    throw signingError(
      location,
      start,
      `stores put the name of the file for ${fileName}`,
      'Give { startsWith: folder }',
    )
  }
  if (typeof key === 'string') return key
  checkPrefix('key.startsWith', start)
  return `${start}${fileName}`
}

type Limit = readonly ['starts-with', string, string] | readonly ['content-length-range', number, number]

function limitsOf(
  location: StoreLocation,
  key: string,
  { contentType, contentLengthRange }: PresignPostParams,
): Limit[] {
  const limits: Limit[] = []
  if (contentLengthRange) {
    const { min = 0, max } = contentLengthRange
    const isRange = [min, max].every(Number.isInteger) && min >= 0 && min <= max && max <= largestPart
    if (!isRange) {
      const problem = `contentLengthRange must be within 0 to ${largestPart} bytes, not ${min} to ${max}`
      throw signingError(location, key, problem)
    }
    limits.push(['content-length-range', min, max])
  }
  if (typeof contentType === 'object') {
    // An empty one allows every type, which a form could not have otherwise.
    checkAttributes(key, { contentType: contentType.startsWith || undefined })
    limits.push(['starts-with', '$Content-Type', contentType.startsWith])
  }
  return limits
}

function fieldsOf(location: StoreLocation, key: string, params: PresignPostParams): Record<string, string> {
  const { acl, contentType, successActionStatus: status, successActionRedirect: redirect } = params
  if (status !== undefined && ![200, 201, 204].includes(status)) {
    throw signingError(location, key, `successActionStatus must be 200, 201 or 204, not ${status}`)
  }
  if (redirect !== undefined && !/^https?:$/.test(URL.canParse(redirect) ? new URL(redirect).protocol : '')) {
    throw signingError(location, key, 'successActionRedirect must be a URL with https or http')
  }
  const exactType = typeof contentType === 'string' ? contentType : undefined
  return {
    ...signedAttributes(location, key, { ...params, contentType: exactType }),
    ...(acl && { acl }),
    ...(status && { success_action_status: String(status) }),
    ...(redirect && { success_action_redirect: redirect }),
  }
}

function encodeBase64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)))
}
