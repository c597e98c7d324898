import { hasCode } from '../has-code.js'

/**
 * Suspends or resumes. Sent twice, the second one may be refused because the first was carried out: a refusal counts as
 * done where a look says that it is so.
 */
export async function suspendOrResume(send: () => Promise<void>, isSo: () => Promise<boolean>): Promise<void> {
  try {
    await send()
  } catch (error) {
    if (!hasCode(error, 'invalid_request', 'conflict') || !(await isSo())) throw error
  }
}
