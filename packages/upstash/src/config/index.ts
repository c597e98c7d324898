export { estimateCommands } from './estimate-commands.js'
export type { BullmqUse, CeleryUse, CommandEstimate, RedisUse } from './estimate-commands.js'
export { lintUpstash } from './lint.js'
export type { RedisPurpose, UpstashConfig } from './lint.js'
