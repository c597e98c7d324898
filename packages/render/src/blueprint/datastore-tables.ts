import type { BlueprintDatabase, BlueprintIpAllow, BlueprintKeyValue } from './blueprint-datastores.js'
import type { TableOf } from './shape.js'
import * as words from './words.js'

const diskSize = { min: 1, step: 5 }

export function database(): TableOf<BlueprintDatabase> {
  return {
    what: 'a database',
    fields: {
      name: 'text',
      plan: { words: words.postgresPlans },
      region: { words: words.regions },
      postgresMajorVersion: { words: words.postgresVersions },
      databaseName: 'text',
      user: 'text',
      diskSizeGB: diskSize,
      storageAutoscalingEnabled: 'boolean',
      connectionPool: { words: words.connectionPools },
      ipAllowList: { each: ipAllow },
      highAvailability: () => ({ what: 'highAvailability', fields: { enabled: 'boolean' }, required: ['enabled'] }),
      readReplicas: { each: () => ({ what: 'a read replica', fields: { name: 'text' }, required: ['name'] }) },
      previewPlan: { words: words.postgresPlans },
      previewDiskSizeGB: diskSize,
    },
    required: ['name'],
  }
}

export function keyValue(): TableOf<BlueprintKeyValue> {
  return {
    what: 'a Key Value',
    fields: {
      type: { words: ['keyvalue', 'redis'] },
      name: 'text',
      plan: { words: words.keyValuePlans },
      region: { words: words.regions },
      maxmemoryPolicy: { words: words.maxmemoryPolicies },
      persistenceMode: { words: words.persistenceModes },
      ipAllowList: { each: ipAllow },
      previewPlan: { words: words.keyValuePlans },
    },
    required: ['type', 'name', 'ipAllowList'],
  }
}

export function ipAllow(): TableOf<BlueprintIpAllow> {
  return { what: 'an address range', fields: { source: 'text', description: 'text' }, required: ['source'] }
}
