import { isKeelsonError, type CallOptions } from '@keelson/core'
import * as input from '@keelson/core/input'
import type { RenderClient } from './client.js'
import { applyEnvVars, explained, planEnvVars, type DesiredEnvVars, type EnvVarPlan } from './env-plan.js'
import { createDeploy } from './resources/deploys.js'
import type { Deploy } from './resources/deploys.schema.js'

/** What {@link ensureEnvVars} makes sure of. */
export interface EnsureEnvVarsParams extends DesiredEnvVars {
  readonly serviceId: string
  /** Whether a change is followed by the deploy without which it has no effect. @default 'start' */
  readonly deploy?: 'start' | 'none'
}

/** What {@link ensureEnvVars} did. */
export interface EnsuredEnvVars {
  /** What was changed, without values. */
  readonly plan: EnvVarPlan
  /** The deploy that was started; none when nothing was changed. */
  readonly deploy?: Deploy | undefined
}

/**
 * Makes sure that a service has these variables, one write for each that differs, and then starts one deploy; running it again
 * is free. Variables that are not mentioned stay, as do those of linked groups. The deploy is not waited for.
 *
 * An error says which variables are changed already: running it again goes on with the rest. A run that finds nothing left to
 * change starts no deploy: where one may be missing, the error says to call `createDeploy`.
 * https://api-docs.render.com/reference/update-env-var
 *
 * @example
 * import * as render from '@keelson/render'
 * const serviceId = 'srv-…'
 * const { plan, deploy } = await render.ensureEnvVars(client, { serviceId, set: { DEBUG: 'false' }, unset: ['OLD_FLAG'] })
 * console.log(render.formatEnvVarPlan(plan))
 * if (deploy) await render.waitForDeploy(client, { serviceId, deployId: deploy.id })
 */
export async function ensureEnvVars(
  client: RenderClient,
  params: EnsureEnvVarsParams,
  options?: CallOptions,
): Promise<EnsuredEnvVars> {
  const { serviceId, deploy = 'start', ...desired } = params
  input.check(client, 'PUT /services/{serviceId}/env-vars/{envVarKey}', [
    input.word('deploy', deploy, ['start', 'none']),
  ])
  const plan = await planEnvVars(client, { serviceId, ...desired }, options)
  if (plan.changes.length === 0) return { plan }
  try {
    await applyEnvVars(client, plan, desired, options)
  } catch (error) {
    if (!isKeelsonError(error) || deploy === 'none') throw error
    // The write that failed may have been carried out, and be the last one: then the deploy is due.
    const left = await planEnvVars(client, { serviceId, ...desired }, options).catch(() => undefined)
    if (left?.changes.length === plan.changes.length) throw error
    const hint = 'When running it again finds nothing to change, start the deploy with createDeploy'
    if (left?.changes.length !== 0) throw explained(error, error.message, hint)
  }
  if (deploy === 'none') return { plan }
  try {
    return { plan, deploy: await createDeploy(client, { serviceId }, options) }
  } catch (error) {
    if (!isKeelsonError(error)) throw error
    const names = plan.changes.map(({ key }) => key).join(', ')
    const said = `${names} of ${serviceId} changed, but no deploy is known to have been started: ${error.message}`
    throw explained(error, said, 'Running it again finds nothing to change: start the deploy with createDeploy')
  }
}
