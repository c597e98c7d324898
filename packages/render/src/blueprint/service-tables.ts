import type * as types from './blueprint-services.js'
import { image, registryCredential, source } from './build-tables.js'
import { ipAllow, keyValue } from './datastore-tables.js'
import type { Choice, Fields, TableOf } from './shape.js'
import { envVar } from './variable-tables.js'
import * as words from './words.js'

/** A service is one of five, by its type; a web service that only has files is a static site. */
export const service: Choice = {
  of: [server, staticSite, cronJob, workflow, keyValue],
  choose({ type, runtime }) {
    if (type === 'web') return runtime === 'static' ? staticSite : server
    const table = typeof type === 'string' && Object.hasOwn(byType, type) ? byType[type] : undefined
    if (table) return table
    const known = ['web', ...Object.keys(byType)].join(', ')
    if (type === undefined) return { problem: `has no type, which is one of ${known}` }
    const hint = type === 'static' ? '; a static site is a web service with runtime: static' : ''
    return { problem: `has the type ${JSON.stringify(type)}, and there are only ${known}${hint}` }
  },
}

const byType: Readonly<Record<string, Fields>> = {
  pserv: server,
  worker: server,
  cron: cronJob,
  workflow,
  keyvalue: keyValue,
  redis: keyValue,
}

/** What a service cannot say that is built elsewhere. */
const builtElsewhere = [
  'runtime',
  'repo',
  'branch',
  'image',
  'registryCredential',
  'buildCommand',
  'buildFilter',
  'dockerContext',
  'dockerfilePath',
  'previews',
  'pullRequestPreviewsEnabled',
  'previewPlan',
]

function container() {
  return {
    image,
    dockerfilePath: 'text',
    dockerContext: 'text',
    dockerCommand: 'text',
    registryCredential,
  } as const
}

function deploys() {
  return {
    autoDeployTrigger: { words: words.autoDeployTriggers },
    envVars: { each: envVar },
  } as const
}

function server(): TableOf<types.BlueprintServer> {
  return {
    what: 'a service',
    fields: {
      type: { words: ['web', 'pserv', 'worker'] },
      name: 'text',
      runtime: { words: words.runtimes },
      buildSource: 'text',
      plan: { words: words.serverPlans },
      region: { words: words.regions },
      ...source(),
      ...container(),
      preDeployCommand: 'text',
      startCommand: 'text',
      initialDeployHook: 'text',
      healthCheckPath: 'text',
      maxShutdownDelaySeconds: { min: 1, max: 300 },
      numInstances: { min: 1 },
      scaling,
      disk,
      domain: 'text',
      domains: { each: 'text' },
      renderSubdomainPolicy: { words: words.switches },
      ipAllowList: { each: ipAllow },
      maintenanceMode,
      previews,
      pullRequestPreviewsEnabled: 'boolean',
      previewPlan: { words: words.serverPlans },
      autoDeploy: 'boolean',
      ...deploys(),
    },
    required: ['type', 'name'],
    rule(value) {
      if (value['buildSource'] === undefined) return value['runtime'] === undefined ? ['has no runtime'] : []
      const both = builtElsewhere.filter((name) => value[name] !== undefined)
      return both.length > 0 ? [`has a buildSource, which says everything about ${both.join(', ')}`] : []
    },
  }
}

function staticSite(): TableOf<types.BlueprintStaticSite> {
  return {
    what: 'a static site',
    fields: {
      type: { words: ['web'] },
      name: 'text',
      runtime: { words: ['static'] },
      ...source(),
      staticPublishPath: 'text',
      preDeployCommand: 'text',
      headers: { each: header },
      routes: { each: route },
      domain: 'text',
      domains: { each: 'text' },
      renderSubdomainPolicy: { words: words.switches },
      ipAllowList: { each: ipAllow },
      previews: () => ({
        what: 'the previews of a static site',
        fields: { generation: { words: words.previewGenerations } },
        required: [],
      }),
      pullRequestPreviewsEnabled: 'boolean',
      autoDeploy: 'boolean',
      ...deploys(),
    },
    required: ['type', 'name', 'runtime'],
  }
}

function cronJob(): TableOf<types.BlueprintCronJob> {
  return {
    what: 'a cron job',
    fields: {
      type: { words: ['cron'] },
      name: 'text',
      runtime: { words: words.runtimes },
      schedule: 'text',
      plan: { words: words.cronPlans },
      region: { words: words.regions },
      ...source(),
      ...container(),
      preDeployCommand: 'text',
      startCommand: 'text',
      autoDeploy: 'boolean',
      ...deploys(),
    },
    required: ['type', 'name', 'runtime', 'schedule'],
  }
}

function workflow(): TableOf<types.BlueprintWorkflow> {
  return {
    what: 'a workflow',
    fields: {
      type: { words: ['workflow'] },
      name: 'text',
      runtime: { words: ['node', 'python'] },
      region: { words: words.regions },
      ...source(),
      startCommand: 'text',
      ...deploys(),
    },
    required: ['type', 'name', 'runtime', 'region', 'startCommand'],
  }
}

function disk(): TableOf<types.BlueprintDisk> {
  return {
    what: 'a disk',
    fields: { name: 'text', mountPath: 'text', sizeGB: { min: 1 } },
    required: ['name', 'mountPath'],
  }
}

function scaling(): TableOf<types.BlueprintScaling> {
  const percent = { min: 1, max: 90 }
  return {
    what: 'scaling',
    fields: {
      minInstances: { min: 1 },
      maxInstances: { min: 1 },
      targetMemoryPercent: percent,
      targetCPUPercent: percent,
    },
    required: [],
    rule: ({ minInstances, maxInstances }) =>
      Number(minInstances) > Number(maxInstances) ? ['has minInstances above maxInstances'] : [],
  }
}

function maintenanceMode(): TableOf<types.BlueprintMaintenanceMode> {
  return {
    what: 'maintenanceMode',
    fields: { enabled: 'boolean', uri: 'text' },
    required: [],
    rule: ({ uri }) => (typeof uri !== 'string' || URL.canParse(uri) ? [] : ['needs an uri with its scheme']),
  }
}

function previews(): TableOf<types.BlueprintServicePreviews> {
  return {
    what: 'the previews of a service',
    fields: {
      generation: { words: words.previewGenerations },
      plan: { words: words.serverPlans },
      numInstances: { min: 1 },
    },
    required: [],
  }
}

function header(): TableOf<{ path: string; name: string; value: string }> {
  return {
    what: 'a header',
    fields: { path: 'text', name: 'text', value: 'text' },
    required: ['path', 'name', 'value'],
  }
}

function route(): TableOf<types.BlueprintRoute> {
  return {
    what: 'a route',
    fields: { type: { words: ['redirect', 'rewrite'] }, source: 'text', destination: 'text' },
    required: ['type', 'source', 'destination'],
  }
}
