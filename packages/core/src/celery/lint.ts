import { measured, type CeleryContext, type ReadSettings } from './lint-context.js'
import { lintProcesses } from './lint-processes.js'
import { lintSharing, lintUrls } from './lint-urls.js'
import { currentName, isBooleanSetting, isSetting, nearestSetting } from './setting-names.js'
import type { Finding } from '../finding.js'
import type { Text } from '../text.js'

export type { CeleryContext } from './lint-context.js'

const configuration = 'https://docs.celeryq.dev/en/stable/userguide/configuration.html'

/**
 * What Celery will do with its settings and commands that nobody meant: TLS that verifies nothing, settings that it keeps and
 * never reads, tasks that run in the request, twice, or never. Settings are in Celery's names (`task_acks_late`) or in
 * Django's (`CELERY_TASK_ACKS_LATE`); of Django's that do not begin with `CELERY`, CACHES alone is looked at: where they lead.
 *
 * @example
 * import { lintCelery } from '@keelson/core/celery'
 * const findings = lintCelery(
 *   { CELERY_BROKER_URL: 'rediss://cache.example:6379', CELERY_TASK_ALWAYS_EAGER: true },
 *   { platform: { name: 'Render, free plan', backgroundWorkers: false } },
 * )
 */
export function lintCelery(settings: Readonly<Record<string, unknown>>, context: CeleryContext = {}): Finding[] {
  const { read, findings } = readSettings(settings)
  return [
    ...findings,
    ...lintUrls(read, context),
    ...lintEager(read, context),
    ...lintSharing(read, { cacheUrls: cacheLocations(settings['CACHES']), ...context }),
    ...lintVisibility(read, context),
    ...lintProcesses(read, context),
  ]
}

/** Django's caches; what is not on Redis leads to no broker. */
function cacheLocations(caches: unknown): Text[] {
  if (typeof caches !== 'object' || caches === null) return []
  return Object.values(caches).flatMap((cache: { readonly LOCATION?: Text | readonly Text[] }) => cache.LOCATION ?? [])
}

function readSettings(settings: Readonly<Record<string, unknown>>): { read: ReadSettings; findings: Finding[] } {
  const values: Record<string, unknown> = {}
  const paths: Record<string, string> = {}
  const findings: Finding[] = []
  const isDjango = Object.keys(settings).some((key) => key.startsWith('CELERY_') && isSetting(inNamespace(key)))
  const isNew = isDjango || Object.keys(settings).some(isSetting)
  for (const [key, value] of Object.entries(settings)) {
    const isUpper = key === key.toUpperCase()
    if (isUpper && !/^(?:CELERY|BROKER_)/.test(key)) continue
    const name = !isUpper ? key : key.startsWith('CELERY_') && isDjango ? inNamespace(key) : ''
    const current = isSetting(name) ? name : isUpper ? currentName(key) : undefined
    if (current === undefined) findings.push(unknownSetting(key, isUpper ? inNamespace(key) : key, isUpper))
    // Alone, old names are read; beside new ones of the namespace they are not, and beside lowercase ones Celery does not start.
    else if (current !== name && isNew) findings.push(oldSetting(key, current, isDjango))
    else {
      values[current] = value
      paths[current] = key
      if (isBooleanSetting(current) && typeof value === 'string') findings.push(booleanText(key, value))
    }
  }
  return { read: { values, paths }, findings }
}

function inNamespace(key: string): string {
  return key.replace(/^CELERY_/, '').toLowerCase()
}

function unknownSetting(key: string, name: string, isDjango: boolean): Finding {
  const nearest = nearestSetting(name)
  const write = isDjango ? `CELERY_${nearest?.toUpperCase()}` : nearest
  return {
    code: 'celery-setting-unknown',
    severity: nearest === undefined ? 'info' : 'warning',
    path: key,
    message: `Celery has no setting of this name: it keeps ${key} and never reads it`,
    fix: nearest === undefined ? 'Remove it, or name what is your own otherwise' : `Write ${write}`,
    source: configuration,
  }
}

function oldSetting(key: string, current: string, isDjango: boolean): Finding {
  return {
    code: 'celery-setting-old',
    severity: 'error',
    path: key,
    message: isDjango
      ? `${key} is a name of Celery 3, which the namespace CELERY does not know: it is ignored without a word`
      : `${key} is a name of Celery 3 among new ones: Celery raises ImproperlyConfigured when it starts`,
    fix: `Write ${isDjango ? `CELERY_${current.toUpperCase()}` : current}`,
    source: measured,
  }
}

function booleanText(key: string, value: string): Finding {
  const isMeantFalse = /^(?:|0|f|false|n|no|off)$/i.test(value)
  return {
    code: 'celery-boolean-text',
    severity: isMeantFalse ? 'error' : 'warning',
    path: key,
    message: `${key} is a text, and Celery converts none: ${isMeantFalse && value !== '' ? `'${value}' is true` : 'any but the empty one is true'}`,
    fix: 'Write True or False, or compare: os.environ.get("NAME") == "true"',
    source: measured,
  }
}

function lintEager({ values, paths }: ReadSettings, { platform, processes = [] }: CeleryContext): Finding[] {
  const path = paths['task_always_eager'] ?? 'task_always_eager'
  const source = 'https://docs.celeryq.dev/en/stable/userguide/configuration.html#task-always-eager'
  const mayWork = platform?.backgroundWorkers !== false
  const isStarted = processes.some((one) =>
    typeof one === 'string' ? /\bcelery\b.*\sworker(?:\s|$)/.test(one) : one.command === 'worker',
  )
  if (values['task_always_eager'] !== true) {
    if (mayWork || isStarted || values['broker_url'] === undefined) return []
    return [
      {
        code: 'celery-no-worker',
        severity: 'error',
        path,
        message: `${platform?.name} runs no worker and none is started: tasks stay in Redis for ever`,
        fix: 'Set task_always_eager = True and know what it means, take a plan with workers, or send the work to an HTTP queue',
        source,
      },
    ]
  }
  const findings: Finding[] = [
    {
      code: 'celery-eager',
      severity: isStarted ? 'error' : 'info',
      path,
      message: isStarted
        ? 'tasks run where they are called: the workers that are started get none'
        : 'tasks run inside the request that calls them: countdown, eta and time limits are ignored, and retries follow at once, without their pause',
      fix: mayWork
        ? 'Set it to False, and start a worker'
        : 'Keep tasks short; a plan with a worker, or an HTTP queue, ends this',
      source: measured,
    },
  ]
  if (values['task_eager_propagates'] === true) {
    findings.push({
      code: 'celery-eager-propagates',
      severity: 'warning',
      path: paths['task_eager_propagates'] ?? path,
      message:
        'a task that fails makes its request fail: mail that cannot be sent is a 500 for the visitor, and a task that asks for a retry fails with Retry at its first run',
      fix: 'Set it to False outside of tests, or catch the exception where the task is called',
      source: measured,
    })
  }
  return findings
}

function lintVisibility({ values, paths }: ReadSettings, context: CeleryContext): Finding[] {
  const { longestTaskSeconds: task = 0, longestEtaSeconds: eta = 0 } = context
  const options = values['broker_transport_options']
  if (values['broker_url'] === undefined || values['task_always_eager'] === true) return []
  const given = typeof options === 'object' && options !== null && 'visibility_timeout' in options
  const seconds = given ? Number(options.visibility_timeout) : 3600
  const limit = Number(values['task_time_limit'] ?? 0)
  // Without acks_late a running task is acknowledged already; one that waits for its eta is not.
  const longest = Math.max(eta, values['task_acks_late'] === true ? Math.max(task, limit) : 0)
  if (longest <= seconds) return []
  return [
    {
      code: 'celery-visibility-timeout',
      severity: 'error',
      path: paths['broker_transport_options'] ?? 'broker_transport_options',
      message: `after ${seconds} s a task counts as lost and is given to another worker, and ${longest === eta ? `an eta is up to ${eta} s away` : `a task may take ${longest} s`}: it runs twice or more`,
      fix: `Set broker_transport_options = {"visibility_timeout": ${Math.ceil(longest * 2)}}`,
      source: 'https://docs.celeryq.dev/en/stable/getting-started/backends-and-brokers/redis.html#visibility-timeout',
    },
  ]
}
