import { shown } from './shown.js'

const brand = Symbol.for('keelson.secret')

/**
 * A value that shows itself as `[secret]` wherever it is printed, serialised or inspected.
 *
 * Recognised by a registered symbol, so two copies of this package in one program understand each other.
 *
 * @example
 * import { Secret } from '@keelson/core'
 * const key = new Secret('rnd_…')
 * console.log(`${key}`, JSON.stringify({ key })) // [secret] {"key":"[secret]"}
 * key.reveal() // 'rnd_…'
 */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  /** On the prototype: two secrets must not look different from each other in a diff or a log. */
  get [brand](): true {
    return true
  }

  /** The value itself. Search a code base for `reveal(` to find every place where a secret leaves its wrapper. */
  reveal(): string {
    return this.#value
  }

  toString(): string {
    return shown
  }

  toJSON(): string {
    return shown
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return shown
  }
}

/** Whether a value is a {@link Secret}, also one made by another copy of this package. */
export function isSecret(value: unknown): value is Secret {
  return typeof value === 'object' && value !== null && brand in value
}

/** The text of a value that may or may not be wrapped. */
export function reveal(value: string | Secret): string {
  return isSecret(value) ? value.reveal() : value
}
