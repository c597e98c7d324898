import {
  formatFieldChange,
  insist,
  isOutage,
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
import { cancelUnderWay } from './deploy-steps.js'
import { hasCode } from './has-code.js'
import { listDeploys } from './resources/deploys.js'
import type { CreateServiceParams } from './resources/service-params.js'
import { updateService } from './resources/services.js'
import type { Service } from './resources/services.schema.js'

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
        if (isOutage(error) || hasCode(error, 'aborted', 'ambiguous_write')) made = 'unknown'
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
    return cancelUnderWay(client, lost.id, first?.id, signal)
  }
  if (made === 'unknown' || made?.outcome !== 'created')
    return { status: 'kept', detail: `${desired.name} was not created` }
  return cancelUnderWay(client, made.resource.id, made.deployId, signal)
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
