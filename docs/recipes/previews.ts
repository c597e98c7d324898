import { isKeelsonError, KeelsonError } from '@keelson/core'
import * as neon from '@keelson/neon'
import * as render from '@keelson/render'
import { removePrefix } from '@keelson/storage'
import * as upstash from '@keelson/upstash'
import { createRedis } from '@keelson/upstash/ioredis'
import type { Settings } from './settings.ts'
import { desiredCache } from './steps.ts'
import { previewBranches, previewFiles, previewService, previewTarget } from './target.ts'
import type { Vendors } from './vendors.ts'

/** Removes a preview: service first, so that nothing answers without its data; a second time finds nothing. */
export async function takeDown(
  name: string,
  settings: Settings,
  vendors: Vendors,
  say: (text: string) => void,
): Promise<void> {
  const target = previewTarget(name, settings)
  const service = { name: target.serviceName, type: 'web_service' } as const
  say(`service ${service.name}: ${await render.removeService(vendors.render, service)}`)
  const project = await findProject(settings, vendors)
  if (project && target.databaseBranch) {
    const branch = { projectId: project.id, name: target.databaseBranch }
    say(`database branch ${branch.name}: ${await neon.removeBranch(vendors.neon, branch)}`)
  }
  const prefix = `${previewFiles}${name}/`
  if (vendors.files) say(`files below ${prefix}: ${await removePrefix(vendors.files.store, { prefix })} removed`)
  const counters = await removeCounters(target.keyPrefix, settings, vendors)
  if (counters !== undefined) say(`counters of ${target.keyPrefix}: ${counters} removed`)
}

/** Removes every preview that has expired by `now`, or of which only a part is left. */
export async function sweep(
  settings: Settings,
  vendors: Vendors,
  now: number,
  say: (text: string) => void,
): Promise<void> {
  const previews = await listPreviews(settings, vendors)
  if (previews.size === 0) say('no preview is there')
  const failures: string[] = []
  for (const [name, { expiresAt, parts }] of previews) {
    const expired = expiresAt === undefined || Date.parse(expiresAt) <= now
    const until = expiresAt === undefined ? 'has no date, its service and database are gone' : `until ${expiresAt}`
    say(`${expired ? '✖' : '·'} ${name} (${parts.join(', ')}): ${until}${expired ? ', removed:' : ''}`)
    if (!expired) continue
    try {
      await takeDown(name, settings, vendors, (text) => say(`    ${text}`))
    } catch (error) {
      // The others go all the same.
      if (!isKeelsonError(error)) throw error
      failures.push(name)
      say(`    ${error.message}`)
    }
  }
  if (failures.length === 0) return
  throw new KeelsonError(`${failures.join(', ')} could not be removed`, {
    code: 'wait_failed',
    hint: 'See above why; the next sweep tries again',
  })
}

interface Preview {
  readonly expiresAt: string | undefined
  readonly parts: readonly string[]
}

/** Every preview of which something is there, found by the names that its parts begin with. */
async function listPreviews(settings: Settings, vendors: Vendors): Promise<Map<string, Preview>> {
  const previews = new Map<string, Preview>()
  const add = (name: string, part: string, expiresAt?: string) => {
    const known = previews.get(name)
    previews.set(name, { expiresAt: known?.expiresAt ?? expiresAt, parts: [...(known?.parts ?? []), part] })
  }
  const services = previewService(settings, '')
  for await (const { id, name } of render.listServices(vendors.render, { type: 'web_service' })) {
    if (!name.startsWith(services)) continue
    const variables = await render.listEnvVars(vendors.render, { serviceId: id }).toArray()
    const expiry = variables.find(({ key }) => key === 'PREVIEW_EXPIRES_AT')?.value.reveal()
    add(name.slice(services.length), 'service', expiry)
  }
  const project = await findProject(settings, vendors)
  if (project) {
    for await (const { name, expires_at } of neon.listBranches(vendors.neon, { projectId: project.id })) {
      if (name.startsWith(previewBranches)) add(name.slice(previewBranches.length), 'database branch', expires_at)
    }
  }
  for (const name of await listFolders(vendors)) add(name, 'files')
  return previews
}

async function listFolders({ files }: Vendors): Promise<Set<string>> {
  const names = new Set<string>()
  if (!files) return names
  try {
    for await (const { key } of files.store.list({ prefix: previewFiles })) {
      const [name] = key.slice(previewFiles.length).split('/')
      if (name) names.add(name)
    }
  } catch (error) {
    // Nothing was released yet: there is no bucket.
    if (!isKeelsonError(error) || error.code !== 'not_found') throw error
  }
  return names
}

function findProject({ SERVICE_NAME }: Settings, vendors: Vendors): Promise<neon.Project | undefined> {
  return neon.findProject(vendors.neon, { name: SERVICE_NAME })
}

async function removeCounters(prefix: string, settings: Settings, vendors: Vendors): Promise<number | undefined> {
  if (!vendors.upstash) return undefined
  // As the release finds it: of two with the name nobody knows which one is meant, and that is an error.
  const { database } = await upstash.planRedisDatabase(vendors.upstash, desiredCache(settings), { adopt: true })
  if (!database) return undefined
  const redis = createRedis({ url: upstash.redisUrl(database), ca: vendors.ca })
  try {
    let removed = 0
    for await (const keys of redis.scanStream({ match: `${prefix}*`, count: 500 }) as AsyncIterable<string[]>) {
      if (keys.length > 0) removed += await redis.unlink(...keys)
    }
    return removed
  } finally {
    redis.disconnect()
  }
}
