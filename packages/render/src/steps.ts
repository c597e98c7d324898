import {
  formatFieldChange,
  reveal,
  type EnsureOptions,
  type Step,
  type StepContext,
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
import { insist, outageCodes } from './insist.js'
import type { Deploy } from './resources/deploys.schema.js'
import type { CreateServiceParams } from './resources/service-params.js'
import { updateService } from './resources/services.js'
import type { Service } from './resources/services.schema.js'
import { DeployError, deployResume, waitForDeploy } from './wait.js'

/**
 * A step that runs `ensureService`. Undo sets changed fields back; a service that was created stays and is named, and its first
 * deploy is canceled when it is still under way.
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
          const back = { serviceId: service.id, ...fieldsAt(changes, 'from') }
          await updateService(insist(client, note), back, context)
          return { status: 'undone', detail: `set back: ${changes.map(({ path }) => path).join(', ')}` }
        })
      }
      // Broken off on the way, it may be there all the same, and deploy.
      let made: EnsuredService | 'unknown' | undefined
      if (!service) {
        onUndo(`first deploy of ${desired.name}`, (context) =>
          cancelFirst(insist(client, note), desired, made, context, keep),
        )
      }
      const ensured = await applyServicePlan(client, desired, plan, { ...options, signal }).catch((error: unknown) => {
        if (hasCode(error, 'aborted', 'ambiguous_write', ...outageCodes)) made = 'unknown'
        throw error
      })
      made = ensured
      const { resource, outcome } = ensured
      note(`${resource.name} (${resource.id}): ${outcome}`)
      if (outcome === 'created') {
        keep(nameOf(resource))
        for (const line of environment) note(line)
      }
      return ensured
    },
  }
}

const nameOf = ({ name, id }: Service) => `service ${name} (${id})`

/** Creation starts a deploy, which nobody else cancels where it is not given to {@link deployStep}. */
async function cancelFirst(
  client: RenderClient,
  desired: CreateServiceParams,
  made: EnsuredService | 'unknown' | undefined,
  { signal }: UndoContext,
  keep: StepContext['keep'],
): Promise<UndoResult> {
  const lost = made === 'unknown' ? (await planService(client, desired, { adopt: true, signal })).service : undefined
  if (lost) {
    keep(nameOf(lost))
    const first = await listDeploys(client, { serviceId: lost.id }, { signal }).first()
    return cancel(client, lost.id, first?.id, signal)
  }
  if (made === 'unknown' || made?.outcome !== 'created')
    return { status: 'kept', detail: `${desired.name} was not created by this run` }
  return cancel(client, made.resource.id, made.deployId, signal)
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

/** What {@link rollbackPointStep} goes back from, and where. */
export interface RollbackPointStepParams {
  readonly serviceId: string
  /**
   * The commit that this release deploys. When another one is live by the time of an undo, somebody released it meanwhile,
   * and it stays. @default whatever is live then is rolled back
   */
  readonly commitId?: string | undefined
}

/**
 * A step that remembers which deploy is live, so that undo can roll back to it. Run it *before* the step that changes the
 * environment: undo goes newest first, and the environment must be back before the old build starts again.
 *
 * @example
 * import * as render from '@keelson/render'
 * await run(render.rollbackPointStep(client, { serviceId, commitId }))
 */
export function rollbackPointStep(
  client: RenderClient,
  { serviceId, commitId }: RollbackPointStepParams,
): Step<Deploy | undefined> {
  return {
    name: 'rollback point',
    async run({ signal, note, onUndo }) {
      const point = await listDeploys(client, { serviceId, status: ['live'] }, { signal }).first()
      note(
        point
          ? describeDeploy(point, 'is live')
          : 'nothing is live yet: if this release fails, there is no deploy to go back to',
      )
      onUndo(point ? `roll back to ${point.id}` : 'roll back', (context) =>
        rollBack(insist(client, note), { serviceId, commitId }, point, context.signal),
      )
      return point
    },
  }
}

async function rollBack(
  client: RenderClient,
  { serviceId, commitId }: RollbackPointStepParams,
  point: Deploy | undefined,
  signal: AbortSignal,
): Promise<UndoResult> {
  if (!point) return { status: 'kept', detail: 'this was the first deploy: there is none before it to go back to' }
  const live = await listDeploys(client, { serviceId, status: ['live'] }, { signal }).first()
  if (live?.id === point.id) return { status: 'kept', detail: `${point.id} was live all the time` }
  if (live && isOther(live, commitId))
    return { status: 'kept', detail: `${describeDeploy(live, 'is live')}: it is not of this release, and stays` }
  const deploy = await startRollback(client, { serviceId, deployId: point.id }, signal)
  // The time of the undo is the limit: nobody could go on with this wait.
  const wait = { signal, totalTimeoutMs: Infinity, resume: deployResume(serviceId, deploy) }
  await waitForDeploy(client, { serviceId, deployId: deploy.id }, wait)
  return {
    status: 'undone',
    detail: `${describeDeploy(point, 'is live again')}, as ${deploy.id}; autodeploy is unchanged: the next push deploys again`,
  }
}

/** Whether a deploy is known to be of another commit than the wanted one. */
function isOther({ commit }: Deploy, commitId: string | undefined): boolean {
  return commitId !== undefined && commit?.id !== undefined && !commit.id.startsWith(commitId)
}

/** A second rollback to the same deploy changes nothing, so one that may have been lost is sent again. */
async function startRollback(
  client: RenderClient,
  params: { readonly serviceId: string; readonly deployId: string },
  signal: AbortSignal,
): Promise<Deploy> {
  for (;;) {
    try {
      return await rollbackDeploy(client, params, { signal })
    } catch (error) {
      if (!hasCode(error, 'ambiguous_write')) throw error
    }
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
        const asking = insist(client, note)
        const now = await readEnvVars(asking, serviceId, context)
        const changes = plan.changes.flatMap(({ key }): EnvVarChange[] => {
          const [was, is] = [before.get(key), now.get(key)]
          if (!was) return is ? [{ key, action: 'remove' }] : []
          if (!is) return [{ key, action: 'add' }]
          return reveal(was) === reveal(is) ? [] : [{ key, action: 'update' }]
        })
        await applyEnvVars(asking, { ...plan, changes }, { set: Object.fromEntries(before) }, context)
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
  /**
   * A deploy that runs already: the first one of a service that was just created. It has the environment of its creation: leave
   * it out when variables were set since.
   */
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
        cancel(insist(client, note), serviceId, started ?? (await findLost(undo)), undo.signal),
      )
      if (started) {
        const running = await getDeploy(client, { serviceId, deployId: started }, { signal }).catch(
          (error: unknown) => {
            if (hasCode(error, 'not_found')) started = undefined
            throw error
          },
        )
        const isWanted = ({ commit }: Deploy) => commitId === undefined || commit?.id?.startsWith(commitId)
        const first = await followDeploy(client, serviceId, running, context, totalTimeoutMs).catch(
          (error: unknown) => {
            // How a deploy of another commit ends decides nothing.
            if (!(error instanceof DeployError) || isWanted(error.deploy)) throw error
            note(error.message)
            return error.deploy
          },
        )
        if (isWanted(first)) return first
        note(`${first.id} is of ${first.commit?.id ?? 'an unknown commit'}, not ${commitId}`)
      }
      const params = { serviceId, ...(commitId !== undefined && { commitId }) }
      const known = await findDeployIds(client, serviceId, { signal })
      const deploy = await createDeploy(client, params, { signal }).catch((error: unknown) => {
        // Aborted on the way, it may run all the same.
        started = undefined
        if (hasCode(error, 'aborted', 'ambiguous_write'))
          findLost = async (undo) => (await findStarted(insist(client, note), 'api', params, known, undo))?.id
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
