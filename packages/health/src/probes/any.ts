import type { Probe, ProbeReading } from '@keelson/core'
import { combineProbes, describeTrouble, type CombinedProbeOptions } from '../probing/combined-probe.js'

export type { CombinedProbeOptions }

/**
 * One probe from several of which one has to pass: asked at the same time, it passes with the first that does, and the others
 * are called back. Otherwise it is as good as the best of them, has the code of that one and says how all are. It costs
 * what they cost together. Throws `config` without a probe.
 *
 * @example
 * import { any } from '@keelson/health/probes/any'
 * import { httpProbe } from '@keelson/health/probes/http'
 * const search = any([httpProbe('https://a.example.com/healthz'), httpProbe('https://b.example.com/healthz')])
 */
export function any(probes: readonly Probe[], options: CombinedProbeOptions = {}): Probe {
  return combineProbes('any', probes, options, async (ask, signal) => {
    const others = new AbortController()
    const asked = ask(AbortSignal.any([signal, others.signal]))
    try {
      return await Promise.any(asked.map((member) => member.then(passing)))
    } catch {
      const members = await Promise.all(asked)
      return describeTrouble(members.some(({ reading }) => reading.status === 'warn') ? 'warn' : 'fail', members)
    } finally {
      others.abort()
    }
  })
}

function passing({ reading }: { readonly reading: ProbeReading }): ProbeReading {
  if (reading.status === 'pass') return reading
  throw new Error('not passed')
}
