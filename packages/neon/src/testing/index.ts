export type { FakeOrganization } from './account.js'
export type { FakeApiKey } from './api-keys.js'
export type { FakeNeonCompute } from './compute.js'
export type { FakeUse } from './consumption.js'
export { createFakeNeon } from './fake-neon.js'
export type { FakeNeon, FakeNeonFaultKind, FakeNeonOptions, FakeNeonState } from './fake-neon.js'
export type { FakeNeonDurations } from './operation-timeline.js'
export type { FakeNeonOperation } from './operations.js'
export type { FakeSnapshot } from './snapshots.js'
export type {
  FakeBranch,
  FakeDatabase,
  FakeEndpoint,
  FakeNeonAction,
  FakeOperation,
  FakeProject,
  FakeRole,
} from './store.js'
