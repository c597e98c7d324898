import type { PlanFacts } from '@keelson/core/plans'

// What Render documents of its plans, each figure with its page and the day it was read. Prices and limits change: compare
// `asOf` with your own today before you rely on one.

const instanceTypes =
  'render-oss/skills (official) skills/render-scaling/references/instance-types.md + render-deploy/references/blueprint-spec.md @3f2aa30'
const pricing = 'api-evangelist/render plans/render-plans-pricing.yml (of 2026-05-04, from render.com/pricing)'
const configurationGuide = 'render-oss/skills skills/render-deploy/references/configuration-guide.md @3f2aa30'
const freePage = 'render.com/docs/free as cited by third parties 2026; official skills page says ~30 s'
const webServices = 'render-oss/skills skills/render-web-services/SKILL.md @3f2aa30'
const freeDatabases =
  'ericrisco/rsc-harness skills/render/SKILL.md, dated 2026-06-02 against render.com/docs (older copies of render.com/docs/free say 90 days)'
const serviceMapping = 'render-oss/skills render-migrate-from-heroku/references/service-mapping.md @3f2aa30'
const bandwidthPage = 'render.com/docs/outbound-bandwidth copy that names the 2026-04-23 workspace plans'
const deployLifecycle = 'render-oss/skills render-web-services/references/deploy-lifecycle.md @3f2aa30'
const troubleshooting = 'render.com/docs/troubleshooting-deploys as cited by third parties 2026'
const support = "Render's support, as quoted by users since 2025-09-26"

/** Limits and prices by plan; units are written with each. */
export const planFacts = {
  free: {
    cpu: { value: 0.1, unit: 'vCPU', source: instanceTypes, asOf: '2026-08-18', confidence: 'documented' },
    memory: { value: 512, unit: 'MB', source: instanceTypes, asOf: '2026-08-18', confidence: 'documented' },
    price: { value: 0, unit: 'USD/month/instance', source: pricing, asOf: '2026-05-04', confidence: 'secondary' },
    instance_hours: {
      value: 750,
      unit: 'hours/month/workspace',
      source: configurationGuide,
      asOf: '2026-08-18',
      confidence: 'documented',
    },
    idle_spin_down: {
      value: 15,
      unit: 'minutes without inbound traffic',
      source: configurationGuide,
      asOf: '2026-08-18',
      confidence: 'documented',
    },
    cold_start: {
      value: 60,
      unit: 'seconds (up to about)',
      source: freePage,
      asOf: '2026-08-18',
      confidence: 'secondary',
      note: '30-60 s; plan health checks for it',
    },
    max_instances: { value: 1, unit: 'instances', source: instanceTypes, asOf: '2026-08-18', confidence: 'documented' },
    service_types: {
      value: 'web_service',
      unit: 'service type',
      source: instanceTypes,
      asOf: '2026-08-18',
      confidence: 'documented',
      note: 'free is for web services only; also free Postgres and Key Value exist',
    },
    persistent_disk: { value: false, unit: 'bool', source: webServices, asOf: '2026-08-18', confidence: 'documented' },
    blocked_outbound_ports: {
      value: [25, 465, 587],
      unit: 'TCP ports',
      source: support,
      asOf: '2025-09-26',
      confidence: 'secondary',
      note: 'port 2525 of a mail relay and HTTPS are open',
    },
  },
  starter: {
    cpu: { value: 0.5, unit: 'vCPU', source: instanceTypes, asOf: '2026-08-18', confidence: 'documented' },
    memory: { value: 512, unit: 'MB', source: instanceTypes, asOf: '2026-08-18', confidence: 'documented' },
    price: { value: 7, unit: 'USD/month/instance', source: pricing, asOf: '2026-05-04', confidence: 'secondary' },
  },
  standard: {
    cpu: { value: 1, unit: 'vCPU', source: instanceTypes, asOf: '2026-08-18', confidence: 'documented' },
    memory: { value: 2048, unit: 'MB', source: instanceTypes, asOf: '2026-08-18', confidence: 'documented' },
    price: { value: 25, unit: 'USD/month/instance', source: pricing, asOf: '2026-05-04', confidence: 'secondary' },
  },
  pro: {
    cpu: { value: 2, unit: 'vCPU', source: instanceTypes, asOf: '2026-08-18', confidence: 'documented' },
    memory: { value: 4096, unit: 'MB', source: instanceTypes, asOf: '2026-08-18', confidence: 'documented' },
    price: { value: 85, unit: 'USD/month/instance', source: pricing, asOf: '2026-05-04', confidence: 'secondary' },
  },
  pro_plus: {
    cpu: { value: 4, unit: 'vCPU', source: instanceTypes, asOf: '2026-08-18', confidence: 'documented' },
    memory: { value: 8192, unit: 'MB', source: instanceTypes, asOf: '2026-08-18', confidence: 'documented' },
    price: { value: 175, unit: 'USD/month/instance', source: pricing, asOf: '2026-05-04', confidence: 'secondary' },
  },
  pro_max: {
    cpu: { value: 4, unit: 'vCPU', source: instanceTypes, asOf: '2026-08-18', confidence: 'documented' },
    memory: { value: 16384, unit: 'MB', source: instanceTypes, asOf: '2026-08-18', confidence: 'documented' },
    price: { value: 225, unit: 'USD/month/instance', source: pricing, asOf: '2026-05-04', confidence: 'secondary' },
  },
  pro_ultra: {
    cpu: { value: 8, unit: 'vCPU', source: instanceTypes, asOf: '2026-08-18', confidence: 'documented' },
    memory: { value: 32768, unit: 'MB', source: instanceTypes, asOf: '2026-08-18', confidence: 'documented' },
    price: { value: 450, unit: 'USD/month/instance', source: pricing, asOf: '2026-05-04', confidence: 'secondary' },
  },
  free_postgres: {
    active_databases: {
      value: 1,
      unit: 'databases/workspace',
      source: configurationGuide,
      asOf: '2026-08-18',
      confidence: 'documented',
    },
    storage: { value: 1, unit: 'GB', source: configurationGuide, asOf: '2026-08-18', confidence: 'documented' },
    memory: { value: 256, unit: 'MB', source: configurationGuide, asOf: '2026-08-18', confidence: 'documented' },
    cpu: { value: 0.1, unit: 'vCPU', source: configurationGuide, asOf: '2026-08-18', confidence: 'documented' },
    expires_after: { value: 30, unit: 'days', source: freeDatabases, asOf: '2026-06-02', confidence: 'secondary' },
  },
  free_keyvalue: {
    memory: { value: 25, unit: 'MB', source: serviceMapping, asOf: '2026-08-18', confidence: 'documented' },
    connections: {
      value: 50,
      unit: 'connections',
      source: serviceMapping,
      asOf: '2026-08-18',
      confidence: 'documented',
    },
  },
  all: {
    outbound_bandwidth_overage: {
      value: 0.15,
      unit: 'USD/GB',
      source: bandwidthPage,
      asOf: '2026-04-23',
      confidence: 'secondary',
      note: 'Aug 2025 model was 15 USD per 100 GB block; older 30 USD per 100 GB',
    },
    build_command_timeout: {
      value: 120,
      unit: 'minutes',
      source: configurationGuide,
      asOf: '2026-08-18',
      confidence: 'documented',
    },
    pre_deploy_command_timeout: {
      value: 30,
      unit: 'minutes',
      source: configurationGuide,
      asOf: '2026-08-18',
      confidence: 'documented',
    },
    start_command_timeout: {
      value: 15,
      unit: 'minutes',
      source: configurationGuide,
      asOf: '2026-08-18',
      confidence: 'documented',
    },
    proxy_idle: {
      value: 120,
      unit: 'seconds',
      source: troubleshooting,
      asOf: '2026-08-18',
      confidence: 'secondary',
      note: "no figure of the proxy itself is published; it is what Render advises for Node's keepAliveTimeout against 502s",
    },
    default_shutdown_delay: {
      value: 30,
      unit: 'seconds',
      source: deployLifecycle,
      asOf: '2026-08-18',
      confidence: 'documented',
    },
    max_shutdown_delay: {
      value: 300,
      unit: 'seconds (1-300)',
      source: deployLifecycle,
      asOf: '2026-08-18',
      confidence: 'documented',
    },
  },
} as const satisfies PlanFacts
