import { Refusal } from '@keelson/core/testing'
import type { DeployStatus } from '../resources/deploys.schema.js'
import { writeDeployEvents } from './events.js'
import { healthCheckHost } from './custom-domains.js'
import { linkedEnvVars } from './env-groups.js'
import type { FakeRenderRunner, RunnerOutcome } from './runner.js'
import { currentRelease } from './service-record.js'
import type { FakeDeploy, FakeRelease, FakeService, Store } from './store.js'
import type { DeployTimeline } from './world.js'

/** How long each state of a deploy lasts without a runner, in milliseconds. */
export interface FakeDeployDurations {
  /** @default 500 */
  readonly created?: number
  /** Only of a deploy that a fault has put into the queue: the others wait for the deploy before them. @default 1000 */
  readonly queued?: number
  /** @default 5000 */
  readonly build?: number
  /** @default 2000 */
  readonly preDeploy?: number
  /** @default 3000 */
  readonly update?: number
}

interface TimelineOptions {
  readonly store: Store
  readonly durations: FakeDeployDurations
  readonly overlap: 'wait' | 'override'
  readonly runner: FakeRenderRunner | undefined
}

const ended: readonly DeployStatus[] = [
  'live',
  'deactivated',
  'build_failed',
  'pre_deploy_failed',
  'update_failed',
  'canceled',
]

type Line = readonly [type: 'app' | 'build', level: 'info' | 'error', text: string]

/** What the log says of a state, in Render's words; the other states are silent. */
function announcementOf(status: DeployStatus, { buildCommand, preDeployCommand }: FakeRelease): Line | undefined {
  const lines: Partial<Record<DeployStatus, Line>> = {
    build_in_progress: [
      'build',
      'info',
      `==> ${buildCommand ? `Running build command '${buildCommand}'` : 'Building'}...`,
    ],
    pre_deploy_in_progress: ['build', 'info', `==> Starting pre-deploy: ${preDeployCommand}`],
    update_in_progress: ['app', 'info', '==> Deploying...'],
    live: ['app', 'info', '==> Your service is live 🎉'],
    build_failed: ['build', 'error', '==> Build failed 😞'],
    pre_deploy_failed: ['build', 'error', '==> Pre-deploy has failed'],
    update_failed: ['app', 'error', '==> Deploy failed'],
    canceled: ['build', 'info', '==> Deploy canceled'],
  }
  return lines[status]
}

/** What it says where a state ends well. */
const completions: Partial<Record<DeployStatus, string>> = {
  build_in_progress: '==> Build successful 🎉',
  pre_deploy_in_progress: '==> Pre-deploy complete!',
}

function hasEnded(deploy: FakeDeploy): boolean {
  return ended.includes(deploy.status)
}

/** A timeline over the deploys of a store. */
export function createDeployTimeline({ store, durations, overlap, runner }: TimelineOptions): DeployTimeline {
  const { clock } = store
  const { created = 500, queued = 1000, build = 5000, preDeploy = 2000, update = 3000 } = durations
  const running = new Map<string, AbortController>()

  const deploysOf = (service: FakeService) =>
    [...store.deploys.values()].filter((deploy) => deploy.serviceId === service.id)
  /** States may be moved on long after they were due: they get the date at which they were. */
  const dateAt = (at: number) => Math.round(clock.date() - (clock.now() - at))

  const moveTo = (deploy: FakeDeploy, status: DeployStatus, at: number) => {
    const completion = /_in_progress$|^live$/.test(status) ? completions[deploy.status] : undefined
    deploy.status = status
    deploy.updatedAt = dateAt(at)
    if (status === 'build_in_progress' || status === 'update_in_progress') deploy.startedAt ??= deploy.updatedAt
    const { serviceId: resource, id: instance } = deploy
    const announcement = announcementOf(status, deploy.release)
    for (const line of [completion && (['build', 'info', completion] as const), announcement]) {
      if (!line) continue
      const [type, level, message] = line
      store.log({ message, resource, instance, type, level }, deploy.updatedAt)
    }
    writeDeployEvents(store, deploy, status)
    if (!hasEnded(deploy)) return
    deploy.finishedAt = deploy.updatedAt
    deploy.dueAt = undefined
    const service = store.services.get(deploy.serviceId)
    if (!service) return
    service.freeAt = at
    if (status !== 'live') return
    for (const other of deploysOf(service)) {
      if (other === deploy || other.status !== 'live') continue
      other.status = 'deactivated'
      other.updatedAt = dateAt(at)
    }
  }

  /** The states of a deploy after `created`, and how long each lasts. */
  const phases = ({ skipBuild, failAs, release }: FakeDeploy): readonly (readonly [DeployStatus, number])[] => {
    const rest: (readonly [DeployStatus, number])[] = []
    if (!skipBuild || failAs === 'build_failed') rest.push(['build_in_progress', build])
    if (failAs === 'build_failed') return [...rest, ['build_failed', 0]]
    if (release.preDeployCommand && !skipBuild) rest.push(['pre_deploy_in_progress', preDeploy])
    return [...rest, ['update_in_progress', update], [failAs ?? 'live', 0]]
  }

  const step = (deploy: FakeDeploy, at: number) => {
    const all = phases(deploy)
    const [status, lasts] = all[all.findIndex(([phase]) => phase === deploy.status) + 1] ?? ['live', 0]
    moveTo(deploy, status, at)
    if (!hasEnded(deploy)) deploy.dueAt = at + lasts
  }

  const finish = (deploy: FakeDeploy, outcome: RunnerOutcome) => {
    running.delete(deploy.id)
    // A deploy that was canceled meanwhile has its end already.
    if (!hasEnded(deploy)) moveTo(deploy, outcome, clock.now())
    settle()
  }

  const carryOut = (deploy: FakeDeploy, service: FakeService, by: FakeRenderRunner) => {
    const controller = new AbortController()
    running.set(deploy.id, controller)
    if (deploy.failAs) {
      for (const [status] of phases(deploy)) moveTo(deploy, status, clock.now())
      running.delete(deploy.id)
      return
    }
    const { id, name, type, branch, rootDir, url } = service
    const { maxShutdownDelaySeconds = 30 } = service.details
    const outcome = by.run({
      id: deploy.id,
      service: {
        id,
        name,
        type,
        branch,
        rootDir,
        url,
        maxShutdownDelaySeconds: Number(maxShutdownDelaySeconds),
        healthCheckHost: healthCheckHost(service, store),
      },
      release: deploy.release,
      skipBuild: deploy.skipBuild,
      signal: controller.signal,
      onStatus: (status) => {
        if (!hasEnded(deploy)) moveTo(deploy, status, clock.now())
      },
      onFailure: (reason) => {
        deploy.failure = reason
      },
      onLog: (line) => store.log({ ...line, resource: id }),
    })
    void outcome.then((end) => finish(deploy, end))
  }

  const begin = (deploy: FakeDeploy, service: FakeService, at: number) => {
    // The environment is that of the moment at which work begins: changes made while waiting count.
    const { commit, imagePath } = deploy.release
    if (!deploy.pinned)
      deploy.release = { ...currentRelease(service, linkedEnvVars(store, service.id)), commit, imagePath }
    if (runner) return carryOut(deploy, service, runner)
    deploy.status = 'created'
    deploy.dueAt = at + created
  }

  const settleService = (service: FakeService) => {
    for (;;) {
      const now = clock.now()
      const open = deploysOf(service).filter((deploy) => !hasEnded(deploy))
      const active = open.find((deploy) => deploy.status !== 'queued')
      if (active) {
        if (active.dueAt === undefined || active.dueAt > now) return
        step(active, active.dueAt)
        continue
      }
      const next = open.at(-1)
      if (!next || (next.dueAt ?? 0) > now) return
      const at = Math.max(next.dueAt ?? 0, service.freeAt)
      // Of several that wait only the newest is worth deploying.
      for (const skipped of open.slice(0, -1)) moveTo(skipped, 'canceled', at)
      moveTo(next, 'created', at)
      begin(next, service, at)
    }
  }

  const settle = () => {
    for (const service of store.services.values()) settleService(service)
  }

  const cancel = (deploy: FakeDeploy) => {
    moveTo(deploy, 'canceled', clock.now())
    running.get(deploy.id)?.abort()
  }

  return {
    start(service, { trigger, skipBuild = false, failAs, forceQueue = false, commit, imagePath, pinnedRelease }) {
      if (service.suspended) throw new Refusal(400, 'the service is suspended')
      settleService(service)
      const before = deploysOf(service).filter((deploy) => !hasEnded(deploy))
      if (overlap === 'override') for (const deploy of before) cancel(deploy)
      const waits = forceQueue || (overlap === 'wait' && before.length > 0)
      const now = clock.now()
      const current = currentRelease(service, linkedEnvVars(store, service.id))
      const chosen = { commit: commit ?? current.commit, imagePath: imagePath ?? current.imagePath }
      const deploy: FakeDeploy = {
        id: store.newId('dep'),
        sequence: store.nextSequence(),
        serviceId: service.id,
        trigger,
        createdAt: clock.date(),
        release: pinnedRelease ?? { ...current, ...chosen },
        status: waits ? 'queued' : 'created',
        updatedAt: clock.date(),
        startedAt: undefined,
        finishedAt: undefined,
        skipBuild,
        failAs,
        failure: { evicted: false, nonZeroExit: 1 },
        pinned: pinnedRelease !== undefined,
        dueAt: forceQueue && !runner ? now + queued : undefined,
      }
      store.deploys.set(deploy.id, deploy)
      if (waits) settleService(service)
      else begin(deploy, service, now)
      return deploy
    },
    cancel(deploy) {
      if (hasEnded(deploy)) throw new Refusal(400, `deploy ${deploy.id} is ${deploy.status} and cannot be canceled`)
      cancel(deploy)
      settle()
    },
    settle,
    abandon(service) {
      for (const deploy of deploysOf(service)) if (!hasEnded(deploy)) cancel(deploy)
    },
  }
}
