/** What Python's `ssl_cert_reqs` comes to, whoever wrote it: a URL, a dictionary with text or with the constant of `ssl`. */
export type CertReqs = 'required' | 'optional' | 'none'

/**
 * The meaning of an `ssl_cert_reqs`; `undefined` for a spelling that no program takes. `None` and 0 verify nothing.
 *
 * redis-py takes `required`, Celery and kombu `CERT_REQUIRED` as well, and the constants are numbers.
 */
export function readCertReqs(value: unknown): CertReqs | undefined {
  if (value === null || value === 0 || value === false) return 'none'
  if (value === 1) return 'optional'
  if (value === 2) return 'required'
  const text = typeof value === 'object' && 'python' in value ? value.python : value
  const [, word] = /^(?:(?:ssl\.)?(?:VerifyMode\.)?CERT_)?(required|optional|none)$/i.exec(String(text)) ?? []
  return word?.toLowerCase() as CertReqs | undefined
}
