/** What stands at a place of the file: a word for the plain ones, an object for those with rules. */
export type Shape = 'text' | 'boolean' | 'text or number' | Words | Whole | List | Fields | Choice

interface Words {
  readonly words: readonly string[]
}

/** A whole number. */
interface Whole {
  readonly min: number
  readonly max?: number
  /** 1, or a multiple of it. */
  readonly step?: number
}

interface List {
  readonly each: Shape
}

/** An object; a function, so that nothing is made before a file has it. */
export type Fields = () => FieldTable

export interface FieldTable {
  /** As messages say it: `a disk`. */
  readonly what: string
  readonly fields: Readonly<Record<string, Shape>>
  readonly required: readonly string[]
  /** Rules over several fields; what is wrong, of the whole object. */
  readonly rule?: (value: Readonly<Record<string, unknown>>) => readonly string[]
}

/** One of several objects, told apart by what they hold. */
export interface Choice {
  readonly choose: (value: Readonly<Record<string, unknown>>) => Fields | { readonly problem: string }
  readonly of: readonly Fields[]
}

type RequiredKeys<T> = { [K in keyof T]-?: undefined extends T[K] ? never : K }[keyof T]

/** The table of an interface: all of its fields, and which of them are required, or it does not compile. */
export interface TableOf<T> extends FieldTable {
  readonly fields: { readonly [K in keyof Required<T>]: Shape }
  readonly required: readonly (RequiredKeys<T> & string)[]
}
