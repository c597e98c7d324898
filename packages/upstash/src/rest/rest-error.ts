import { createRedactor, KeelsonError, type ErrorCode, type ErrorDetails } from '@keelson/core'

/** One command as it is sent: its name and its arguments. */
export type RestCommand = readonly unknown[]

interface Reason {
  readonly when: RegExp
  readonly code: ErrorCode
  readonly hint: string
}

const tokenHint = 'Take the current token: a reset of the password ends the old ones'
const reasons: readonly Reason[] = [
  {
    when: /WRONGPASS|NOAUTH|unauthorized/i,
    code: 'auth',
    hint: tokenHint,
  },
  { when: /NOPERM/, code: 'forbidden', hint: 'A read-only token does not write: take the rest_token' },
  {
    when: /max daily request/i,
    code: 'rate_limited',
    hint: 'The plan allows no more commands today: wait until tomorrow, or change the plan',
  },
  {
    when: /max requests? limit/i,
    code: 'rate_limited',
    hint: 'The plan or the budget allows no more commands this month: raise the budget, or change the plan',
  },
  {
    when: /max request size|failed: 413/i,
    code: 'invalid_request',
    hint: 'Split it: the db_max_request_size of the database tells how much it takes at once',
  },
  {
    when: /max single record size/i,
    code: 'invalid_request',
    hint: 'Spread it over several keys: the db_max_entry_size of the database tells how large one may become',
  },
  {
    when: /DB capacity quota/i,
    code: 'forbidden',
    hint: 'The database is full: delete entries, switch eviction on, or change the plan',
  },
]

/** By the code of an error, or of its cause. */
const hints: Readonly<Record<string, string>> = {
  auth: tokenHint,
  not_found: 'Is the URL that of the REST API of a database?',
  schema: 'It answers with JSON, of 8 MiB at most: ask for less at once, or check the URL',
  ENOTFOUND: 'Is the database still there? Its host name goes with it',
}

/** What a call is named in errors: `SET`, `PIPELINE of 3 commands`. */
export function nameOf(kind: string, commands: readonly RestCommand[]): string {
  if (kind) return `${kind.toUpperCase()} of ${commands.length} commands`
  const name = String(commands[0]?.[0]).toUpperCase()
  return form.test(name) ? name : 'COMMAND'
}

/** How the name of a command looks; what does not may be a value that stands in its place. */
const form = /^[A-Z][A-Z\d_.]{0,24}$/i

/** The words of an error without what was sent: values belong into no log. */
export function cleanReply(text: string, commands: readonly RestCommand[]): string {
  const words = text
    .replace(/,? with args beginning with.*$/s, '')
    // Whatever is quoted may be the beginning of a value; what is longer than a name is none.
    .replace(/(['"`])(.*?)\1/gs, (whole, _, quoted: string) => (isName(quoted, commands) ? whole : '[…]'))
    .slice(0, 5000)
  // All spellings of a value are slow to look for: from the hundredth on, only those that seem to be there.
  const values = commands
    .flatMap((command) => command.slice(1, 100_000).map(String))
    .filter((value, index) => index < 100 || (value.length > 5 && words.includes(value.slice(0, 6))))
    // More than a message holds need not be known.
    .map((value) => value.slice(0, 5000))
  return createRedactor(values.slice(0, 1000))(words).slice(0, 400)
}

function isName(quoted: string, commands: readonly RestCommand[]): boolean {
  return form.test(quoted) && commands.some(([name]) => String(name).toLowerCase() === quoted.toLowerCase())
}

/** The error of a reply that says no, from its words. */
export function replyError(
  said: string,
  details: Partial<ErrorDetails> & { readonly operation: string },
): KeelsonError {
  const { code, hint } = reasons.find(({ when }) => when.test(said)) ?? details
  const more = { provider: 'upstash', ...details, code: code ?? 'invalid_request', hint }
  return new KeelsonError(`${details.operation} failed: ${said}`, more)
}

/** The error of a call as its caller should see it: named after the command, and without what was sent. */
export function explainCall(error: KeelsonError, operation: string, commands: readonly RestCommand[]): KeelsonError {
  const { code, hint = '', status, requestId, attempts, retryAfterMs, cause, message } = error
  const end = hint && message.endsWith(`. ${hint}`) ? message.length - hint.length - 2 : message.length
  const said = cleanReply(message.slice(0, end), commands).replace('check baseUrl', 'check the REST URL')
  const reason = status === undefined ? undefined : reasons.find(({ when }) => when.test(said))
  return new KeelsonError(said.replace(/^POST (\S+?)\/(?:pipeline|multi-exec)?(?= )/, `${operation} at $1`), {
    provider: 'upstash',
    operation,
    status,
    requestId,
    attempts,
    retryAfterMs,
    // The answer itself is left out: it may hold what was sent.
    cause: cause && { name: cause.name, message: cleanReply(cause.message, commands), ...codeOf(cause) },
    code: reason?.code ?? code,
    hint: reason?.hint ?? hints[code === 'network' ? (cause?.code ?? '') : code] ?? (hint || undefined),
  })
}

function codeOf(cause: { readonly code?: unknown }): { readonly code?: string } {
  return typeof cause.code === 'string' ? { code: cause.code } : {}
}
