import type { PythonValue } from '@keelson/core/python'
import { refusal, type HealthCheck } from '../endpoints/check.js'
import { checkAscending } from '../probing/thresholds.js'
import {
  cache,
  custom,
  database,
  disk,
  limited,
  load,
  migrations,
  redis,
  sqlalchemy,
  type PythonText,
} from './check-texts.js'
import type { DjangoCheck, FlaskCheck } from './python-check.js'

/** What a kind of check is in Python: a call of the function that is named like it. */
export interface CheckFunction {
  /** Of the check, unless it has one. */
  readonly name: string
  readonly componentType: NonNullable<HealthCheck['componentType']>
  readonly args: readonly PythonValue[]
  readonly definitions: readonly PythonText[]
}

/** The function behind a check; throws `config` for what Python could not look up. */
export function checkFunction(check: DjangoCheck | FlaskCheck): CheckFunction {
  const { kind } = check
  switch (kind) {
    case 'database':
      return { ...ofAlias(check), componentType: 'datastore', definitions: [limited, database] }
    case 'migrations':
      return { ...ofAlias(check), componentType: 'component', definitions: [limited, migrations] }
    case 'cache':
      return { ...ofAlias(check), componentType: 'datastore', definitions: [cache] }
    case 'sqlalchemy': {
      const args = [pathOf('engine', check.engine)]
      return { name: 'database', componentType: 'datastore', args, definitions: [load, sqlalchemy] }
    }
    case 'redis': {
      const args = [variableOf('urlFrom', check.urlFrom ?? 'REDIS_URL')]
      return { name: kind, componentType: 'datastore', args, definitions: [redis] }
    }
    case 'disk': {
      const { path, warnPercent = 10, failPercent = 5 } = check
      if (!/^\/[^\0]*$/.test(path)) throw refusal(`path cannot be ${JSON.stringify(path)}, only an absolute one`)
      checkAscending({ failPercent, warnPercent }, { max: 100 })
      return {
        name: kind,
        componentType: 'system',

        args: [path, warnPercent, failPercent],
        definitions: [disk],
      }
    }
    case 'custom': {
      const path = pathOf('callable', check.callable)
      const name = path.slice(path.indexOf(':') + 1)
      return { name, componentType: 'component', args: [path], definitions: [load, custom] }
    }
    default:
      throw refusal(`kind of a check cannot be ${JSON.stringify(kind)}`)
  }
}

function ofAlias({ kind, alias = 'default' }: { readonly kind: string; readonly alias?: string | undefined }) {
  if (!/^[\w.-]+$/.test(alias))
    throw refusal(`alias cannot be ${JSON.stringify(alias)}, only letters, digits, _, - and .`)
  return { name: alias === 'default' ? kind : `${kind}-${alias}`, args: [alias] }
}

/** `shop.checks.queue` is `shop.checks:queue`. */
function pathOf(field: string, path: string): string {
  const name = '[A-Za-z_]\\w*(?:\\.[A-Za-z_]\\w*)*'
  if (!new RegExp(`^(?:${name}:${name}|${name}\\.[A-Za-z_]\\w*)$`).test(path)) {
    throw refusal(`${field} cannot be ${JSON.stringify(path)}, only a path such as shop.checks:queue`)
  }
  return path.includes(':') ? path : path.replace(/\.(\w+)$/, ':$1')
}

/** The name of a variable of the environment; what is none may be the secret itself, and is not shown. */
export function variableOf(field: string, name: string): string {
  if (/^[A-Za-z_]\w*$/.test(name)) return name
  throw refusal(`${field} must be the name of a variable of the environment, such as REDIS_URL`)
}
