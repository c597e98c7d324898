import type { Probe } from '@keelson/core'
import { combineProbes, describeTrouble, worstOf, type CombinedProbeOptions } from '../probing/combined-probe.js'

export type { CombinedProbeOptions }

/**
 * One probe from several that must all pass: asked at the same time, it is as bad as the worst of them, says which these are and
 * has the code of the first. It costs what they cost together. Throws `config` without a probe.
 *
 * @example
 * import { all } from '@keelson/health/probes/all'
 * import { postgresProbe } from '@keelson/health/probes/postgres'
 * import { redisProbe } from '@keelson/health/probes/redis'
 * const data = all([postgresProbe(pool), redisProbe(redis)], { name: 'data', timeoutMs: 2000 })
 */
export function all(probes: readonly Probe[], options: CombinedProbeOptions = {}): Probe {
  return combineProbes('all', probes, options, async (ask, signal) => {
    const members = await Promise.all(ask(signal))
    // Of releases that differ none is what is served.
    const [release, serviceId] = (['release', 'serviceId'] as const).map((field) => {
      return [...new Set(members.flatMap(({ reading }) => reading[field] ?? []))].join(', ') || undefined
    })
    const status = worstOf(members)
    return { ...(status === 'pass' ? { status } : describeTrouble(status, members)), release, serviceId }
  })
}
