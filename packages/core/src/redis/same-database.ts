import { isKeelsonError } from '../errors.js'
import { knownText } from '../known-text.js'
import { isEnvText, showText } from '../text.js'
import { parseRedisUrl, type RedisUrl } from './redis-url.js'

/** Whether two settings lead to one database; also when both refer to one variable that is not known. */
export function sameDatabase(a: unknown, b: unknown, env: object | undefined): boolean {
  return compare(a, b, env, (one, other) => one.db === other.db)
}

/** Whether two settings lead to one server, whatever its database. */
export function sameServer(a: unknown, b: unknown, env: object | undefined): boolean {
  return compare(a, b, env, () => true)
}

function compare(
  a: unknown,
  b: unknown,
  env: object | undefined,
  also: (a: RedisUrl, b: RedisUrl) => boolean,
): boolean {
  const [one, other] = [readParts(a, env), readParts(b, env)]
  if (one && other) return one.host === other.host && one.port === other.port && also(one, other)
  return isEnvText(a) && isEnvText(b) && showText(a) === showText(b)
}

function readParts(value: unknown, env: object | undefined): RedisUrl | undefined {
  const url = knownText(value, env)
  if (url === undefined) return undefined
  try {
    return parseRedisUrl(url)
  } catch (error) {
    if (isKeelsonError(error)) return undefined
    throw error
  }
}
