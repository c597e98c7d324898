import { KeelsonError } from './errors.js'

/** A variable of the environment inside a text, which whoever reads the text fills in. */
export interface EnvReference {
  /** Its name: `PORT`. */
  readonly env: string
  /** What stands in for it when it is missing or empty. */
  readonly default?: string | undefined
}

/** A text with variables of the environment in it; {@link envText} makes it. */
export interface EnvText {
  readonly parts: readonly (string | EnvReference)[]
}

/** What a configuration may hold where its program takes a text. */
export type Text = string | EnvText

/**
 * A text with variables of the environment in it: every emitter writes them in its own language (`"$PORT"`,
 * `os.environ["PORT"]`) and quotes what stands around them. Without a variable the result is a plain string.
 *
 * Throws `config` for a name that a shell cannot set.
 *
 * @example
 * import { envText } from '@keelson/core'
 * const bind = envText('0.0.0.0:', { env: 'PORT', default: '8000' })
 */
export function envText(first: EnvReference, ...parts: (string | EnvReference | EnvText)[]): EnvText
export function envText(...parts: (string | EnvReference | EnvText)[]): Text
export function envText(...parts: (string | EnvReference | EnvText)[]): Text {
  return joinParts(parts.flatMap((one) => (isEnvText(one) ? one.parts : [one])))
}

/** A text of many parts, more than a function can be given one by one. */
export function joinParts(parts: readonly (string | EnvReference)[]): Text {
  const merged: (string | EnvReference)[] = []
  for (const part of parts) {
    const last = merged.at(-1)
    if (typeof part !== 'string') {
      checkReference(part)
      merged.push(part.default === undefined ? { env: part.env } : { env: part.env, default: part.default })
    } else if (typeof last === 'string') merged[merged.length - 1] = last + part
    else if (part !== '') merged.push(part)
  }
  return merged.every((part) => typeof part === 'string') ? merged.join('') : { parts: merged }
}

function checkReference({ env, default: fallback }: EnvReference): void {
  if (typeof env !== 'string' || !/^[A-Za-z_]\w*$/.test(env)) {
    throw new KeelsonError(`${JSON.stringify(env)} is not a name that an environment variable can have`, {
      code: 'config',
    })
  }
  if (fallback !== undefined && typeof fallback !== 'string') {
    throw new KeelsonError(`the default of ${env} is no string: a secret belongs into the environment`, {
      code: 'config',
    })
  }
}

/** Whether a value is an {@link EnvText}. */
export function isEnvText(value: unknown): value is EnvText {
  return typeof value === 'object' && value !== null && Array.isArray((value as Partial<EnvText>).parts)
}

/**
 * A text as messages show it, its variables as a shell would write them: `0.0.0.0:$PORT`.
 *
 * @example
 * import { envText, showText } from '@keelson/core'
 * showText(envText('0.0.0.0:', { env: 'PORT', default: '8000' })) // 0.0.0.0:${PORT:-8000}
 */
export function showText(text: Text): string {
  if (!isEnvText(text)) return text
  return text.parts
    .map((part, index) => {
      if (typeof part === 'string') return part
      if (part.default !== undefined) return `\${${part.env}:-${part.default}}`
      const next = text.parts[index + 1]
      return typeof next === 'string' && /^\w/.test(next) ? `\${${part.env}}` : `$${part.env}`
    })
    .join('')
}

/**
 * A text with the values of an environment in it. Throws `config` naming a variable that is missing or empty and has no
 * default.
 *
 * @example
 * import { envText, fillText } from '@keelson/core'
 * fillText(envText('0.0.0.0:', { env: 'PORT' }), { PORT: '10000' }) // 0.0.0.0:10000
 */
export function fillText(text: Text, env: object): string {
  if (!isEnvText(text)) return text
  return text.parts.map((part) => (typeof part === 'string' ? part : valueOf(part, text, env))).join('')
}

function valueOf(reference: EnvReference, text: EnvText, env: object): string {
  // A name like any other must not find what every object inherits.
  const value: unknown = Object.hasOwn(env, reference.env) ? env[reference.env as keyof object] : undefined
  if (typeof value === 'string' && value !== '') return value
  if (reference.default !== undefined) return reference.default
  throw new KeelsonError(`${reference.env} is missing, which ${showText(text)} needs`, { code: 'config' })
}
