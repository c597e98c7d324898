import { resolve as resolvePath } from 'node:path'
import { sleep, systemClock, type Clock } from '@keelson/core'
import { findFreePort, openFront, type Front } from './front.js'
import type { FailureReason } from '../resources/events.schema.js'
import { checkHealth, type HealthCheck } from './health-check.js'
import { instanceEnvironment } from './instance-environment.js'
import { startProcessGroup, type ProcessEnd, type ProcessGroup } from './process-group.js'
import type { FakeRenderRunner, RunnerDeploy, RunnerOutcome } from './runner.js'

/** Options of {@link createProcessRunner}. */
export interface ProcessRunnerOptions {
  /** The folder that stands for the repository; a function answers that of a commit. */
  readonly cwd: string | ((commitId: string | undefined) => string)
  /** How long an instance may take to answer its health check, in milliseconds. @default 30000 */
  readonly healthTimeoutMs?: number
  /** The time between two health checks, in milliseconds. @default 100 */
  readonly healthIntervalMs?: number
  /** How long the requests of an old instance may take before it gets SIGTERM, in milliseconds. @default 10000 */
  readonly drainTimeoutMs?: number
  /** The time between SIGTERM and SIGKILL, in milliseconds. @default the service's maxShutdownDelaySeconds, which is 30 s */
  readonly shutdownDelayMs?: number
  /** How long a background worker, which has no health check, must run to count as live, in milliseconds. @default 500 */
  readonly workerGraceMs?: number
  readonly clock?: Clock
}

/** What runs of a service. */
interface Site {
  readonly front: Front
  live: Instance | undefined
  /** Everything that was started and has not ended. */
  readonly groups: Set<ProcessGroup>
  /** Aborts when the site is given up: nothing is started for it any more. */
  readonly closed: AbortController
}

interface Instance {
  readonly group: ProcessGroup
  readonly shutdownDelayMs: number
}

/**
 * Carries deploys out on this machine: build command, pre-deploy command, start command, health check, switch of the
 * traffic, end of the old instance. Needs a POSIX `sh`.
 *
 * @example
 * import { createFakeRender, createProcessRunner } from '@keelson/render/testing'
 * const fake = createFakeRender({ runner: createProcessRunner({ cwd: 'app' }) })
 * try { … } finally { await fake.stop() }
 */
export function createProcessRunner(options: ProcessRunnerOptions): FakeRenderRunner {
  const {
    cwd,
    healthTimeoutMs = 30_000,
    healthIntervalMs = 100,
    drainTimeoutMs = 10_000,
    workerGraceMs = 500,
    clock = systemClock,
  } = options
  const sites = new Map<string, Site>()
  let stopping: Promise<void> | undefined
  /** A program that ends without calling `stop`, by an error that nobody caught, must not leave instances behind. */
  const onExit = () => {
    for (const { groups } of sites.values()) for (const group of groups) group.kill()
  }

  const startGroup = (site: Site, deploy: RunnerDeploy, run: Pick<Run, 'command' | 'env' | 'type' | 'instance'>) => {
    const { rootDir } = deploy.service
    const folder = typeof cwd === 'function' ? cwd(deploy.release.commit?.id) : cwd
    const { command, env, type, instance } = run
    const onLine = (message: string, level: 'info' | 'error') => deploy.onLog({ message, level, type, instance })
    const group = startProcessGroup({ command, env, cwd: resolvePath(folder, rootDir), clock, onLine })
    site.groups.add(group)
    void group.ended.then((end) => {
      site.groups.delete(group)
      const message = describeEnd(end, type)
      if (message) deploy.onLog({ message: `==> ${message}`, level: 'info', type, instance })
    })
    return group
  }

  /** A command that has to end well: build and pre-deploy. */
  const runToEnd = async (site: Site, deploy: RunnerDeploy, run: Pick<Run, 'command' | 'env' | 'instance'>) => {
    const group = startGroup(site, deploy, { ...run, type: 'build' })
    const cancel = () => void group.end(0)
    if (deploy.signal.aborted) cancel()
    deploy.signal.addEventListener('abort', cancel, { once: true })
    const end = await group.ended
    deploy.signal.removeEventListener('abort', cancel)
    if (end.status !== 0) deploy.onFailure(failureOf(end))
    return end.status === 0
  }

  /** Resolves when the instance serves, or with why it will not. */
  const waitUntilServing = async (
    deploy: RunnerDeploy,
    group: ProcessGroup,
    { port, instance }: { readonly port: number; readonly instance: string },
  ): Promise<FailureReason | undefined> => {
    const { service, release, signal } = deploy
    const stop = new AbortController()
    void group.ended.then(() => stop.abort())
    const waits = AbortSignal.any([signal, stop.signal])
    const pause = (ms: number) => sleep(clock, ms, waits).catch(() => undefined)
    if (service.type === 'background_worker') {
      await pause(workerGraceMs)
    } else {
      const { healthCheckHost: host } = service
      const { healthCheckPath: path } = release
      const deadline = clock.now() + healthTimeoutMs
      let found: HealthCheck = 'no_port'
      while (found !== 'healthy' && !waits.aborted && clock.now() < deadline) {
        found = await checkHealth({ port, path, host, clock })
        if (found !== 'healthy') await pause(healthIntervalMs)
      }
      if (found !== 'healthy' && !waits.aborted) {
        const message =
          found === 'no_port' ? noOpenPort : `${noGoodAnswer} ${host.replace(/:\d+$/, '')}:${port} ${path}`
        deploy.onLog({ message, level: 'error', type: 'app', instance })
        const timedOut = {
          timedOutSeconds: Math.ceil(healthTimeoutMs / 1000),
          timedOutReason: 'no open ports detected',
        }
        return { evicted: false, ...(found === 'no_port' ? timedOut : found) }
      }
    }
    if (signal.aborted) return { evicted: false }
    return waits.aborted ? failureOf(await group.ended) : undefined
  }

  const retire = async (site: Site, instance: Instance, idle: Promise<void> | undefined) => {
    const waits = new AbortController()
    void instance.group.ended.then(() => waits.abort())
    await Promise.race([idle, sleep(clock, drainTimeoutMs, waits.signal).catch(() => undefined)])
    waits.abort()
    await instance.group.end(instance.shutdownDelayMs)
    site.groups.delete(instance.group)
  }

  const start = async (site: Site, deploy: RunnerDeploy): Promise<RunnerOutcome> => {
    const { service, release, signal } = deploy
    const instance = `${service.id}-${deploy.id.slice(-5)}`
    const port = await findFreePort()
    const env = instanceEnvironment(service, release, instance, port)
    if (!deploy.skipBuild) deploy.onStatus('build_in_progress')
    if (!deploy.skipBuild && release.buildCommand) {
      if (!(await runToEnd(site, deploy, { command: release.buildCommand, env, instance }))) return 'build_failed'
    }
    if (!deploy.skipBuild && release.preDeployCommand && !signal.aborted) {
      deploy.onStatus('pre_deploy_in_progress')
      if (!(await runToEnd(site, deploy, { command: release.preDeployCommand, env, instance })))
        return 'pre_deploy_failed'
    }
    if (signal.aborted) return 'canceled'
    deploy.onStatus('update_in_progress')
    if (service.type === 'static_site' || service.type === 'cron_job') return 'live'
    if (!release.startCommand) {
      deploy.onLog({ message: '==> No start command', level: 'error', type: 'app', instance })
      deploy.onFailure({ evicted: false })
      return 'update_failed'
    }
    deploy.onLog({ message: `==> Running '${release.startCommand}'`, level: 'info', type: 'app', instance })
    const group = startGroup(site, deploy, { command: release.startCommand, env, type: 'app', instance })
    const { shutdownDelayMs = service.maxShutdownDelaySeconds * 1000 } = options
    const failure = await waitUntilServing(deploy, group, { port, instance })
    if (failure) {
      deploy.onFailure(failure)
      await group.end(shutdownDelayMs)
      return 'update_failed'
    }
    const before = site.live
    const target = site.front.switchTo(port)
    site.live = { group, shutdownDelayMs }
    if (before) void retire(site, before, target?.idle())
    return 'live'
  }

  const suspend = async (site: Site) => {
    site.front.switchTo(undefined)
    // Without a live instance only a build can be running, and it has nothing to finish.
    const { shutdownDelayMs } = site.live ?? { shutdownDelayMs: 0 }
    site.live = undefined
    await Promise.all([...site.groups].map((group) => group.end(shutdownDelayMs)))
  }

  const close = async (serviceId: string) => {
    const site = sites.get(serviceId)
    if (!site) return
    site.closed.abort()
    await suspend(site)
    sites.delete(serviceId)
    if (sites.size === 0) process.off('exit', onExit)
    await site.front.close()
  }

  return {
    async open({ id }) {
      const front = await openFront()
      if (stopping) {
        await front.close()
        throw new Error('the runner was stopped')
      }
      if (sites.size === 0) process.on('exit', onExit)
      sites.set(id, { front, live: undefined, groups: new Set(), closed: new AbortController() })
      return `http://127.0.0.1:${front.port}`
    },
    async run(deploy) {
      const site = sites.get(deploy.service.id)
      if (!site) return 'canceled'
      const signal = AbortSignal.any([deploy.signal, site.closed.signal])
      try {
        const outcome = await start(site, { ...deploy, signal })
        return signal.aborted && outcome !== 'live' ? 'canceled' : outcome
      } catch (error) {
        const message = `==> ${error instanceof Error ? error.message : String(error)}`
        deploy.onLog({ message, level: 'error', type: 'app', instance: deploy.id })
        deploy.onFailure({ evicted: false })
        return 'update_failed'
      }
    },
    async suspend(serviceId) {
      const site = sites.get(serviceId)
      if (site) await suspend(site)
    },
    close,
    stop() {
      stopping ??= Promise.all([...sites.keys()].map(close)).then(() => undefined)
      return stopping
    },
  }
}

interface Run {
  readonly command: string
  readonly env: Readonly<Record<string, string>>
  readonly type: 'app' | 'build'
  readonly instance: string
}

const noOpenPort =
  "==> Port scan timeout reached, no open ports detected. Bind your service to at least one port. If you don't need to receive traffic on any port, create a background worker instead."
const noGoodAnswer = '==> Timed out after waiting for internal health check to return a successful response code at:'

/** An end in Render's words; that of a command that did its work is told by what comes next. */
function describeEnd({ status, asked, problem }: ProcessEnd, type: 'app' | 'build'): string | undefined {
  if (problem) return `${type === 'app' ? 'The instance' : 'The command'} ${problem}`
  if (asked) return type === 'app' ? `Instance stopped with status ${status}` : undefined
  if (status !== 0) return `Exited with status ${status}`
  return type === 'app' ? 'Application exited early' : undefined
}

/** An end as Render's events tell it. */
function failureOf({ status }: ProcessEnd): FailureReason {
  return { evicted: false, ...(status === 0 ? { earlyExit: true } : { nonZeroExit: status }) }
}
