import { KeelsonError } from '../errors.js'
import { readTarget } from './app-target.js'
import { checkSettings } from './check-settings.js'
import type { GunicornConfig, GunicornInput, GunicornInputSettings } from './gunicorn-config.js'
import { isBefore } from './release.js'
import type { GunicornSettings } from './settings.js'

/**
 * Checks how gunicorn is to be run, and freezes it: every setting by gunicorn's own name, of gunicorn 20.1 to 26.2.
 *
 * Throws `config` with every problem: a setting that no release or not this one has, a value that gunicorn refuses, and
 * one that it takes and misreads (`workers: 0`, port 99999, level "loud", an unknown worker class, a jitter above
 * `max_requests`), of which `gunicorn --check-config` says nothing. https://gunicorn.org/reference/settings/
 *
 * @example
 * import { envText } from '@keelson/core'
 * import { defineGunicorn, gunicornCommand } from '@keelson/core/gunicorn'
 * const config = defineGunicorn({
 *   target: 'shop.wsgi:application',
 *   settings: { bind: envText('0.0.0.0:', { env: 'PORT' }), workers: 2, worker_class: 'gthread', threads: 4 },
 * })
 * gunicornCommand(config) // gunicorn shop.wsgi:application "--bind=0.0.0.0:$PORT" --workers=2 …
 */
export function defineGunicorn({ target, version, settings: given = {} }: GunicornInput): GunicornConfig {
  const settings = normalise(given)
  const isRelease = version === undefined || (/^\d+\.\d+(?:\.\d+)?$/.test(version) && !isBefore(version, '20.1'))
  const problems = [
    ...(isRelease ? [] : [`version cannot be ${JSON.stringify(version)}, only 20.1 or later`]),
    ...checkTarget(target, settings),
    ...Array.from(checkSettings(settings, isRelease ? version : undefined), ([, problem]) => problem),
  ]
  if (problems.length > 0) {
    throw new KeelsonError(`the gunicorn configuration cannot be used: ${problems.join('; ')}`, { code: 'config' })
  }
  return Object.freeze({ ...(target !== undefined && { target }), ...(version !== undefined && { version }), settings })
}

/** Without what is undefined; `bind` is a list; nothing of it is the caller's any more. */
function normalise(given: GunicornInputSettings): GunicornSettings {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined)
  return Object.freeze(
    Object.fromEntries(
      entries.map(([name, value]: [string, unknown]) => [
        name,
        name === 'bind' || Array.isArray(value) ? Object.freeze([value].flat()) : value,
      ]),
    ),
  )
}

function* checkTarget(target: string | undefined, settings: GunicornSettings): Iterable<string> {
  const { wsgi_app, paste, config } = settings
  if (target === undefined) {
    if (!wsgi_app && !paste && !config) yield 'target is missing'
    return
  }
  if (wsgi_app !== undefined) yield 'target and wsgi_app cannot be given together'
  if (typeof target !== 'string' || !readTarget(target)) {
    yield `target cannot be ${JSON.stringify(target)}, only module, module:attribute or module:factory(…literals)`
  }
}
