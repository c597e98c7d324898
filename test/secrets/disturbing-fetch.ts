import { echoes, smuggle } from './echoing-fetch.ts'
import { secretsIn } from './secrets-in.ts'
import { spellings, type Draw } from './secret-texts.ts'

type Fetch = typeof globalThis.fetch

/**
 * The answers of a fake vendor, most of which go wrong: they quote what the client knows by then, are cut off, or do not
 * come. What was sent and answered is added to `secrets`.
 */
export function disturbing(
  fetch: Fetch,
  draw: Draw,
  {
    headers,
    apiKey,
    secrets,
    isKnownFromAnswers,
  }: {
    /** With the key that the fake accepts. */
    readonly headers: Readonly<Record<string, string>>
    readonly apiKey: string
    readonly secrets: Set<string>
    /** Whether the client is told which parts of an answer are secret. */
    readonly isKnownFromAnswers: boolean
  },
): Fetch {
  const known = [apiKey]
  const quote = () => draw.pick(spellings)(draw.pick(known))
  const learn = (text: string) => {
    known.push(...secretsIn(text))
    for (const secret of known) secrets.add(secret)
  }
  return async (input, init) => {
    const request = new Request(input, init)
    learn(await request.clone().text())
    for (const [name, value] of Object.entries(headers)) request.headers.set(name, value)
    const chance = draw.below(12)
    if (chance < 5) return draw.pick(echoes)(quote())
    if (chance < 6) return untilAborted(request.signal)
    const response = await fetch(request)
    const { status } = response
    const text = await response.text()
    if (chance < 7)
      throw new TypeError('fetch failed', { cause: Object.assign(new Error(quote()), { code: 'ECONNRESET' }) })
    if (text === '') return response
    const more = { status, headers: { 'x-request-id': response.headers.get('x-request-id') ?? '' } }
    if (chance < 9) {
      // It holds secrets that the client cannot know: nothing of it may be shown.
      for (const secret of secretsIn(text)) secrets.add(secret)
      return new Response(text.slice(0, draw.below(text.length)), more)
    }
    const whole = chance < 10 ? text : JSON.stringify(smuggle(JSON.parse(text), quote(), draw))
    if (isKnownFromAnswers) learn(whole)
    return new Response(whole, more)
  }
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')), { once: true })
  })
}
