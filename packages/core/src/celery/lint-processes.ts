import { isKeelsonError } from '../errors.js'
import { reserveOf } from '../size-memory.js'
import { parseCeleryCommand, type CeleryProcess } from './parse-command.js'
import type { Finding } from '../finding.js'
import type { CeleryContext, ReadSettings } from './lint-context.js'
import type { CeleryWorkerOptions } from './worker-command.js'

const workers = 'https://docs.celeryq.dev/en/stable/userguide/workers.html'
const beats = 'https://docs.celeryq.dev/en/stable/userguide/periodic-tasks.html#starting-the-scheduler'

/** What is wrong with the processes that are started, each alone and all together. */
export function lintProcesses({ values }: ReadSettings, context: CeleryContext): Finding[] {
  const findings: Finding[] = []
  const started: CeleryProcess[] = []
  for (const [index, given] of (context.processes ?? []).entries()) {
    try {
      const process = typeof given === 'string' ? parseCeleryCommand(given) : given
      if (process) {
        started.push(process)
        findings.push(...lintPassword(process, `processes[${index}]`))
      }
      if (process?.command === 'worker')
        findings.push(...lintWorker(process.options, values, context, `processes[${index}]`))
    } catch (error) {
      if (!isKeelsonError(error)) throw error
      findings.push({
        code: 'celery-command-unreadable',
        severity: 'error',
        path: `processes[${index}]`,
        message: error.message,
        fix: error.hint ?? 'Write it with celeryWorkerCommand',
        source: 'https://docs.celeryq.dev/en/stable/reference/cli.html',
      })
    }
  }
  return [...findings, ...lintBeats(started)]
}

function lintPassword({ others }: CeleryProcess, path: string): Finding[] {
  return (['broker', 'result-backend'] as const).flatMap((name): Finding[] => {
    const url = others[name]
    if (typeof url !== 'string' || !url.includes('@')) return []
    return [
      {
        code: 'celery-command-password',
        severity: 'error',
        path,
        message: `--${name} has a password in it, which a list of processes shows to everybody on the machine`,
        fix: `Leave it out, and set CELERY_${name === 'broker' ? 'BROKER_URL' : 'RESULT_BACKEND'} in the environment`,
        source: 'https://docs.celeryq.dev/en/stable/reference/cli.html',
      },
    ]
  })
}

function lintBeats(started: readonly CeleryProcess[]): Finding[] {
  const embedded = started.filter(({ command, options }) => command === 'worker' && 'beat' in options && options.beat)
  const count = embedded.length + started.filter(({ command }) => command === 'beat').length
  if (count > 1) {
    return [
      {
        code: 'celery-beat-many',
        severity: 'error',
        path: 'processes',
        message: `${count} beats run, and each sends every periodic task: all of them run ${count} times`,
        fix: embedded.length > 0 ? 'Keep one: leave --beat out of the workers' : 'Keep one',
        source: beats,
      },
    ]
  }
  const all = started.filter(({ command }) => command === 'worker').length
  if (embedded.length === 0 || all < 2) return []
  return [
    {
      code: 'celery-beat-embedded',
      severity: 'warning',
      path: 'processes',
      message: `one of ${all} workers has beat inside: with one more instance of it every periodic task runs twice`,
      fix: 'Leave --beat out, and start celery beat as a process of its own, once',
      source: beats,
    },
  ]
}

function lintWorker(
  options: CeleryWorkerOptions,
  values: Readonly<Record<string, unknown>>,
  { platform, perChildMb }: CeleryContext,
  path: string,
): Finding[] {
  const findings: Finding[] = []
  const pool = options.pool ?? values['worker_pool'] ?? 'prefork'
  const concurrency = options.concurrency ?? options.autoscale?.[0] ?? numberOf(values['worker_concurrency'])
  const memory = options.max_memory_per_child ?? numberOf(values['worker_max_memory_per_child'])
  if (concurrency === undefined && pool !== 'solo' && platform?.container) {
    findings.push({
      code: 'celery-concurrency',
      severity: 'warning',
      path,
      message: `without --concurrency there is a process for every core that the worker sees; on ${platform.name} those are the machine's, not the ${platform.cpus ?? 'few'} that it may use`,
      fix: 'Give --concurrency; sizeCeleryWorker says how many fit into the memory',
      source: workers,
    })
  }
  const limit = options.max_tasks_per_child ?? memory
  if (pool !== 'prefork' && limit !== undefined) {
    findings.push({
      code: 'celery-child-limit-ignored',
      severity: 'warning',
      path,
      message: `limits of a child are for prefork alone: ${JSON.stringify(pool)} has no processes to replace, and ignores them`,
      fix: 'Use --pool prefork, or leave the limit out',
      source: workers,
    })
  } else if (memory !== undefined && memory < 10_000) {
    findings.push({
      code: 'celery-child-memory-unit',
      severity: 'error',
      path,
      message: `the memory limit of a child is in KiB: ${memory} of them are less than Python itself takes, so that every task ends its process`,
      fix: `Write ${memory * 1024} for ${memory} MB`,
      source: workers,
    })
  }
  const childMb = memory !== undefined && memory >= 10_000 ? Math.max(memory / 1024, perChildMb ?? 0) : perChildMb
  if (pool !== 'prefork' || concurrency === undefined || childMb === undefined || !platform?.memoryMb) return findings
  const needed = Math.ceil(childMb * concurrency)
  if (needed <= platform.memoryMb) return findings
  findings.push({
    code: 'celery-memory',
    severity: 'error',
    path,
    message: `${concurrency} processes of ${Math.ceil(childMb)} MB are ${needed} MB, and ${platform.name} has ${platform.memoryMb} MB: it ends the worker in the middle of its tasks`,
    fix: `Take --concurrency ${Math.max(1, Math.floor((platform.memoryMb - reserveOf(platform.memoryMb)) / childMb))} or less; sizeCeleryWorker counts the worker itself, too`,
    source: platform.sources?.['memoryMb'] ?? workers,
  })
  return findings
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}
