import { KeelsonError } from '@keelson/core'
import type { ObjectAttributes } from './object.js'
import { mostHeld } from './parts.js'

const headers = ['contentType', 'cacheControl', 'contentEncoding', 'contentDisposition'] as const
/** What headers carry unchanged everywhere. */
export const printable = /^[!-~](?:[ -~]*[!-~])?$/
/** S3 counts the bytes of names and values. */
export const mostMetadata = 2048

/** The attributes that are set; throws `config` for what no header of HTTP can carry unchanged. */
export function checkAttributes(key: string, options: ObjectAttributes): ObjectAttributes {
  const attributes: { -readonly [Name in keyof ObjectAttributes]: ObjectAttributes[Name] } = {}
  for (const name of headers) {
    const value = options[name]
    if (value === undefined) continue
    if (!printable.test(value)) refuse(key, `${name} must be printable ASCII without white space around it`)
    attributes[name] = value
  }
  const metadata = Object.entries(options.metadata ?? {})
  for (const [name, value] of metadata) {
    if (!/^[a-z0-9][a-z0-9_-]*$/.test(name)) {
      refuse(key, `the metadata name ${JSON.stringify(name)} must be small letters, digits, "-" and "_"`)
    }
    if (!printable.test(value)) {
      refuse(key, `the metadata "${name}" must be printable ASCII without white space around it; encode other texts`)
    }
  }
  if (metadata.flat().join('').length > mostMetadata) refuse(key, `metadata must be at most ${mostMetadata} bytes`)
  if (metadata.length > 0) attributes.metadata = Object.fromEntries(metadata)
  return attributes
}

/** The bytes to store: texts as UTF-8; a copy, since the caller may go on writing into its own. */
export function toBytes(key: string, body: Uint8Array | string): Uint8Array {
  if (typeof body === 'string') return new TextEncoder().encode(body)
  if (!(body instanceof Uint8Array)) return refuse(key, 'the body must be a text or a Uint8Array')
  if (body.byteLength <= mostHeld) return Uint8Array.from(body)
  const problem = `${body.byteLength} bytes are more than ${mostHeld}`
  return refuse(key, problem, 'putStream and uploadFile store it in parts')
}

function refuse(key: string, problem: string, hint?: string): never {
  throw new KeelsonError(`${JSON.stringify(key)} cannot be stored: ${problem}`, { code: 'config', hint })
}
