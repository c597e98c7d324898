export { createFakeUpstash } from './fake-upstash.js'
export type {
  FakeUpstash,
  FakeUpstashFault,
  FakeUpstashOperation,
  FakeUpstashOptions,
  FakeUpstashState,
} from './fake-upstash.js'
export type { FakeRedisDatabase } from './databases.js'
export type { FakeUpstashHost } from './host.js'
