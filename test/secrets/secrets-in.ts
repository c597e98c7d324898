/** Fields that hold a secret, wherever a vendor has them; the tests' own list, not the one of the clients. */
const secretFields =
  /^(?:value|content|password|secret|token|rest_token|read_only_rest_token|key|uri|connection_uri|url|\w*[cC]onnectionString|\w+Command)$/

/** Named like them, and public. */
const publicFields = /^(?:headers|labels|filters|routes)$/

/** Every secret of a JSON text; of addresses and commands, the password in them. */
export function secretsIn(text: string): string[] {
  try {
    // Shorter ones would blank out ordinary words.
    return collect(JSON.parse(text)).filter((secret) => secret.trim().length >= 6)
  } catch {
    return []
  }
}

function collect(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, each]: [string, unknown]) => {
    if (publicFields.test(name)) return []
    return typeof each === 'string' && secretFields.test(name) ? partsOf(name, each) : collect(each)
  })
}

function partsOf(name: string, text: string): string[] {
  const [, inAddress] = /:\/\/[^\s:/?#@]*:([^\s/?#@]+)@/.exec(text) ?? []
  const [, inCommand] = /(?:PGPASSWORD=|REDISCLI_AUTH=|--pass )(\S+)/.exec(text) ?? []
  const password = inAddress === undefined ? inCommand : decodeURIComponent(inAddress)
  if (password !== undefined) return [password]
  // The name of a variable, or a key of Neon; the address of a service, or of a file that is signed.
  if (name === 'key') return text.startsWith('napi_') ? [text] : []
  if (/^(?:ur[il]|\w+Command)$/.test(name)) return /[?&]\w*[sS]ignature=/.test(text) ? [text] : []
  return [text]
}
