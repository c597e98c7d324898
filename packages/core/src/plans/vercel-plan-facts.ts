import type { PlanFacts } from './plan-fact.js'

// What Vercel documents of its plans, each figure with its page and the day it was read. Prices and limits change: compare
// `asOf` with your own today before you rely on one.

const pricing = 'api-evangelist/vercel plans/vercel-plans-pricing.yml (of 2026-05-04, from vercel.com/pricing)'
const functionLimits =
  "docs.rxresu.me/self-hosting/vercel ('Hobby's five-minute Function limit'); vercel.com/docs/functions/limitations (2026-07-01)"

/** Limits and prices by plan; units are written with each. */
export const vercelPlanFacts = {
  hobby: {
    bandwidth: { value: 100, unit: 'GB/month', source: pricing, asOf: '2026-05-04', confidence: 'secondary' },
    edge_requests: {
      value: 1_000_000,
      unit: 'requests/month',
      source: pricing,
      asOf: '2026-05-04',
      confidence: 'secondary',
    },
    function_invocations: {
      value: 1_000_000,
      unit: 'invocations/month',
      source: pricing,
      asOf: '2026-05-04',
      confidence: 'secondary',
    },
    active_cpu: { value: 4, unit: 'hours/month', source: pricing, asOf: '2026-05-04', confidence: 'secondary' },
    provisioned_memory: {
      value: 360,
      unit: 'GB-hours/month',
      source: pricing,
      asOf: '2026-05-04',
      confidence: 'secondary',
    },
    image_transformations: {
      value: 5000,
      unit: 'per month',
      source: pricing,
      asOf: '2026-05-04',
      confidence: 'secondary',
    },
    blob_storage: { value: 1, unit: 'GB', source: pricing, asOf: '2026-05-04', confidence: 'secondary' },
    commercial_use: { value: false, unit: 'bool', source: pricing, asOf: '2026-05-04', confidence: 'secondary' },
    function_max_duration: {
      value: 300,
      unit: 'seconds',
      source: functionLimits,
      asOf: '2026',
      confidence: 'secondary',
    },
  },
} as const satisfies PlanFacts
