import { checkAttributes } from '../attributes.js'
import type { StoreLocation } from '../location.js'
import type { ObjectAttributes, PutOptions } from '../object.js'
import { signingError } from './presign-signer.js'
import { requireCapability } from '../unsupported.js'

/** What is signed of an object that somebody else will upload. */
export type UploadAttributes = ObjectAttributes & Pick<PutOptions, 'acl'>

const names = {
  contentType: 'Content-Type',
  cacheControl: 'Cache-Control',
  contentEncoding: 'Content-Encoding',
  contentDisposition: 'Content-Disposition',
} as const

/** Attributes by their names in HTTP, which are those of fields in a form, too; throws `config` for what no header carries. */
export function signedAttributes(
  location: StoreLocation,
  key: string,
  params: UploadAttributes,
): Record<string, string> {
  checkAcl(location, key, params.acl)
  const { metadata = {}, ...attributes } = checkAttributes(key, params)
  const signed: Record<string, string> = {}
  for (const [field, name] of Object.entries(names)) {
    const value = attributes[field as keyof typeof names]
    if (value !== undefined) signed[name] = value
  }
  for (const [name, value] of Object.entries(metadata)) signed[`x-amz-meta-${name}`] = value
  return signed
}

function checkAcl(location: StoreLocation, key: string, acl: unknown): void {
  if (acl === undefined) return
  requireCapability(signedStore(location), 'acl')
  if (acl === 'private' || acl === 'public-read') return
  throw signingError(location, key, `acl must be 'private' or 'public-read', not ${JSON.stringify(acl)}`)
}

/** What messages call the bucket of a location, and what it can. */
export function signedStore({ name, endpoint, bucket, capabilities }: StoreLocation) {
  return { name: `bucket ${bucket} at ${new URL(endpoint).host}`, provider: name, capabilities }
}
