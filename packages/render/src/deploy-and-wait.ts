import { sleep, type CallOptions, type WaitOptions } from '@keelson/core'
import type { RenderClient } from './client.js'
import { readDeployLog, showLine } from './deploy-log.js'
import { createDeploy, type CreateDeployParams } from './resources/deploys.js'
import type { Deploy } from './resources/deploys.schema.js'
import type { Log } from './resources/logs.schema.js'
import { DeployError, deployResume, waitForDeploy } from './wait.js'

/** Options of {@link deployAndWait}. */
export interface DeployAndWaitOptions extends WaitOptions<Deploy> {
  /** How many of its last log lines come with the error; 0 for none. @default 50 */
  readonly logLines?: number | undefined
}

/** Render shows a line some time after it was written, and the end of a deploy at once. */
const settleMs = 2000

/**
 * Starts a deploy and waits until that very deploy is live, 30 minutes at most by default. With `resume` nothing is started.
 *
 * Throws {@link DeployError} (`wait_failed`) when it ends otherwise; after a failure its `logs` are the last lines of the build
 * (or of the process, when the build was good), redacted. `wait_timeout`, `aborted` and what a look itself throws have the `resume` to go on with.
 * https://api-docs.render.com/reference/create-deploy
 *
 * @example
 * import * as render from '@keelson/render'
 * import { formatDeployFailure } from '@keelson/render/diagnose'
 * try {
 *   await render.deployAndWait(client, { serviceId: 'srv-…', commitId: '4f2a…' })
 * } catch (error) {
 *   console.error(formatDeployFailure(error))
 *   process.exitCode = 1
 * }
 */
export async function deployAndWait(
  client: RenderClient,
  params: CreateDeployParams,
  { logLines = 50, ...options }: DeployAndWaitOptions = {},
): Promise<Deploy> {
  const { serviceId } = params
  const { signal } = options
  // A resume that is of something else starts nothing either: the wait refuses it.
  const resume = options.resume ?? deployResume(serviceId, await createDeploy(client, params, { signal }))
  try {
    return await waitForDeploy(client, { serviceId, deployId: String(resume['deployId']) }, { ...options, resume })
  } catch (error) {
    if (!(error instanceof DeployError) || !error.outcome.endsWith('_failed')) throw error
    const logs = await lastLines(client, serviceId, error.deploy, logLines, { signal })
    throw Object.assign(error, { logs })
  }
}

/** Never throws: why the log cannot be read is not why the deploy failed. */
async function lastLines(
  client: RenderClient,
  serviceId: string,
  deploy: Deploy,
  limit: number,
  { signal }: CallOptions,
): Promise<readonly Log[]> {
  if (limit <= 0) return []
  const type = deploy.status === 'build_failed' ? (['build'] as const) : (['build', 'app'] as const)
  try {
    await sleep(client.clock, settleMs, signal)
    const options = { signal, retry: 3, totalTimeoutMs: 15_000 }
    const lines = await readDeployLog(client, { serviceId, deploy, type, limit }, options)
    return lines.map((line) => ({ ...line, message: showLine(client, line.message) }))
  } catch {
    return []
  }
}
