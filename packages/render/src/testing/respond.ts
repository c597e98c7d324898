import { Refusal, type Answer } from './answer.js'

/** An answer as a response. */
export function respond({ status, body }: Answer, headers: Record<string, string>): Response {
  if (body === undefined) return new Response(null, { status, headers })
  return new Response(JSON.stringify(body), { status, headers: { ...headers, 'content-type': 'application/json' } })
}

/** A refusal as the vendor's `{ id, message }`; anything else is a fault of the fake and goes on. */
export function refusal(thrown: unknown, requestId: string): Answer {
  if (!(thrown instanceof Refusal)) throw thrown
  return { status: thrown.status, body: { id: requestId, message: thrown.message } }
}
