import { isPlaceholder } from './env/paste.js'

/** What credentials of known vendors look like, whatever they are called. */
const shapes: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  // Render, Neon, Stripe, GitHub, GitLab, npm, Slack, SendGrid, AWS, OpenAI and Anthropic; not what is made for browsers, as pk_live_
  /\b(?:rnd|napi|npg)_\w{16,}/,
  /\b(?:sk|rk|whsec)_(?:live_|test_)?[A-Za-z\d]{20,}/,
  /\b(?:gh[oprsu]_\w{30,}|github_pat_\w{30,}|glpat-[\w-]{20,}|npm_[A-Za-z\d]{30,})/,
  /\bxox[abeprs]-[\w-]{10,}|\bSG\.[\w-]{16,}\.[\w-]{16,}/,
  /\bA[KS]IA[A-Z\d]{16}\b|\bsk-(?:[a-z]+-)*[\w-]{20,}/,
  /\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}/,
]

/** The last words of a name whose value opens something; not `TOKEN_EXPIRY`, `PUBLIC_KEY` or `CACHE_KEY`. */
const names =
  /(?:^|_)(?:PASSWORD|PASSWD|PASSPHRASE|PWD|PASS|SECRET|TOKEN|CREDENTIALS?|(?:SECRET|API|APP|PRIVATE|ACCESS|AUTH|SIGNING|ENCRYPTION|MASTER|SERVICE_ROLE)_?KEY(?:_BASE)?)$/

/**
 * How a text gives itself away as a secret: by the shape of a vendor's key or a password in a URL, or by its name; `undefined` for
 * placeholders, references, paths, numbers and short words, and for passwords of the own machine.
 */
export function findSecretSign(name: string, value: string): 'name' | 'shape' | undefined {
  const text = value.trim()
  if (isPlaceholder(text)) return undefined
  if (shapes.some((shape) => shape.test(text)) || hasPassword(text)) return 'shape'
  return names.test(toVariableName(name)) && isSecretText(text) ? 'name' : undefined
}

/** `databaseUrl`, `database-url` and `database.url` as a variable is called: `DATABASE_URL`. */
export function toVariableName(name: string): string {
  return name
    .replace(/([a-z\d])(?=[A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$2_')
    .replace(/[^A-Za-z\d]+/g, '_')
    .toUpperCase()
}

function hasPassword(text: string): boolean {
  const [, password = '', host = ''] = /:\/\/[^\s/:@]*:([^\s/@]+)@([^\s/:?#]+|\[[^\]]*\])/.exec(text) ?? []
  return password !== '' && !isReference(password) && !/^(?:localhost|127\..*|\[::1\])$/.test(host)
}

function isSecretText(text: string): boolean {
  if (text.length < 6 || /\s/.test(text) || isReference(text)) return false
  if (/^(?:\d{1,9}|true|false|none|null|disabled|enabled|required|optional|default)$/i.test(text)) return false
  // A file that has the secret, an address, and the name of the variable that has it.
  return !/^\.{0,2}\/(?:[\w.-]+\/)+[\w.-]+$|^[a-z][a-z\d+.-]*:\/\/|^[A-Z]+(?:_[A-Z\d]+)+$/.test(text)
}

/** `$NAME`, `${NAME}`, `{{ name }}`, `%(name)s`: the secret is somewhere else. */
function isReference(text: string): boolean {
  return /^\$\w+$|\$\{[^}]*\}|\{\{.*\}\}|%\(\w+\)s/.test(text)
}
