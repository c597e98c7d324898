import { formatFieldChange } from '@keelson/core'
import * as neon from '@keelson/neon'
import * as render from '@keelson/render'
import { desiredService, type Release } from './steps.ts'

/** What a release would do; nothing is changed. */
export async function planRelease(release: Release, say: (text: string) => void): Promise<void> {
  const { settings, vendors, target, commit } = release
  const project = await neon.findProject(vendors.neon, { name: settings.SERVICE_NAME })
  say(`database project ${settings.SERVICE_NAME}: ${project ? `there, ${project.id}` : 'create'}`)
  say(`migrations, those that are not applied yet: ${release.migrations.map(({ name }) => name).join(', ')}`)
  say(`cache ${settings.SERVICE_NAME}: ${vendors.upstash ? 'ensure' : 'left out'}`)
  say(`files: ${vendors.files ? `sync to ${vendors.files.store.name}, below ${target.filesPrefix}` : 'left out'}`)
  // The variables that come from the database, the cache and the files are known once those are there.
  const variables = release.variables
  const desired = desiredService(settings, target, variables)
  const { action, changes, service } = await render.planService(vendors.render, desired)
  say(`service ${desired.name}: ${action}`)
  for (const change of changes) say(formatFieldChange(change))
  const environment = service
    ? await render.planEnvVars(vendors.render, { serviceId: service.id, set: variables })
    : await render.diffEnvVars(desired.name, new Map(), { set: variables })
  say(render.formatEnvVarPlan(environment))
  say(`deploy of ${commit}, then the gate at /readyz\nNothing was changed.`)
}
