import { describeFaults } from './faults.ts'
import { table } from './neon/index.ts'

describeFaults(table, {
  vendor: 'Neon',
  once: [
    'createApiKey',
    'createBranch',
    'createDatabase',
    'createEndpoint',
    'createOrganizationApiKey',
    'createProject',
    'createRole',
    'createSnapshot',
    // Names can be given again: the second send could meet what somebody else has made since.
    'deleteDatabase',
    'deleteRole',
    'finalizeRestore',
    'recoverProject',
    'request with a body',
    'resetBranch',
    'resetRolePassword',
    'restartEndpoint',
    'restoreBranch',
    'restoreSnapshot',
    // By its old name.
    'updateDatabase',
  ],
})
