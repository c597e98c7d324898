const mostShown = 300
const mostRead = 8000
const mostCut = 1000
const hidden = '[secret]'

/** What is secret in the words of programs, beyond what a redactor of values and usual shapes knows; the first group stays. */
const shapes = [
  // Everything before the host, also of a URL that is none.
  /(\b[\w.+%-]{1,60}:)[^\s@"']{4,200}(?=@)/g,
  /(:\/\/)[^\s/@:"']{1,200}(?=@)/g,
  // A password with a character that ends it before its end is read as a part of the host, or as the port.
  /((?:resolve host|translate host name) ["'])[^"'@\s]{1,200}(?=@)/g,
  /(invalid integer value ")[^"]{1,200}(?=" for connection option "port")/g,
  // Pydantic shows all that it was given.
  /(input_value=)(?:.{0,1500}?(?=, input_type=)|.*)/g,
  /()\b(?:npm_|gh[pousr]_|github_pat_|glpat-|xox[abprs]-|sk[-_]|pk_live_|rk_live_|whsec_|SG\.|hf_|dop_v1_|shpat_|AIza)[\w.-]{8,}/g,
  /()\b\d{8,10}:[\w-]{35}\b/g,
  /((?:secret|token|passw(?:or)?d|passphrase|pwd|key|auth|credential|connection_?string|dsn)s?(?:_\w{1,20})?["']?\s{0,3}[=:]\s{0,3}["']?)[^\s"',;&}\])]{8,}/gi,
  /()-----BEGIN [A-Z ]{1,40}-----.*/g,
]

/** A line as it is shown: redacted before it is cut, around `found` when that stands far inside. */
export function showEvidence(text: string, found: string, redact: (text: string) => string): string {
  const shown = hideShapes(redact(text))
  if (shown.length <= mostShown) return shown
  const sought = hideShapes(redact(found)).slice(0, mostShown / 2)
  // The second way is that of a line of JSON.
  const at = Math.max(0, shown.indexOf(sought), shown.indexOf(JSON.stringify(sought).slice(1, -1)))
  const begin = at + found.length <= mostShown ? 0 : Math.max(0, at - mostShown / 6)
  const end = begin + mostShown
  return `${begin > 0 ? '…' : ''}${shown.slice(begin, end)}${end < shown.length ? '…' : ''}`
}

/** A text without what looks like a credential, and without the end of a very long one. */
export function hideShapes(text: string): string {
  let shown = text.slice(0, mostRead)
  for (const shape of shapes) shown = shown.replace(shape, `$1${hidden}`)
  // A credential that the cut went through may look like none.
  return text.length > mostRead ? shown.slice(0, -mostCut) : shown
}
