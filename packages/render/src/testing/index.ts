export { createFakeRender } from './fake-render.js'
export type { FakeRender, FakeRenderOptions, FakeRenderState } from './fake-render.js'
export type { FakeDeployDurations } from './deploy-timeline.js'
export type { FakeRenderFault, FakeRenderFaultRecord, FakeRenderFaults } from './faults.js'
export type { FakeRenderOperation } from './operations.js'
export { createProcessRunner } from './process-runner.js'
export type { ProcessRunnerOptions } from './process-runner.js'
export type { FakeRenderRateLimit, FakeRenderRateLimits } from './rate-limits.js'
export type { FakeRenderRunner, RunnerDeploy, RunnerOutcome, RunnerService } from './runner.js'
export type {
  FakeCall,
  FakeCommit,
  FakeDeploy,
  FakeDeployStatus,
  FakeLog,
  FakeOwner,
  FakeRelease,
  FakeService,
} from './store.js'
