import {
  formatFieldChange,
  reveal,
  type EnsureOptions,
  type Step,
  type UndoContext,
  type UndoResult,
} from '@keelson/core'
import type { RenderClient } from './client.js'
import { applyServicePlan, fieldsAt, planService, type EnsuredService } from './ensure.js'
import {
  applyEnvVars,
  diffEnvVars,
  formatEnvVarPlan,
  readEnvVars,
  type DesiredEnvVars,
  type EnvVarChange,
  type EnvVarPlan,
} from './env-plan.js'
import {
  cancelDeploy,
  createDeploy,
  findDeployIds,
  findStarted,
  getDeploy,
  listDeploys,
  rollbackDeploy,
} from './resources/deploys.js'
import { describeDeploy, followDeploy } from './follow-deploy.js'
import { hasCode } from './has-code.js'
import type { Deploy } from './resources/deploys.schema.js'
import type { CreateServiceParams } from './resources/service-params.js'
import { updateService } from './resources/services.js'
import { waitForDeploy } from './wait.js'

/**
 * A step that runs `ensureService`. Undo sets changed fields back; a service that was created stays and is named.
 *
 * @example
 * import * as render from '@keelson/render'
 * const { resource } = await run(render.ensureServiceStep(client, desired))
 */
export function ensureServiceStep(
  client: RenderClient,
  desired: CreateServiceParams,
  options?: Pick<EnsureOptions, 'adopt'>,
): Step<EnsuredService> {
  return {
    name: 'service',
    async run({ signal, note, keep, onUndo }) {
      const environment = await describeFirstEnvironment(desired)
      const plan = await planService(client, desired, { ...options, signal })
      const { service, changes } = plan
      for (const change of changes) note(formatFieldChange(change))
      if (service && changes.length > 0) {
        onUndo(`settings of ${service.id}`, async (context) => {
          await updateService(client, { serviceId: service.id, ...fieldsAt(changes, 'from') }, context)
          return { status: 'undone', detail: `set back: ${changes.map(({ path }) => path).join(', ')}` }
        })
      }
      const ensured = await applyServicePlan(client, desired, plan, { ...options, signal })
      const { resource, outcome } = ensured
      note(`${resource.name} (${resource.id}): ${outcome}`)
      if (outcome === 'created') {
        keep(`service ${resource.name} (${resource.id})`)
        for (const line of environment) note(line)
      }
      return ensured
    },
  }
}

/** A new service gets its environment with its creation, before its first deploy: the plan of it, as lines. */
async function describeFirstEnvironment({ name, envVars = [] }: CreateServiceParams): Promise<string[]> {
  const given = envVars.flatMap((envVar) => ('value' in envVar ? [[envVar.key, envVar.value] as const] : []))
  const generated = envVars
    .filter((envVar) => 'generateValue' in envVar)
    .map(({ key }) => `+ ${key} (Render makes its value)`)
  const plan = await diffEnvVars(name, new Map(), { set: Object.fromEntries(given) })
  return [...formatEnvVarPlan(plan).split('\n'), ...generated].filter(Boolean)
}

/**
 * A step that remembers which deploy is live, so that undo can roll back to it. Run it *before* the step that changes the
 * environment: undo goes newest first, and the environment must be back before the old build starts again.
 *
 * @example
 * import * as render from '@keelson/render'
 * await run(render.rollbackPointStep(client, { serviceId }))
 */
export function rollbackPointStep(
  client: RenderClient,
  { serviceId }: { readonly serviceId: string },
): Step<Deploy | undefined> {
  return {
    name: 'rollback point',
    async run({ signal, note, onUndo }) {
      const point = await listDeploys(client, { serviceId, status: ['live'] }, { signal }).first()
      note(
        point
          ? `${describeDeploy(point)} is live`
          : 'nothing is live yet: if this release fails, there is no deploy to go back to',
      )
      onUndo(point ? `roll back to ${point.id}` : 'roll back', (context) =>
        rollBack(client, serviceId, point, context.signal),
      )
      return point
    },
  }
}

async function rollBack(
  client: RenderClient,
  serviceId: string,
  point: Deploy | undefined,
  signal: AbortSignal,
): Promise<UndoResult> {
  if (!point) return { status: 'kept', detail: 'this was the first deploy: there is none before it to go back to' }
  const live = await listDeploys(client, { serviceId, status: ['live'] }, { signal }).first()
  if (live?.id === point.id) return { status: 'kept', detail: `${point.id} was live all the time` }
  const deploy = await rollbackDeploy(client, { serviceId, deployId: point.id }, { signal })
  await waitForDeploy(client, { serviceId, deployId: deploy.id }, { signal })
  return {
    status: 'undone',
    detail: `${describeDeploy(point)} is live again, as ${deploy.id}; autodeploy is unchanged: the next push deploys again`,
  }
}

/**
 * A step that plans and applies environment variables. Undo brings back every variable that it touched, also when applying
 * broke off in the middle.
 *
 * @example
 * import * as render from '@keelson/render'
 * await run(render.envVarsStep(client, { serviceId, set: { DEBUG: 'false' } }))
 */
export function envVarsStep(
  client: RenderClient,
  params: DesiredEnvVars & { readonly serviceId: string },
): Step<EnvVarPlan> {
  return {
    name: 'environment',
    async run({ signal, note, onUndo }) {
      const { serviceId } = params
      // The values themselves stay in this closure, for undo.
      const before = await readEnvVars(client, serviceId, { signal })
      const plan = await diffEnvVars(serviceId, before, params)
      for (const line of formatEnvVarPlan(plan).split('\n')) if (line) note(line)
      if (plan.changes.length === 0) return plan
      onUndo(`environment of ${serviceId}`, async (context) => {
        const now = await readEnvVars(client, serviceId, context)
        const changes = plan.changes.flatMap(({ key }): EnvVarChange[] => {
          const [was, is] = [before.get(key), now.get(key)]
          if (!was) return is ? [{ key, action: 'remove' }] : []
          if (!is) return [{ key, action: 'add' }]
          return reveal(was) === reveal(is) ? [] : [{ key, action: 'update' }]
        })
        await applyEnvVars(client, { ...plan, changes }, { set: Object.fromEntries(before) }, context)
        const names = changes.map(({ key }) => key).join(', ')
        return { status: 'undone', detail: names ? `set back: ${names}` : 'was as before' }
      })
      await applyEnvVars(client, plan, params, { signal })
      return plan
    },
  }
}

/** What {@link deployStep} deploys. */
export interface DeployStepParams {
  readonly serviceId: string
  /** The commit that must be live at the end. @default the newest of the branch */
  readonly commitId?: string | undefined
  /** A deploy that runs already: the first one of a service that was just created. */
  readonly deployId?: string | undefined
  /** Time until it is live, in milliseconds. @default 1800000 */
  readonly totalTimeoutMs?: number | undefined
}

/**
 * A step that deploys, follows the log and waits until that very deploy is live. Undo cancels it when it is still under way.
 *
 * @example
 * import * as render from '@keelson/render'
 * const deploy = await run(render.deployStep(client, { serviceId, commitId }))
 */
export function deployStep(
  client: RenderClient,
  { serviceId, commitId, deployId, totalTimeoutMs }: DeployStepParams,
): Step<Deploy> {
  return {
    name: 'deploy',
    async run(context) {
      const { signal, note, onUndo } = context
      let started = deployId
      let findLost = async (_undo: UndoContext): Promise<string | undefined> => undefined
      onUndo(`deploy of ${serviceId}`, async (undo) =>
        cancel(client, serviceId, started ?? (await findLost(undo)), undo.signal),
      )
      if (started) {
        const running = await getDeploy(client, { serviceId, deployId: started }, { signal })
        const first = await followDeploy(client, serviceId, running, context, totalTimeoutMs)
        if (commitId === undefined || first.commit?.id?.startsWith(commitId)) return first
        note(`${first.id} deployed ${first.commit?.id ?? 'an unknown commit'}, not ${commitId}`)
      }
      const params = { serviceId, ...(commitId !== undefined && { commitId }) }
      const known = await findDeployIds(client, serviceId, { signal })
      const deploy = await createDeploy(client, params, { signal }).catch((error: unknown) => {
        // Aborted on the way, it may run all the same.
        started = undefined
        if (hasCode(error, 'aborted', 'ambiguous_write'))
          findLost = async (undo) => (await findStarted(client, 'api', params, known, undo))?.id
        throw error
      })
      started = deploy.id
      return followDeploy(client, serviceId, deploy, context, totalTimeoutMs)
    },
  }
}

async function cancel(
  client: RenderClient,
  serviceId: string,
  deployId: string | undefined,
  signal: AbortSignal,
): Promise<UndoResult> {
  if (deployId === undefined) return { status: 'kept', detail: 'no deploy was started' }
  const params = { serviceId, deployId }
  const findEnd = async () => {
    const { status, finishedAt } = await getDeploy(client, params, { signal })
    return finishedAt || status === 'live' ? status : undefined
  }
  const end = await findEnd()
  if (end) return { status: 'kept', detail: `${deployId} is over (${end})` }
  try {
    await cancelDeploy(client, params, { signal })
  } catch (error) {
    // It may have ended between the look and the request.
    const isRefusal = hasCode(error, 'conflict', 'invalid_request')
    const endNow = isRefusal ? await findEnd() : undefined
    if (!endNow) throw error
    return { status: 'kept', detail: `${deployId} ended before it could be canceled (${endNow})` }
  }
  return { status: 'undone', detail: `${deployId} was canceled` }
}
