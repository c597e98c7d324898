export { databaseProbe } from './database-probe.js'
export { quotaProbe } from './quota-probe.js'
export type { QuotaParams, QuotaProbeOptions } from './quota-probe.js'
