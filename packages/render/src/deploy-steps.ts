import { insist, type Step, type UndoContext, type UndoResult } from '@keelson/core'
import type { RenderClient } from './client.js'
import { describeDeploy, followDeploy } from './follow-deploy.js'
import { hasCode } from './has-code.js'
import {
  cancelDeploy,
  createDeploy,
  findDeployIds,
  findStarted,
  getDeploy,
  listDeploys,
  rollbackDeploy,
} from './resources/deploys.js'
import type { Deploy } from './resources/deploys.schema.js'
import { DeployError, deployResume, waitForDeploy } from './wait.js'

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

/**
 * A second rollback to the same deploy changes nothing, so one that may have been lost is sent again; the look for it in between
 * takes 8 s.
 */
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
        cancelUnderWay(insist(client, note), serviceId, started ?? (await findLost(undo)), undo.signal),
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

/** Cancels a deploy that is under way; what is over stays as it ended. */
export async function cancelUnderWay(
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
