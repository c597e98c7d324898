import { KeelsonError, reveal, type Secret } from '@keelson/core'

/**
 * Lets those see details who send `Authorization: Bearer <token>`, compared in a time that does not depend on where a guess
 * differs. Throws `config` for a token that no such header can carry, as the empty one of a variable that is not set.
 *
 * https://www.rfc-editor.org/rfc/rfc6750#section-2.1
 *
 * @example
 * import { authorizeToken, createHealth } from '@keelson/health'
 * const health = createHealth({ checks, authorize: authorizeToken(process.env.HEALTH_TOKEN ?? '') })
 */
export function authorizeToken(token: string | Secret): (request: Pick<Request, 'headers'>) => boolean {
  const expected = reveal(token)
  // Without types, a variable that is not set would be the word `undefined`.
  if (!/^[\x21-\x7e]+$/.test(expected ?? '')) {
    throw new KeelsonError('the token for health details is not one that a header can carry', {
      code: 'config',
      hint: 'Give one or more visible ASCII characters without spaces, as `openssl rand -hex 32` prints them',
    })
  }
  return ({ headers }) => {
    const [, given = ''] = /^Bearer +(\S+)$/i.exec(headers.get('authorization') ?? '') ?? []
    let difference = given.length ^ expected.length
    for (let index = 0; index < given.length; index++) {
      difference |= given.charCodeAt(index) ^ expected.charCodeAt(index % expected.length)
    }
    return difference === 0
  }
}
