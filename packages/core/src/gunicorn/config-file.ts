import { KeelsonError } from '../errors.js'
import { formatPythonSettings, pythonExpression, pythonInt, type PythonValue } from '../python/literal.js'
import { isEnvText } from '../text.js'
import type { GunicornConfig } from './gunicorn-config.js'
import { gunicornSettings } from './settings-table.js'

/**
 * A `gunicorn.conf.py`, which `gunicorn` without arguments reads where it is started; the target stands in it as `wsgi_app`.
 *
 * Throws `config` for a setting that names another configuration file. https://gunicorn.org/configure/
 *
 * @example
 * import { defineGunicorn, gunicornConfigFile } from '@keelson/core/gunicorn'
 * gunicornConfigFile(defineGunicorn({ target: 'shop.wsgi', settings: { workers: 2 } })) // wsgi_app = "shop.wsgi"\nworkers = 2\n
 */
export function gunicornConfigFile(config: GunicornConfig): string {
  const { target, settings } = config
  if (settings.config !== undefined) {
    throw new KeelsonError('a gunicorn configuration file cannot name another one, as config does', {
      code: 'config',
      hint: 'Start gunicorn with --config',
    })
  }
  const table = gunicornSettings()
  const lines = Object.entries(settings).map(([name, value]: [string, PythonValue]) => [
    name,
    toPython(table.get(name)?.kind, value),
  ])
  return formatPythonSettings(Object.fromEntries(target === undefined ? lines : [['wsgi_app', target], ...lines]))
}

function toPython(kind: string | undefined, value: PythonValue): PythonValue {
  if (kind === 'number' && isEnvText(value)) return pythonInt(value)
  // A mode out of the environment stays a text, which gunicorn reads with its prefix: 0o022.
  if (kind === 'mode' && typeof value === 'number') return pythonExpression(`0o${value.toString(8)}`)
  return value
}
