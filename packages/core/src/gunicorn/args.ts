import { KeelsonError } from '../errors.js'
import { formatCommand } from '../shell/quote.js'
import { isEnvText, type Text } from '../text.js'
import type { GunicornConfig } from './gunicorn-config.js'
import { gunicornSettings, type GunicornSetting } from './settings-table.js'

/**
 * The arguments of the program gunicorn, without its name: the target, then a long flag for each setting, as `--flag=value`.
 *
 * Throws `config` naming what can stand in a configuration file only: hooks, dictionaries, `suppress_ragged_eofs: false`, a text `--`.
 * https://gunicorn.org/reference/settings/
 *
 * @example
 * import { defineGunicorn, gunicornArgs } from '@keelson/core/gunicorn'
 * gunicornArgs(defineGunicorn({ target: 'shop.wsgi', settings: { workers: 2 } })) // ['shop.wsgi', '--workers=2']
 */
export function gunicornArgs(config: GunicornConfig): Text[] {
  const table = gunicornSettings()
  const withoutFlag: string[] = []
  const flags = Object.entries(config.settings).flatMap(([name, value]) => {
    const setting = table.get(name)
    const written = setting && writeFlags(setting, value)
    if (!written) withoutFlag.push(name)
    return written ?? []
  })
  if (withoutFlag.length > 0) {
    throw new KeelsonError(`no flag of gunicorn can say ${withoutFlag.join(', ')}`, {
      code: 'config',
      hint: 'Write a file with gunicornConfigFile',
    })
  }
  return config.target === undefined ? flags : [config.target, ...flags]
}

/**
 * The command line that starts gunicorn, for a POSIX shell; variables of the environment stay variables.
 *
 * Throws `config` as {@link gunicornArgs} does.
 *
 * @example
 * import { envText } from '@keelson/core'
 * import { defineGunicorn, gunicornCommand } from '@keelson/core/gunicorn'
 * const config = defineGunicorn({ target: 'shop.wsgi', settings: { bind: envText('0.0.0.0:', { env: 'PORT' }) } })
 * gunicornCommand(config) // gunicorn shop.wsgi "--bind=0.0.0.0:$PORT"
 */
export function gunicornCommand(config: GunicornConfig): string {
  return formatCommand(['gunicorn', ...gunicornArgs(config)])
}

/** `undefined` when there is no flag for the value. */
function writeFlags({ name, kind, flags }: GunicornSetting, value: unknown): Text[] | undefined {
  const flag = flags.find((one) => one.startsWith('--'))
  if (!flag) return undefined
  if (kind === 'off') return [flag]
  if (typeof value === 'boolean') {
    if (value) return [flag]
    return name === 'suppress_ragged_eofs' ? undefined : []
  }
  if (kind === 'mode' && typeof value === 'number') return [`${flag}=0o${value.toString(8)}`]
  const values = kind === 'list' ? (value as readonly Text[]) : [isEnvText(value) ? value : String(value)]
  // Python's argparse takes a value -- away.
  return values.includes('--') ? undefined : values.map((one) => attach(`${flag}=`, one))
}

function attach(flag: string, text: Text): Text {
  if (!isEnvText(text)) return flag + text
  const [first, ...rest] = text.parts
  return { parts: typeof first === 'string' ? [flag + first, ...rest] : [flag, ...text.parts] }
}
