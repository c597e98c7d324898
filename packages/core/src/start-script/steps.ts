import type { Text } from '../text.js'
import type { ChdirStep, RunStep, SuperuserStep, VariableStep } from './script.js'

/** How Django's own commands are started. */
export interface ManageOptions {
  /** @default ['python', 'manage.py'] */
  readonly manage?: readonly Text[] | undefined
}

const python: readonly Text[] = ['python', 'manage.py']

/**
 * A step of any program; a shell's own commands are refused when the script is defined.
 *
 * @example
 * import { run } from '@keelson/core/start-script'
 * const prices = run(['python', 'manage.py', 'load_prices'], { onFailure: 'continue' })
 */
export function run(argv: readonly Text[], options: Omit<RunStep, 'kind' | 'argv'> = {}): RunStep {
  return { kind: 'run', argv, ...options }
}

/**
 * Django's migrations, without questions; a failure stops the script, so that the server never starts on the old tables.
 * Those of other tools are a `run(['alembic', 'upgrade', 'head'])`.
 * https://docs.djangoproject.com/en/stable/ref/django-admin/#migrate
 *
 * @example
 * import { envText } from '@keelson/core'
 * import { migrate } from '@keelson/core/start-script'
 * const step = migrate({ manage: ['python', 'shop/manage.py'], env: { DATABASE_URL: envText({ env: 'DIRECT_URL' }) } })
 */
export function migrate({ manage = python, env }: ManageOptions & Pick<RunStep, 'env'> = {}): RunStep {
  return { kind: 'run', argv: [...manage, 'migrate', '--noinput'], ...(env && { env }) }
}

/**
 * Django's static files. They belong into the build: here they are collected again at every start.
 * https://docs.djangoproject.com/en/stable/ref/contrib/staticfiles/#collectstatic
 *
 * @example
 * import { collectstatic } from '@keelson/core/start-script'
 * const step = collectstatic()
 */
export function collectstatic({
  manage = python,
  clear = false,
}: ManageOptions & {
  /** Deletes what is there before. @default false */
  readonly clear?: boolean | undefined
} = {}): RunStep {
  return { kind: 'run', argv: [...manage, 'collectstatic', '--noinput', ...(clear ? ['--clear'] : [])] }
}

/**
 * Django's first superuser, from DJANGO_SUPERUSER_USERNAME, _EMAIL and _PASSWORD: created once, skipped when the account is
 * there, and skipped without starting Python while the password is not set, so that it can be taken away afterwards.
 *
 * `createsuperuser --noinput` alone ends with exit code 1 at the second start, and without a password creates an account
 * that nobody can log in to. https://docs.djangoproject.com/en/stable/ref/django-admin/#createsuperuser
 *
 * @example
 * import { createSuperuser } from '@keelson/core/start-script'
 * const step = createSuperuser()
 */
export function createSuperuser({ manage = python }: ManageOptions = {}): SuperuserStep {
  return { kind: 'superuser', manage }
}

/**
 * Goes to a directory; a missing one stops the script.
 *
 * @example
 * import { chdir } from '@keelson/core/start-script'
 * const step = chdir('backend')
 */
export function chdir(directory: Text): ChdirStep {
  return { kind: 'chdir', directory }
}

/**
 * Sets a variable for all commands behind it. What is secret belongs into the platform's environment instead.
 *
 * @example
 * import { setVariable } from '@keelson/core/start-script'
 * const step = setVariable('DJANGO_SETTINGS_MODULE', 'shop.settings.production')
 */
export function setVariable(name: string, value: Text): VariableStep {
  return { kind: 'variable', name, value }
}
