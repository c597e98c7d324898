import { nearestName } from '../nearest-name.js'
import { checkSetting } from './check-setting.js'
import { gunicornSettings } from './settings-table.js'
import type { GunicornSettings } from './settings.js'

/** The name of each setting that gunicorn would refuse or misread, and why. */
export function* checkSettings(
  settings: GunicornSettings,
  version: string | undefined,
): Iterable<readonly [name: string, problem: string]> {
  const table = gunicornSettings()
  for (const [name, value] of Object.entries(settings)) {
    const setting = table.get(name)
    const problem = setting ? checkSetting(setting, value, version) : explainUnknown(name, table.keys())
    if (problem) yield [name, problem]
  }
  // What each value allows, but not next to another.
  const { max_requests = 0, max_requests_jitter: jitter = 0, keyfile, certfile } = settings
  if (typeof max_requests === 'number' && typeof jitter === 'number' && jitter > max_requests) {
    yield ['max_requests_jitter', `max_requests_jitter cannot be ${jitter}, above max_requests ${max_requests}`]
  }
  if (keyfile !== undefined && certfile === undefined) yield ['keyfile', 'keyfile needs certfile']
}

function explainUnknown(name: string, known: Iterable<string>): string {
  const near = nearestName(name, known)
  return `${name} is no setting of gunicorn${near ? `; did you mean ${near}?` : ''}`
}
