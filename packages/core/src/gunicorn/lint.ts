import type { Finding } from '../finding.js'
import type { GunicornConfig } from './gunicorn-config.js'
import { networkRules } from './lint-network.js'
import { processRules } from './lint-process.js'
import { requestRules } from './lint-requests.js'
import { createView, type LintGunicornContext } from './lint-view.js'
import { workerRules } from './lint-workers.js'

export type { LintGunicornContext } from './lint-view.js'

/**
 * What gunicorn takes without a word and will hurt, or cannot work, in these surroundings. Pure; what the context leaves out
 * is not judged.
 *
 * https://gunicorn.org/reference/settings/
 *
 * @example
 * import { lintGunicorn, parseGunicornArgs } from '@keelson/core/gunicorn'
 * const config = parseGunicornArgs('gunicorn shop.wsgi --max-requests=1000')
 * for (const { severity, message, fix } of lintGunicorn(config, { appPeakMb: 398 })) console.log(severity, message, fix)
 */
export function lintGunicorn(config: GunicornConfig, context: LintGunicornContext = {}): Finding[] {
  const view = createView(config, context)
  return [...workerRules, ...requestRules, ...networkRules, ...processRules].flatMap((rule) => {
    const found = rule(view)
    if (!found) return []
    const [code, severity, path, message, fix, source = `https://gunicorn.org/reference/settings/#${path.slice(9)}`] =
      found
    return { code, severity, path, message, fix, source }
  })
}
