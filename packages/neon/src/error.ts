/** The message of Neon's error body, `{ code, message, request_id? }`; the code is a word, and often empty. */
export function errorMessage(body: unknown): string | undefined {
  const { code, message } = Object(body) as { code?: unknown; message?: unknown }
  if (typeof message !== 'string' || message === '') return undefined
  return typeof code === 'string' && code !== '' ? `${message} (${code})` : message
}
