import { isSecret } from '../secret.js'
import { isEnvText, showText, type Text } from '../text.js'
import type { Finding } from '../finding.js'

/** In front of the host, or a parameter that redis-py and ioredis read. */
const password = /:\/\/[^/]*:[^/]*@|[?&]password=/

/** Why settings cannot hold this URL as it is: `[problem, hint]`. Without `tls` it may be another than of Redis. */
export function refuseWrittenUrl(
  url: Text,
  tls: boolean | undefined,
  variable: string,
): readonly [string, string] | undefined {
  // A password put into it from a variable of its own would not be encoded; a default would stand in the file.
  if (isSecret(url) || showText(url).includes('@') || password.test(showText(url)))
    return ['has a password or a user in it', `Refer to the environment for all of it: envText({ env: "${variable}" })`]
  const first = isEnvText(url) ? url.parts[0] : url
  if (tls === undefined || typeof first !== 'string') return undefined
  const scheme = /^(rediss?):\/\//.exec(first)?.[1]
  if (scheme === undefined) return ['begins without rediss:// or redis://', 'It looks like rediss://host:6379/1']
  if ((scheme === 'rediss') === tls) return undefined
  const hint = tls ? 'Write rediss://, or tls: false for a private network' : 'Leave tls: false out'
  return [`begins with ${scheme}:// and tls is ${tls}`, hint]
}

/** A password that is written out in settings that are there, where a variable should bring it. */
export function lintWrittenUrl(url: unknown, path: string, variable: string): Finding[] {
  if (typeof url !== 'string' || !password.test(url)) return []
  return [
    {
      code: 'redis-literal-password',
      severity: 'error',
      path,
      message: 'the password stands in the settings, and so in every copy of them',
      fix: `Write os.environ["${variable}"]`,
      source: 'https://12factor.net/config',
    },
  ]
}
