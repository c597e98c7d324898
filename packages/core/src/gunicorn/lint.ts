import type { Finding } from '../finding.js'
import type { GunicornConfig } from './gunicorn-config.js'
import { checkSettings } from './check-settings.js'
import { replacementRules, timeRules } from './lint-requests.js'
import { networkRules, processRules } from './lint-surroundings.js'
import { createView, type GunicornContext, type Rules } from './lint-view.js'
import { countRules, kindRules, originRules } from './lint-workers.js'

export type { GunicornContext } from './lint-view.js'

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
export function lintGunicorn(config: GunicornConfig, context: GunicornContext = {}): Finding[] {
  const view = createView(config, context)
  return [
    settingRules,
    originRules,
    countRules,
    kindRules,
    timeRules,
    replacementRules,
    networkRules,
    processRules,
  ].flatMap((rules) =>
    Array.from(rules(view), ([code, severity, path, message, fix, source]) => ({
      code,
      severity,
      path,
      message,
      fix,
      source: source ?? `https://gunicorn.org/reference/settings/#${path.slice(9)}`,
    })),
  )
}

/** What `defineGunicorn` refuses, in its own words. */
const settingRules: Rules = function* ({ config: { version }, settings }) {
  for (const [name, problem] of checkSettings(settings, version)) {
    yield [
      'gunicorn-setting-invalid',
      'error',
      `settings.${name}`,
      `gunicorn refuses or misreads it: ${problem}`,
      `Correct ${name}, or remove it`,
    ]
  }
}
