/**
 * The message of an error body of Upstash: `error`, else `message`, else the text itself, which comes as JSON or plain
 * (plain text is the client's business).
 */
export function errorMessage(body: unknown): string | undefined {
  const { error, message } = Object(body) as Record<string, unknown>
  return [error, message, body].find((text): text is string => typeof text === 'string' && text !== '')
}
