import type { Draw } from './secret-texts.ts'

type Fetch = typeof globalThis.fetch

/** What a vendor, or the way to it, may make of a text that it quotes. */
export const echoes: readonly ((text: string) => Response)[] = [
  (text) =>
    Response.json(
      { code: 'X', message: `invalid ${text}`, error: `invalid ${text}`, request_id: text },
      { status: 400 },
    ),
  (text) => Response.json({ message: `already there: ${text}`, error: text }, { status: 409 }),
  (text) => Response.json({ detail: { deep: [text] } }, { status: 403 }),
  (text) => Response.json(text, { status: 422 }),
  (text) => new Response(`{"message":"cut off ${text}`, { status: 500 }),
  (text) => new Response(`<html>you sent <pre>${text}</pre>`, { status: 502 }),
  (text) => new Response(`{"cut":"${text}`),
  (text) => new Response(text, { status: 404, headers: { 'x-request-id': text.replace(/[^\x20-\x7e]/g, '') } }),
  (text) =>
    Response.json({ error: text }, { status: 429, headers: { 'retry-after': text.replace(/[^\x20-\x7e]/g, '') } }),
  (text) => {
    throw new TypeError('fetch failed', { cause: Object.assign(new Error(`to ${text}`), { code: `E_${text}` }) })
  },
]

/** Puts the text in place of some texts of an answer; not of ids, which are asked for and handed on as they are. */
export function smuggle(value: unknown, text: string, draw: Draw): unknown {
  if (Array.isArray(value)) return value.map((each) => smuggle(each, text, draw))
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value)
    return Object.fromEntries(
      fields.map(([name, each]) => [name, name.endsWith('id') ? each : smuggle(each, text, draw)]),
    )
  }
  return typeof value === 'string' && draw.below(6) === 0 ? text : value
}

/** The answers of a fake vendor, some of which quote a text: in place of an answer, or in the middle of it. */
export function echoing(fetch: Fetch, draw: Draw, text: () => string): Fetch {
  return async (input, init) => {
    const chance = draw.below(10)
    if (chance < 3) return draw.pick(echoes)(text())
    const response = await fetch(input, init)
    if (chance < 6 || response.status === 204) return response
    const { status, headers } = response
    const body: unknown = await response.json()
    return Response.json(smuggle(body, text(), draw), {
      status,
      headers: { 'x-request-id': headers.get('x-request-id') ?? '' },
    })
  }
}
