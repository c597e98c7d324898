import type { Finding } from '../finding.js'
import { checkLimit, sourceOf } from './limit.js'
import { vercelPlanFacts } from './vercel-plan-facts.js'

/** What a front end needs of Vercel's Hobby plan, the only one whose limits are known here. */
export interface VercelHobbyNeeds {
  /** Whether it earns money for anybody: a shop, an advertisement, a company's site. */
  readonly commercial: boolean
  readonly bandwidthGbPerMonth?: number
  readonly edgeRequestsPerMonth?: number
  readonly functionInvocationsPerMonth?: number
  readonly functionSeconds?: number
}

/**
 * Why a front end does not fit into Vercel's Hobby plan; empty when it does. https://vercel.com/docs/limits/fair-use-guidelines
 *
 * @example
 * import { fitsVercelHobby } from '@keelson/core/plans'
 * const findings = fitsVercelHobby({ commercial: true }) // vercel_hobby_commercial
 */
export function fitsVercelHobby(needs: VercelHobbyNeeds): Finding[] {
  const { hobby } = vercelPlanFacts
  const fix = 'Take the Pro plan, or use less'
  const commercial: Finding = {
    code: 'vercel-hobby-commercial',
    severity: 'error',
    path: 'commercial',
    message: 'the Hobby plan is for personal, non-commercial use only; a site that earns money can be taken down',
    fix: 'Take the Pro plan, or host the front end elsewhere',
    source: sourceOf(hobby.commercial_use),
  }
  return [
    ...(needs.commercial ? [commercial] : []),
    ...checkLimit({
      code: 'vercel-hobby-bandwidth',
      path: 'bandwidthGbPerMonth',
      need: needs.bandwidthGbPerMonth,
      fact: hobby.bandwidth,
      unit: 'GB a month',
      fix,
    }),
    ...checkLimit({
      code: 'vercel-hobby-requests',
      path: 'edgeRequestsPerMonth',
      need: needs.edgeRequestsPerMonth,
      fact: hobby.edge_requests,
      unit: 'requests a month',
      fix,
    }),
    ...checkLimit({
      code: 'vercel-hobby-invocations',
      path: 'functionInvocationsPerMonth',
      need: needs.functionInvocationsPerMonth,
      fact: hobby.function_invocations,
      unit: 'function calls a month',
      fix,
    }),
    ...checkLimit({
      code: 'vercel-hobby-duration',
      path: 'functionSeconds',
      need: needs.functionSeconds,
      fact: hobby.function_max_duration,
      unit: 'seconds of one function call',
      fix: 'Move the work to a background job',
    }),
  ]
}
