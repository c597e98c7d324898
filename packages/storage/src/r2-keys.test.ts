import { inspect } from 'node:util'
import { Secret } from '@keelson/core'
import { expect, test } from 'vitest'
import { r2KeysFromToken } from './r2-keys.js'
import { r2 } from './stores/r2.js'

const tokenId = '0123456789abcdef0123456789abcdef'

test.each(['abc', new Secret('abc')])(
  'the secret is the SHA-256 of the value, as FIPS 180-2 has it for abc',
  async (token) => {
    const keys = await r2KeysFromToken({ tokenId, token })
    expect(keys.accessKeyId.reveal()).toBe(tokenId)
    expect(keys.secretAccessKey.reveal()).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
    expect(inspect(keys, { depth: Infinity })).not.toMatch(/abc|ba78/)
    expect(r2({ accountId: tokenId, bucket: 'media', ...keys }).credentials).toEqual(keys)
  },
)

test.each([
  [{ tokenId: 'my token' }, 'tokenId must be 32 hexadecimal digits'],
  [{ token: '' }, 'token is empty, or has white space'],
  [{ token: 'secret-token\n' }, 'token is empty, or has white space'],
  [{ token: undefined as unknown as string }, 'token is empty, or has white space'],
  [{ token: 'ab'.repeat(32) }, 'token looks like a hash'],
])('%o is refused, without showing the token', async (wrong, problem) => {
  const error: unknown = await r2KeysFromToken({ tokenId, token: 'secret-token', ...wrong }).catch(
    (thrown: unknown) => thrown,
  )
  expect(error).toMatchObject({ code: 'config', provider: 'r2', message: expect.stringContaining(problem) })
  expect(inspect(error, { depth: Infinity })).not.toMatch(/secret-token|abab/)
})
