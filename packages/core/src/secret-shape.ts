import { isPlaceholder } from './env/paste.js'
import { published } from './env/published.js'

/** What credentials of known vendors look like, whatever they are called. */
const shapes: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  // Render, Neon, Stripe, Supabase, GitHub, GitLab, npm, Slack, SendGrid, AWS, OpenAI and Anthropic; not what is made for browsers, as pk_live_
  /\b(?:rnd|napi|npg)_[A-Za-z\d]{12,}/,
  /\b[sr]k_live_\w{6,}|\b(?:sk|rk|whsec)_(?:test_)?[A-Za-z\d]{20,}|\bsb_secret_\w{20,}/,
  /\b(?:gh[oprsu]_\w{30,}|github_pat_\w{30,}|glpat-[\w-]{20,}|npm_[A-Za-z\d]{30,})/,
  /\bxox[abeprs]-[\w-]{10,}|\bSG\.[\w-]{16,}\.[\w-]{16,}/,
  /\bA[KS]IA[A-Z\d]{16}\b|\bsk-(?=[a-z-]{0,20}[A-Z\d])[\w-]{20,}/,
]

/** The last words of a name whose value opens something; not `TOKEN_EXPIRY`, `PUBLIC_KEY` or `CACHE_KEY`. */
const names =
  /(?:^|_)(?:PASSWORD|PASSWD|PASSPHRASE|PWD|PASS|SECRET|TOKEN|CREDENTIALS?|(?:SECRET|API|APP|PRIVATE|ACCESS|AUTH|SIGNING|ENCRYPTION|MASTER|SERVICE_ROLE)_?KEY(?:_BASE)?)$/

/** Those of them that keys for browsers have, too: `NEXT_PUBLIC_FIREBASE_API_KEY`, `VITE_MAPBOX_TOKEN`. */
const browserNames = /(?:TOKEN|(?:API|APP|ACCESS)_?KEY)$/

/**
 * How a text gives itself away as a secret: by the shape of a vendor's key or a password in a URL, or by its name; `undefined` for
 * placeholders, references, paths, numbers and short words, for passwords of the own machine, and for keys made for browsers.
 *
 * @example
 * import { findSecretSign } from '@keelson/core'
 * findSecretSign('BROKER', 'amqp://app:k3y-8fz2@mq.example/v') // shape
 * findSecretSign('ADMIN_PASSWORD', 'rosewood-tree-7') // name
 */
export function findSecretSign(name: string, value: string): 'name' | 'shape' | undefined {
  const text = value.trim()
  if (isPlaceholder(text)) return undefined
  if (shapes.some((shape) => shape.test(text)) || hasPassword(text)) return 'shape'
  const [, payload] = /\beyJ[\w-]{10,}\.([\w-]{10,})\.[\w-]{2,}/.exec(text) ?? []
  if (payload !== undefined) return isAnonymous(payload) ? undefined : 'shape'
  return isSecretName(name) && isSecretText(text) ? 'name' : undefined
}

/** `databaseUrl`, `database-url` and `database.url` as a variable is called: `DATABASE_URL`. */
export function toVariableName(name: string): string {
  return name
    .replace(/([a-z\d])(?=[A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$2_')
    .replace(/[^A-Za-z\d]+/g, '_')
    .toUpperCase()
}

/** Whether the value of a variable opens something, as its name says. */
export function isSecretName(name: string): boolean {
  const variable = toVariableName(name)
  return names.test(variable) && !(published.test(variable) && browserNames.test(variable))
}

/** A token of Supabase that every visitor gets; those of other roles look alike. */
function isAnonymous(payload: string): boolean {
  try {
    return /"role":\s*"anon"/.test(atob(payload.replaceAll('-', '+').replaceAll('_', '/')))
  } catch {
    return false
  }
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
  return /^\$\w+$|\$\{[^{}]*\}|\{\{[^{}]*\}\}|%\(\w+\)s/.test(text)
}
