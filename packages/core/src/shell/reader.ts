import { KeelsonError } from '../errors.js'
import { redactShapes } from '../redact.js'
import { joinParts, type EnvReference, type Text } from '../text.js'

/** One word of a script. */
export interface ShellWord {
  readonly text: Text
  /** As it is written. */
  readonly raw: string
  /** Whether any of it is quoted. */
  readonly quoted: boolean
  /** Variables outside of quotes. */
  readonly unquoted: readonly string[]
}

type Part = string | EnvReference

/** Reads a script from left to right; everything that is not plain is refused with its line. */
export class ShellReader {
  readonly #text: string
  #at = 0
  /** The line of a place, which is counted on from when a later one is asked for. */
  readonly #counted: { at: number; line: number }

  /** Lines are counted from `firstLine`: a here-document is read on its own, in the middle of the script. */
  constructor(text: string, firstLine = 1) {
    this.#text = text
    this.#counted = { at: 0, line: firstLine }
    const nul = text.indexOf('\0')
    if (nul >= 0) {
      this.#at = nul
      this.refuse('a NUL cannot stand in a script')
    }
    if (text.startsWith('\uFEFF'))
      this.refuse('a byte order mark stands in front, which a shell takes for a part of the word')
  }

  get end(): boolean {
    return this.#at >= this.#text.length
  }

  get line(): number {
    const counted = this.#counted
    counted.line += this.#text.slice(counted.at, this.#at).split('\n').length - 1
    counted.at = this.#at
    return counted.line
  }

  refuse(what: string): never {
    // What is quoted of the script may be a URL with its password.
    const message = redactShapes(`the shell command cannot be read: line ${this.line}: ${what}`)
    throw new KeelsonError(message, { code: 'config' })
  }

  /** What stands here, for a message. */
  describe(): string {
    return JSON.stringify(/^(?:[;&|()<>]+|\S+|)/.exec(this.#rest)?.[0].slice(0, 40) ?? '')
  }

  peek(text: string): boolean {
    return this.#text.startsWith(text, this.#at)
  }

  take(text: string): boolean {
    if (!this.peek(text)) return false
    this.#at += text.length
    return true
  }

  /** Blanks, continued lines and comments; not the line break. */
  skipBlanks(): void {
    this.#match(/(?:[ \t]|\\\n)+/y)
    this.#match(/#[^\n]*/y)
  }

  /** The rest of the line, without its break. */
  readLine(): string {
    const line = this.#match(/[^\n]*/y) ?? ''
    this.take('\n')
    return line
  }

  /** An operator that redirects, with the number in front of it. */
  readRedirect(): string | undefined {
    const operator = this.#match(/\d*(?:<<-|<<|>>|>&|<&|<|>)|&>>|&>/y)
    if (operator === undefined) return undefined
    if (operator.endsWith('<<') && this.peek('<')) this.refuse('<<< is understood by bash alone')
    if (this.peek('(')) this.refuse(`${operator}(…) runs a command whose result is not known here`)
    if (this.peek('|') || (operator.endsWith('<') && this.peek('>'))) {
      this.refuse(`"${operator}${this.#text[this.#at]}" is not read`)
    }
    return operator
  }

  /** A word, or nothing when something else stands here. */
  readWord(): ShellWord | undefined {
    const start = this.#at
    const parts: Part[] = []
    const unquoted: string[] = []
    let quoted = false
    while (!this.end) {
      const piece = this.#readPiece(this.#at === start)
      if (piece === undefined) break
      for (const part of piece.parts) parts.push(part)
      if (piece.quoted) quoted = true
      else for (const part of piece.parts) if (typeof part !== 'string') unquoted.push(part.env)
    }
    if (this.#at === start) return undefined
    return { text: joinParts(parts), raw: this.#text.slice(start, this.#at), quoted, unquoted }
  }

  /** The text of a here-document whose variables are filled in. */
  readInDocument(text: string, firstLine: number): Text {
    const reader = new ShellReader(text, firstLine)
    const parts: Part[] = []
    while (!reader.end) {
      const plain = reader.#match(/(?:[^\\$`]|\\(?![\\$`\n]))+/y)
      const escaped = plain === undefined ? reader.#match(/\\[\\$`\n]/y) : undefined
      parts.push(plain ?? (escaped === undefined ? reader.#readExpansion(true) : escaped.slice(1).replace('\n', '')))
    }
    return joinParts(parts)
  }

  get #rest(): string {
    return this.#text.slice(this.#at)
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0]
    if (!found) return undefined
    this.#at += found.length
    return found
  }

  /** A quoted or unquoted piece of a word. */
  #readPiece(first: boolean): { readonly parts: readonly Part[]; readonly quoted: boolean } | undefined {
    if (this.#match(/\\\n/y)) return { parts: [], quoted: false }
    const escaped = this.#match(/\\[^\r]/y)
    if (escaped) return { parts: [escaped.slice(1)], quoted: true }
    if (this.peek("'")) return { parts: [this.#readSingle()], quoted: true }
    if (this.take('"')) return { parts: this.#readDouble(), quoted: true }
    if (this.peek('$') || this.peek('`')) return { parts: [this.#readExpansion(false)], quoted: false }
    // Editors of Windows end lines so.
    if (/^\\?\r/.test(this.#rest))
      this.refuse('a carriage return stands here, which a shell takes for a part of the word')
    if (first && this.peek('~')) this.refuse('~ stands for a folder that is not known here')
    const plain = this.#match(/[^\s\\'"$`;&|()<>]+/y)
    if (plain === undefined) {
      if (this.peek('\\')) this.refuse('the last character is a backslash')
      return undefined
    }
    if (/[*?]/.test(plain) || plain.lastIndexOf(']') > plain.search(/\[|$/))
      this.refuse(`${JSON.stringify(plain)} is a pattern of file names: quote it`)
    if (plain.match(/\{[^{}]*\}/g)?.some((list) => /,|\.\./.test(list)))
      this.refuse(`${JSON.stringify(plain)} becomes several words in bash`)
    if (/[=:]~/.test(plain)) this.refuse('~ stands for a folder that is not known here')
    return { parts: [plain], quoted: false }
  }

  #readSingle(): string {
    const text = this.#match(/'[^']*'/y)
    return text === undefined ? this.refuse("a ' is never closed") : text.slice(1, -1)
  }

  #readDouble(): Part[] {
    const parts: Part[] = []
    for (;;) {
      if (this.end) this.refuse('a " is never closed')
      if (this.take('"')) return parts
      // Between double quotes a backslash escapes these alone; before anything else it stands for itself.
      const plain = this.#match(/(?:[^"\\$`]|\\(?!["\\$`\n]))+/y)
      if (plain !== undefined) parts.push(plain)
      else {
        const escaped = this.#match(/\\["\\$`\n]/y)
        parts.push(escaped === undefined ? this.#readExpansion(true) : escaped.slice(1).replace('\n', ''))
      }
    }
  }

  /** What begins with `$` or is a backtick. */
  #readExpansion(quoted: boolean): Part {
    if (this.peek('`') || this.peek('$(')) this.refuse('the output of a command is not known here')
    if (!quoted && (this.peek("$'") || this.peek('$"')))
      this.refuse(`${this.#rest.slice(0, 2)} is understood by bash alone`)
    const name = this.#match(/\$[A-Za-z_]\w*/y)
    if (name) return { env: name.slice(1) }
    const special = /^\$(?:[\d@*#?$!-]|\{[\d@*#?$!-]+\})/.exec(this.#rest)
    if (special) this.refuse(`the value of ${special[0]} is not known here`)
    if (!this.peek('${')) {
      this.#at += 1
      return '$'
    }
    const [whole, env, fallback] = /^\$\{([A-Za-z_]\w*)(?::-([^'"`$\\{}\n]*))?\}/.exec(this.#rest) ?? []
    if (whole === undefined || env === undefined) {
      return this.refuse(`${/^\$\{[^}\n]{0,40}\}?/.exec(this.#rest)?.[0]} is more than a variable with a default`)
    }
    this.#at += whole.length
    if (!quoted && /[\s*?[~]/.test(fallback ?? '')) this.refuse(`${whole} becomes several words: quote it`)
    return fallback === undefined ? { env } : { env, default: fallback }
  }
}
