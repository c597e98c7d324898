import { describeFaults } from './faults.ts'
import { table } from './render/index.ts'

describeFaults(table, {
  vendor: 'Render',
  once: [
    'createCustomDomain',
    'createDeploy',
    'createDisk',
    'createEnvGroup',
    'createEnvironment',
    'createJob',
    'createKeyValue',
    'createPostgres',
    'createPostgresExport',
    'createPostgresUser',
    'createPreview',
    'createProject',
    'createService',
    'createWebhook',
    'recoverPostgres',
    'restartPostgres',
    'restartService',
    'restoreDiskSnapshot',
    'rollbackDeploy',
    'runCronJob',
    // Render refuses a size that is not larger, so a second time would look like a failure.
    'updateDisk to a larger size',
  ],
  adopts: ['createDeploy', 'rollbackDeploy'],
  moving: ['createDeploy', 'getJob', 'listJobs', 'rollbackDeploy'],
})
