import type { FakeRenderRunner } from './runner.js'
import type { FakeCommit, FakeDeploy, FakeRelease, FakeService, Store } from './store.js'

/** What the operations work on. */
export interface World {
  readonly store: Store
  readonly timeline: DeployTimeline
  readonly runner: FakeRenderRunner | undefined
  /** The newest commit of a branch that the fake has not seen before. */
  readonly latestCommit: () => FakeCommit
  /** How long after its creation the DNS record of a custom domain can be seen, in milliseconds. */
  readonly dnsDelayMs: number
}

/** What a new deploy needs. */
export interface DeployStart {
  readonly trigger: string
  readonly skipBuild?: boolean
  readonly failAs?: 'build_failed' | 'update_failed' | undefined
  /** Waits in the queue even when nothing runs. */
  readonly forceQueue?: boolean
  /** Instead of the newest one of the branch. */
  readonly commit?: FakeCommit | undefined
  /** Instead of the service's image. */
  readonly imagePath?: string | undefined
  /** The release of an older deploy, which the service's settings must not replace. */
  readonly pinnedRelease?: FakeRelease
}

/** The states of all deploys, as time or a runner moves them on. */
export interface DeployTimeline {
  start(service: FakeService, start: DeployStart): FakeDeploy
  cancel(deploy: FakeDeploy): void
  /** Moves everything on to the present; called before each read. */
  settle(): void
  /** Ends the deploys of a service that is going away. */
  abandon(service: FakeService): void
}
