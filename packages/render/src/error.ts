/** The message of Render's error body, `{ id, message }`, of which both are optional. */
export function errorMessage(body: unknown): string | undefined {
  const { message } = Object(body) as { message?: unknown }
  return typeof message === 'string' && message !== '' ? message : undefined
}
