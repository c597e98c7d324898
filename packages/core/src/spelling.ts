/** A text in which every character is spelt one way, and where in the original each of its bytes came from. */
export interface Spelling {
  /** UTF-8, a character a byte. */
  readonly bytes: string
  /** Offsets into the original, of the first and behind the last character of what a byte was made from. */
  readonly starts: readonly number[]
  readonly ends: readonly number[]
}

/** Escapes are undone until none is left: a JSON text in a URL in a page is three deep. */
const mostRounds = 4

/**
 * Brings a text into one spelling, whatever encoders it went through: no two of them escape the same characters, so two
 * texts are compared in this form. Control characters count as a space, and the alphabets of base64 as one.
 */
export function normaliseSpelling(text: string): Spelling {
  let spelling = toBytes(text)
  for (let round = 0; round < mostRounds && /[%&\\]/.test(spelling.bytes); round++) {
    const { length } = spelling.bytes
    spelling = rewrite(
      spelling,
      /%([0-9a-f]{2})|&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));/gi,
      fromUrlOrPage,
    )
    // A backslash that stands for nothing else quotes what follows.
    spelling = rewrite(
      spelling,
      /\\+(?:u([0-9a-f]{4})(?:\\+u(d[c-f][0-9a-f]{2}))?|x([0-9a-f]{2})|([nrtbf]))?/gi,
      fromLiteral,
    )
    if (spelling.bytes.length === length) break
  }
  return { ...spelling, bytes: spelling.bytes.replace(/[^!-\xff]|[+-]/g, ' ').replaceAll('_', '/') }
}

type Decode = (...groups: (string | undefined)[]) => string

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const fromUrlOrPage: Decode = (percent, hex, decimal, name) => {
  if (percent) return fromHex(percent)
  if (name) return named[name.toLowerCase()] ?? ''
  const point = hex ? parseInt(hex, 16) : Number(decimal)
  return point > 0x10ffff ? '' : encode(String.fromCodePoint(point))
}

const fromLiteral: Decode = (unit, second, byte, letter) => {
  if (unit) return encode(fromHex(unit) + (second ? fromHex(second) : ''))
  if (byte) return fromHex(byte)
  return letter ? ' ' : ''
}

function fromHex(hex: string): string {
  return String.fromCharCode(parseInt(hex, 16))
}

function rewrite({ bytes, starts, ends }: Spelling, escape: RegExp, decode: Decode): Spelling {
  let result = ''
  const resultStarts: number[] = []
  const resultEnds: number[] = []
  let done = 0
  const copy = (to: number) => {
    result += bytes.slice(done, to)
    for (let index = done; index < to; index++) {
      resultStarts.push(starts[index] ?? 0)
      resultEnds.push(ends[index] ?? 0)
    }
  }
  for (const { index, 0: whole, ...groups } of bytes.matchAll(escape)) {
    copy(index)
    done = index + whole.length
    const decoded = decode(groups[1], groups[2], groups[3], groups[4])
    result += decoded
    for (let count = decoded.length; count > 0; count--) {
      resultStarts.push(starts[index] ?? 0)
      resultEnds.push(ends[done - 1] ?? 0)
    }
  }
  copy(bytes.length)
  return { bytes: result, starts: resultStarts, ends: resultEnds }
}

function toBytes(text: string): Spelling {
  const starts: number[] = []
  const ends: number[] = []
  for (let index = 0; index < text.length;) {
    const point = text.codePointAt(index) ?? 0
    const end = index + (point > 0xffff ? 2 : 1)
    for (let count = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4; count > 0; count--) {
      starts.push(index)
      ends.push(end)
    }
    index = end
  }
  return { bytes: encode(text), starts, ends }
}

/** As UTF-8, a character a byte; half a surrogate pair becomes what every encoder makes of it. */
export function encode(text: string): string {
  // Almost every text encodes to itself.
  if (!/[\x80-\uffff]/.test(text)) return text
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('')
}
