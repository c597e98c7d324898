import type { DeployStatus } from '../resources/deploys.schema.js'
import type { FailureReason } from '../resources/events.schema.js'
import type { FakeLog, FakeRelease } from './store.js'

/** A service as a runner sees it. */
export interface RunnerService {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly branch: string
  readonly rootDir: string
  /** What {@link FakeRenderRunner.open} answered. */
  readonly url: string
  readonly maxShutdownDelaySeconds: number
  /** What the health check asks for: a custom domain of the service, else the host of its address. */
  readonly healthCheckHost: string
}

/** One deploy that a runner carries out, and how it reports. */
export interface RunnerDeploy {
  readonly id: string
  readonly service: RunnerService
  readonly release: FakeRelease
  /** Whether the artifact of an earlier build is used. */
  readonly skipBuild: boolean
  /** Aborts when the deploy is canceled. */
  readonly signal: AbortSignal
  onStatus(status: DeployStatus): void
  /** Why it is about to fail, for the event that tells its end. @default the exit status 1 */
  onFailure(reason: FailureReason): void
  onLog(line: Pick<FakeLog, 'message' | 'instance' | 'type' | 'level'>): void
}

/** How a deploy ended for a runner. */
export type RunnerOutcome = 'live' | 'build_failed' | 'pre_deploy_failed' | 'update_failed' | 'canceled'

/** What carries deploys out for a fake Render. */
export interface FakeRenderRunner {
  /** Makes the address of a new service; it stays the same over all its deploys. */
  open(service: { readonly id: string; readonly name: string }): Promise<string>
  /** Builds, starts, waits for health and switches the traffic. Never rejects. */
  run(deploy: RunnerDeploy): Promise<RunnerOutcome>
  /** Ends what runs of a service; its address stays. */
  suspend(serviceId: string): Promise<void>
  /** Ends what runs of a service and gives its address up. */
  close(serviceId: string): Promise<void>
  /** Ends everything that was started, and resolves when it is gone; may be called again. */
  stop(): Promise<void>
}
