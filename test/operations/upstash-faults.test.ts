import { describeFaults } from './faults.ts'
import { table } from './upstash/index.ts'

describeFaults(table, {
  vendor: 'Upstash',
  once: [
    'createRedisBackup',
    'createRedisDatabase',
    'createTeam',
    'moveRedisToTeam',
    'request',
    'resetRedisPassword',
    'restoreRedisBackup',
  ],
})
