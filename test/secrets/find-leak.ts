import { inspect } from 'node:util'
import { formatError } from '@keelson/core'
import { spellAsHtml } from './secret-texts.ts'

/** Everything that a program may do with a value to look into it, a text a way. */
export function showAll(...values: readonly unknown[]): string {
  return values.flatMap((value) => [...chainOf(value).flatMap(showOne), tryTo(() => formatError(value))]).join('\n')
}

const deep = { depth: Infinity, showHidden: true, maxStringLength: null, maxArrayLength: null, breakLength: Infinity }

function showOne(value: unknown): string[] {
  const texts = [inspect(value, deep), tryTo(() => String(value)), tryTo(() => JSON.stringify(value) ?? '')]
  texts.push(tryTo(() => inspect(structuredClone(value), deep)))
  if (value instanceof Error)
    texts.push(
      value.message,
      value.stack ?? '',
      tryTo(() => String(Reflect.get(value, 'hint'))),
    )
  return [...texts, ...textsIn(value)]
}

function chainOf(value: unknown): unknown[] {
  const chain = [value]
  for (let link = value; link instanceof Error && link.cause !== undefined && chain.length < 9; link = link.cause)
    chain.push(link.cause)
  return chain
}

/** Each text as it is, since whatever prints an object escapes them in its own way. */
function textsIn(value: unknown): string[] {
  const texts: string[] = []
  tryTo(() => JSON.stringify(value, (_, each: unknown) => (typeof each === 'string' && texts.push(each), each)))
  return texts
}

function tryTo(work: () => string): string {
  try {
    return work()
  } catch {
    // Functions cannot be cloned, circles not be written as JSON.
    return ''
  }
}

/** A piece of this length says something about a long secret. */
const pieceLength = 14

/** The forms in which a secret, or a piece of it, could be read back. */
function formsOf(secret: string): string[] {
  const value = secret.trim()
  const pieces = value.length < pieceLength * 2 ? [value] : [value.slice(0, pieceLength), value.slice(-pieceLength)]
  const spelled = [value, ...pieces].flatMap((text) => {
    const well = text.toWellFormed()
    const encoded = encodeURIComponent(well)
    const lower = encoded.replace(/%../g, (escape) => escape.toLowerCase())
    const query = new URLSearchParams({ '': text }).toString().slice(1)
    const page = spellAsHtml(text)
    return [text, encoded, lower, encodeURIComponent(encoded), query, page, JSON.stringify(text).slice(1, -1)]
  })
  const bytes = Buffer.from(value)
  const coded = [0, 1, 2].flatMap((offset) => {
    const groups = Buffer.concat([Buffer.alloc(offset), bytes])
    const from = Math.ceil((offset * 8) / 6)
    const to = Math.floor((groups.length * 8) / 6)
    return [groups.toString('base64').slice(from, to), groups.toString('base64url').slice(from, to)]
  })
  const forms = [...spelled, ...coded, bytes.toString('hex')].filter((form) => form.length >= 6)
  // As objects are printed.
  return [...new Set(forms.flatMap((form) => [form, JSON.stringify(form).slice(1, -1), inspect(form).slice(1, -1)]))]
}

/** The form in which a secret stands in a text; undefined when none does. */
export function findLeak(shown: string, secrets: readonly string[]): string | undefined {
  return secrets.flatMap(formsOf).find((form) => shown.includes(form))
}

/** Throws with the form and its surroundings. */
export function refuseLeak(where: string, shown: string, secrets: readonly string[]): void {
  const form = findLeak(shown, secrets)
  if (form === undefined) return
  const at = shown.indexOf(form)
  throw new Error(`${where}: ${JSON.stringify(form)} leaks in … ${shown.slice(Math.max(0, at - 300), at + 300)} …`)
}
