import { isKeelsonError } from '../errors.js'
import { isSecret, reveal } from '../secret.js'
import { fillText, isEnvText, showText, type Text } from '../text.js'
import { parseRedisUrl, type RedisUrl } from './redis-url.js'

/** The URL that a setting comes to; `undefined` while a variable in it is not known, or when it is no text. */
export function readRawUrl(value: unknown, env: object | undefined): string | undefined {
  if (typeof value === 'string') return value
  if (isSecret(value)) return reveal(value)
  if (!isEnvText(value) || env === undefined) return undefined
  try {
    return fillText(value, env)
  } catch (error) {
    if (isKeelsonError(error)) return undefined
    throw error
  }
}

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
  return isEnvText(a) && isEnvText(b) && showText(a as Text) === showText(b as Text)
}

function readParts(value: unknown, env: object | undefined): RedisUrl | undefined {
  const url = readRawUrl(value, env)
  if (url === undefined) return undefined
  try {
    return parseRedisUrl(url)
  } catch (error) {
    if (isKeelsonError(error)) return undefined
    throw error
  }
}
