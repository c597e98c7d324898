import { isKeelsonError, pollUntilDone, type Secret, type Step, type StepContext, type UndoResult } from '@keelson/core'
import type { RenderClient } from './client.js'
import { ensureService, fieldsAt, type EnsuredService, type EnsureOptions } from './ensure.js'
import { applyEnvVars, formatEnvVarPlan, planEnvVars, type DesiredEnvVars, type EnvVarPlan } from './env-plan.js'
import { cancelDeploy, createDeploy, getDeploy, listDeploys, rollbackDeploy } from './resources/deploys.js'
import type { Deploy } from './resources/deploys.schema.js'
import { listEnvVars } from './resources/env-vars.js'
import { createLogReader } from './resources/logs.js'
import { updateService, type CreateServiceParams } from './resources/services.js'
import { checkDeploy, waitForDeploy } from './wait.js'

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
      const ensured = await ensureService(client, desired, { ...options, signal })
      const { resource, outcome, changes } = ensured
      note(`${resource.name} (${resource.id}): ${outcome}`)
      for (const { path, from, to } of changes) note(`~ ${path}: ${JSON.stringify(from)} → ${JSON.stringify(to)}`)
      if (outcome === 'created') keep(`service ${resource.name} (${resource.id})`)
      if (outcome === 'updated') {
        onUndo(`settings of ${resource.id}`, async (context) => {
          await updateService(client, { serviceId: resource.id, ...fieldsAt(changes, 'from') }, context)
          return { status: 'undone', detail: `set back: ${changes.map(({ path }) => path).join(', ')}` }
        })
      }
      return ensured
    },
  }
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
          ? `${describe(point)} is live`
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
    detail: `${describe(point)} is live again, as ${deploy.id}; autodeploy is unchanged: the next push deploys again`,
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
      // Read once more than the plan does: the values themselves stay in this closure, for undo.
      const before = await listEnvVars(client, { serviceId }, { signal }).toArray()
      const plan = await planEnvVars(client, params, { signal })
      for (const line of formatEnvVarPlan(plan).split('\n')) if (line) note(line)
      if (plan.changes.length === 0) return plan
      onUndo(`environment of ${serviceId}`, async (context) => {
        const values = new Map<string, Secret>(before.map(({ key, value }) => [key, value]))
        const touched = plan.changes.map(({ key }) => key)
        const set = Object.fromEntries(
          touched.flatMap((key) => (values.has(key) ? [[key, values.get(key) as Secret]] : [])),
        )
        const unset = touched.filter((key) => !values.has(key))
        const back = await planEnvVars(client, { serviceId, set, unset }, context)
        await applyEnvVars(client, back, { set }, context)
        return {
          status: 'undone',
          detail:
            back.changes.length > 0 ? `as before: ${back.changes.map(({ key }) => key).join(', ')}` : 'was as before',
        }
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
      let started: string | undefined = deployId
      onUndo(`deploy of ${serviceId}`, (undo) => cancel(client, serviceId, started, undo.signal))
      if (started) {
        const first = await follow(client, { serviceId, deployId: started }, context, totalTimeoutMs)
        if (commitId === undefined || first.commit?.id === commitId) return first
        note(`${first.id} deployed ${first.commit?.id ?? 'an unknown commit'}, not ${commitId}`)
      }
      const deploy = await createDeploy(
        client,
        { serviceId, ...(commitId === undefined ? {} : { commitId }) },
        { signal },
      )
      started = deploy.id
      return follow(client, { serviceId, deployId: deploy.id }, context, totalTimeoutMs)
    },
  }
}

/** Waits, and notes every change of state and every line of the log on the way. */
async function follow(
  client: RenderClient,
  params: { readonly serviceId: string; readonly deployId: string },
  { signal, note }: StepContext,
  totalTimeoutMs = 30 * 60_000,
): Promise<Deploy> {
  const readLog = createLogReader(client, { resource: [params.serviceId] })
  const noteLog = async () => {
    for (const { message } of await readLog({ signal })) note(`| ${client.redact(message)}`)
  }
  let status = ''
  return pollUntilDone(
    {
      subject: `deploy ${params.deployId} of ${params.serviceId}`,
      totalTimeoutMs,
      clock: client.clock,
      describe: (deploy) => deploy.status,
      async check(resume) {
        try {
          const check = await checkDeploy(client, params, resume, { signal })
          if (check.value.status !== status) note(describe(check.value))
          status = check.value.status
          return check
        } finally {
          // The lines that explain a failure come with it, so they are read in either case.
          await noteLog()
        }
      },
    },
    { signal },
  )
}

async function cancel(
  client: RenderClient,
  serviceId: string,
  deployId: string | undefined,
  signal: AbortSignal,
): Promise<UndoResult> {
  if (deployId === undefined) return { status: 'kept', detail: 'no deploy was started' }
  const { status, finishedAt } = await getDeploy(client, { serviceId, deployId }, { signal })
  if (finishedAt || status === 'live') return { status: 'kept', detail: `${deployId} is over (${status})` }
  try {
    await cancelDeploy(client, { serviceId, deployId }, { signal })
  } catch (error) {
    // It may have ended between the look and the request.
    if (!isKeelsonError(error) || (error.code !== 'conflict' && error.code !== 'invalid_request')) throw error
    return { status: 'kept', detail: `${deployId} ended before it could be canceled` }
  }
  return { status: 'undone', detail: `${deployId} was canceled` }
}

function describe({ id, status, commit }: Deploy): string {
  return `${id} ${status}${commit?.id ? ` (commit ${commit.id.slice(0, 8)})` : ''}`
}
