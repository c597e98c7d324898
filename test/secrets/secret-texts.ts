import { Secret } from '@keelson/core'

/** What encodings change, beside plain letters. */
const awkward = [...Array.from(`@:/?#%+ "'$\`\\&<>=;,|(){}[]!*~^`), '%20', '\\n', '$&', 'é', '漢', '🔑']
const plain = Array.from('abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789')
/** What a key in an HTTP header may have. */
const visible = Array.from({ length: 0x7f - 0x21 }, (_, index) => String.fromCharCode(0x21 + index))

/** Draws from one seeded source of chance. */
export function drawFrom(random: () => number) {
  const below = (limit: number) => Math.floor(random() * limit)
  const pick = <T>(list: readonly T[]): T => list[below(list.length)]!
  const text = (length: number, alphabets: readonly (readonly string[])[]) =>
    Array.from({ length }, () => pick(pick(alphabets))).join('')
  // Most are as long as passwords are, some as long as tokens.
  const length = () => pick([6, 7, 8, 12, 16, 20, 24, 32, 32, 40, 64, 100, 200])
  return {
    pick,
    below,
    /** 6 characters at least, ends included, for white space at an end may be lost on the way. */
    password: () => `p${text(length() - 2, pick([[plain], [plain, plain, awkward], [awkward]]))}w`,
    key: () => `k${text(length() - 2, pick([[plain], [visible]]))}y`,
    word: (size: number) => text(size, [plain]),
    wrap: (value: string) => pick([value, new Secret(value)]),
  }
}

/** One seeded source of chance, and what can be drawn from it. */
export type Draw = ReturnType<typeof drawFrom>

/** What a server may make of a value that it quotes. */
export const spellings: readonly ((value: string) => string)[] = [
  (value) => value,
  (value) => encodeURIComponent(value),
  (value) => encodeURIComponent(value).replace(/%../g, (escape) => escape.toLowerCase()),
  (value) => new URLSearchParams({ value }).toString(),
  (value) => JSON.stringify({ value }),
  (value) => Buffer.from(value).toString('base64'),
  (value) => Buffer.from(`user:${value}`).toString('base64'),
  (value) => Buffer.from(`{"v":"${value}"}`).toString('base64url'),
  spellAsHtml,
]

export function spellAsHtml(value: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  }
  return value.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}
