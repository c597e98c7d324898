import { formatError, isKeelsonError } from '@keelson/core'
import type { DeployError } from '../wait.js'

/**
 * Any error as lines for a terminal, as `formatError` of core; that of a deploy with its last log lines above it.
 *
 * @example
 * import * as render from '@keelson/render'
 * import { formatDeployFailure } from '@keelson/render/diagnose'
 * await render.deployAndWait(client, { serviceId }).catch((error) => console.error(formatDeployFailure(error)))
 */
export function formatDeployFailure(error: unknown): string {
  // By its name: it may come from another copy of this package.
  const { logs } = isKeelsonError(error) && error.name === 'DeployError' ? (error as DeployError) : { logs: [] }
  return [...logs.map(({ message }) => `  | ${message}`), formatError(error)].join('\n')
}
