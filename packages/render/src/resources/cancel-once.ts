import { hasCode } from '../has-code.js'

/**
 * Cancels. Refused at a repetition, the send before it, whose answer was lost, has done it already: that counts as done
 * where a look says that it is so.
 */
export async function cancelOnce<T extends { readonly status?: string | undefined }>(
  send: () => Promise<T>,
  look: () => Promise<T>,
): Promise<T> {
  try {
    return await send()
  } catch (error) {
    if (!hasCode(error, 'invalid_request') || error.attempts === 1) throw error
    const found = await look()
    if (found.status === 'canceled') return found
    throw error
  }
}
