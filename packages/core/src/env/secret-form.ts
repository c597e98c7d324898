/**
 * How a secret is made: 48 random bytes as text (96 characters of `hex`, 64 of the others, `base64url` without padding), or
 * a function that is given a source of random bytes, for keys of a form of their own.
 */
export type SecretForm = 'base64url' | 'base64' | 'hex' | ((randomBytes: RandomBytes) => string)

/** So many unpredictable bytes. */
export type RandomBytes = (count: number) => Uint8Array<ArrayBuffer>
