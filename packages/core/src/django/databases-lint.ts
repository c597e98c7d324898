import type { Finding } from '../finding.js'
import type { DjangoDatabasesContext, Found } from './databases-context.js'
import { lintConnections } from './databases-lint-connections.js'

type Settings = Readonly<Record<string, unknown>>

const docs = 'https://docs.djangoproject.com/en/5.2/ref'

/**
 * What Django accepts in DATABASES and leaves out, or does otherwise than it reads. `databases` are plain data by alias; values
 * that are Python or of the environment are not looked into.
 *
 * @example
 * import { lintDjangoDatabases } from '@keelson/core/django'
 * lintDjangoDatabases({ default: { ENGINE: 'django.db.backends.postgresql', CONN_MAX_AGE: '600' } }, { django: '5.2' })
 */
export function lintDjangoDatabases(
  databases: Readonly<Record<string, unknown>>,
  context: DjangoDatabasesContext = {},
): Finding[] {
  return Object.entries(databases).flatMap(([alias, settings]) => {
    if (!isSettings(settings)) return []
    const isPostgres = /postgres|postgis/.test(String(settings['ENGINE']))
    const rules = isPostgres ? [...common, lintConnections] : common
    return rules
      .flatMap((rule) => rule(settings, context))
      .map(({ at, ...found }) => ({ ...found, path: `DATABASES.${alias}.${at}` }))
  })
}

/** Not what `djangoDatabases` writes for a URL, whose keys are known when Python runs. */
function isSettings(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Object.hasOwn(value, 'python')
}

const known =
  'ATOMIC_REQUESTS AUTOCOMMIT CONN_HEALTH_CHECKS CONN_MAX_AGE DISABLE_SERVER_SIDE_CURSORS ENGINE HOST NAME OPTIONS PASSWORD PORT TEST TIME_ZONE USER'.split(
    ' ',
  )

const common = [lintKeys, lintPassword, lintTypes, lintDisk]

function lintKeys(settings: Settings): Found[] {
  return Object.keys(settings)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const near = known.find((one) => letters(one) === letters(name) || isNear(one, name.toUpperCase()))
      return {
        code: 'django-database-unknown-key',
        severity: 'error',
        at: name,
        message: `Django leaves ${name} out without a word: it is no key of a database`,
        fix: near
          ? `Write ${near}`
          : /^[a-z]/.test(name)
            ? 'Write it into OPTIONS'
            : 'Leave it out, or write it into OPTIONS as the driver calls it',
        source: 'measured: Django 3.2.25 and 5.2.17',
      }
    })
}

function letters(name: string): string {
  return name.toUpperCase().replace(/[^A-Z]/g, '')
}

/** One letter is missing, too many or another one. */
function isNear(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false
  let start = 0
  while (start < a.length && a[start] === b[start]) start++
  let end = 0
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++
  return Math.max(a.length, b.length) - start - end <= 1
}

function lintPassword({ PASSWORD }: Settings): Found[] {
  if (typeof PASSWORD !== 'string' || PASSWORD === '') return []
  return [
    {
      code: 'django-database-password',
      severity: 'error',
      at: 'PASSWORD',
      message: 'the password stands in the settings: everybody who has the repository has it',
      fix: 'Write os.environ["DATABASE_PASSWORD"], and change the password',
      source: 'https://docs.djangoproject.com/en/5.2/howto/deployment/checklist/#databases',
    },
  ]
}

function lintTypes({ CONN_MAX_AGE: age, ...settings }: Settings): Found[] {
  const flags = ['CONN_HEALTH_CHECKS', 'DISABLE_SERVER_SIDE_CURSORS', 'ATOMIC_REQUESTS', 'AUTOCOMMIT']
  const texts = flags.filter((name) => typeof settings[name] === 'string')
  return [
    ...(typeof age === 'string'
      ? [
          {
            code: 'django-conn-max-age-text',
            severity: 'error' as const,
            at: 'CONN_MAX_AGE',
            message: 'CONN_MAX_AGE is a text: every connection fails with a TypeError',
            fix: 'Write int(os.environ["CONN_MAX_AGE"])',
            source: 'measured: Django 3.2.25 and 5.2.17',
          },
        ]
      : []),
    ...texts.map((name) => ({
      code: 'django-database-flag-text',
      severity: 'error' as const,
      at: name,
      message: `${name} is a text, which is true whatever it says`,
      fix: 'Write True or False',
      source: `${docs}/settings/#databases`,
    })),
  ]
}

function lintDisk({ ENGINE, NAME }: Settings, { platform }: DjangoDatabasesContext): Found[] {
  if (!String(ENGINE).endsWith('sqlite3') || NAME === ':memory:' || !platform?.ephemeralDisk) return []
  return [
    {
      code: 'django-sqlite-lost',
      severity: 'error',
      at: 'ENGINE',
      message: `the disk of ${platform.name} is new after every restart: the SQLite file and all that is in it are gone`,
      fix: 'Take PostgreSQL',
      source: 'https://render.com/docs/disks',
    },
  ]
}
