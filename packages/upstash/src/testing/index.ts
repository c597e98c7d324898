export { createFakeUpstash } from './fake-upstash.js'
export type {
  FakeUpstash,
  FakeUpstashFault,
  FakeUpstashOperation,
  FakeUpstashOptions,
  FakeUpstashState,
} from './fake-upstash.js'
export type { FakeUpstashHost } from './host.js'
export type { FakeBackup, FakeRedisDatabase, FakeTeam } from './world.js'
