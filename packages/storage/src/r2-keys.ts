import { KeelsonError, reveal, Secret } from '@keelson/core'
import type { StoreCredentials } from './location.js'

/** A token of Cloudflare's API with permissions of R2, as its creation answers. */
export interface R2Token {
  /** `id`: 32 hexadecimal digits. */
  readonly tokenId: string
  /** `value`, which is shown once. */
  readonly token: string | Secret
}

/**
 * The S3 keys that belong to a token of Cloudflare's API: its id, and the SHA-256 of its value. Nothing is sent.
 *
 * Throws `config` for what is no token; whether it has permissions of R2 is not known here.
 * https://developers.cloudflare.com/r2/api/tokens/#get-s3-api-credentials-from-an-api-token
 *
 * @example
 * import { r2KeysFromToken } from '@keelson/storage'
 * import { r2 } from '@keelson/storage/stores/r2'
 * const keys = await r2KeysFromToken({ tokenId, token })
 * const location = r2({ accountId, bucket: 'media', ...keys })
 */
export async function r2KeysFromToken({
  tokenId,
  token,
}: R2Token): Promise<Pick<StoreCredentials, 'accessKeyId' | 'secretAccessKey'>> {
  if (!/^[0-9a-f]{32}$/.test(tokenId)) throw refusal('tokenId must be 32 hexadecimal digits')
  const value = reveal(token)
  // A hash would hide what came along with pasting.
  if (typeof value !== 'string' || !/^[!-~]+$/.test(value)) {
    throw refusal('token is empty, or has white space or other characters that no token has')
  }
  if (/^[0-9a-f]{64}$/.test(value)) {
    throw refusal('token looks like a hash', 'It may be the secret access key already: pass it to r2() as it is')
  }
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(value))
  const digits = Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0'))
  return { accessKeyId: new Secret(tokenId), secretAccessKey: new Secret(digits.join('')) }
}

function refusal(problem: string, hint?: string): KeelsonError {
  return new KeelsonError(`no keys of R2 can be made: ${problem}`, { code: 'config', provider: 'r2', hint })
}
