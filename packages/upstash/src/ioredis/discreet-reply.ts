import { createRedactor, type Redactor } from '@keelson/core'

/** What ioredis adds to the error that a server answers with. */
export interface RepliedError extends Error {
  readonly command?: { readonly name: string; readonly args: readonly unknown[] }
}

/** Takes passwords out of the server's reply to a command: out of its words, and out of what ioredis keeps of the command. */
export function hidePasswords(error: RepliedError, redact: Redactor): RepliedError {
  const { name = '', args = [] } = error.command ?? {}
  const passwords = args.map((arg, index) => (isPassword(name, args, index) ? asText(arg) : undefined))
  // ACL SETUSER has a sign in front of a password.
  const known = passwords.filter((text) => text !== undefined).flatMap((text) => [text, text.slice(1)])
  const redactOwn = createRedactor(known)
  for (const field of ['message', 'stack'] as const) {
    const shown = redact(redactOwn(error[field] ?? ''))
    if (shown !== error[field]) error[field] = shown
  }
  if (known.length === 0) return error
  const shownArgs = args.map((arg, index) => (passwords[index] === undefined ? arg : '[secret]'))
  return Object.assign(error, { command: { name, args: shownArgs } })
}

/** Whether an argument is a password: the client's own (AUTH, HELLO), or that of a user or another server. */
function isPassword(name: string, args: readonly unknown[], index: number): boolean {
  const text = (at: number) => asText(args[at])
  switch (name.toLowerCase()) {
    case 'auth':
      return index === args.length - 1
    case 'config':
      return /pass|auth/i.test(text(index - 1))
    case 'acl':
      return /^[<>#!]/.test(text(index))
    case 'hello':
    case 'migrate':
      // AUTH has a password or, as AUTH2 has, a user and a password behind it.
      return /^auth/i.test(text(index - 1)) || /^auth/i.test(text(index - 2))
    default:
      return false
  }
}

/** ioredis has turned everything else into texts before a command is sent. */
function asText(arg: unknown): string {
  return typeof arg === 'string' || Buffer.isBuffer(arg) ? arg.toString() : ''
}
