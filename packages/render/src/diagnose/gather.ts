import { askProbe, describeCause, isKeelsonError, type CallOptions, type Probe } from '@keelson/core'
import { request, type RenderClient } from '../client.js'
import { readDeployLog, stripControl } from '../deploy-log.js'
import { getDeploy, listDeploys } from '../resources/deploys.js'
import type { Deploy } from '../resources/deploys.schema.js'
import { getEnvGroup, listEnvGroups } from '../resources/env-groups.js'
import type { EnvGroup } from '../resources/env-groups.schema.js'
import { listEnvVars } from '../resources/env-vars.js'
import { listEvents } from '../resources/events.js'
import type { ServiceEvent } from '../resources/events.schema.js'
import { getService } from '../resources/services.js'
import type { FactKind } from './catalogue-entry.js'
import type { Fact } from './fact.js'
import { healthPathSetting, hostSetting } from './health-check-lines.js'

/** One source of a diagnosis: what came of reading it. */
export interface Gathered {
  readonly source: 'deploy' | 'service' | 'environment' | 'events' | 'build log' | 'process log' | 'memory' | 'probes'
  readonly ok: boolean
  /** How much was read, or why nothing could be. */
  readonly detail: string
}

/** What is looked at. */
export interface GatherParams {
  readonly serviceId: string
  readonly deployId?: string | undefined
  readonly probes?: readonly Probe[] | undefined
  readonly logLines: number
}

/** Reads every source; one that fails is noted, and the others are read all the same. */
export async function gather(
  client: RenderClient,
  { serviceId, deployId, probes = [], logLines }: GatherParams,
  options: CallOptions,
): Promise<{ deploy: Deploy | undefined; facts: Fact[]; gathered: Gathered[] }> {
  const facts: Fact[] = []
  const gathered: Gathered[] = []
  const add = (kind: FactKind, ...texts: string[]) => facts.push(...texts.map((text) => ({ kind, text })))
  const from = async <T>(
    source: Gathered['source'],
    read: () => Promise<readonly [T, string]>,
  ): Promise<T | undefined> => {
    try {
      const [value, detail] = await read()
      gathered.push({ source, ok: true, detail })
      return value
    } catch (error) {
      if (isKeelsonError(error) && error.code === 'aborted') throw error
      gathered.push({ source, ok: false, detail: describeCause(error, client.redact).message })
      return undefined
    }
  }

  const deploy = await from('deploy', async () => {
    const found = deployId
      ? await getDeploy(client, { serviceId, deployId }, options)
      : await listDeploys(client, { serviceId }, options).first()
    if (!found) throw new Error('the service has no deploy')
    add('status', found.status)
    return [found, `${found.id} ${found.status}`]
  })
  const service = await from('service', async () => {
    const found = await getService(client, { serviceId }, options)
    const { healthCheckPath, url = '', envSpecificDetails } = found.serviceDetails
    const { startCommand, dockerCommand } = envSpecificDetails ?? {}
    if (found.suspended === 'suspended') add('setting', 'suspended')
    if (healthCheckPath !== undefined) add('setting', `${healthPathSetting}${healthCheckPath}`)
    if (URL.canParse(url)) add('setting', `${hostSetting}${new URL(url).host}`)
    for (const command of [startCommand, dockerCommand]) if (command) add('setting', `start command: ${command}`)
    return [found, `${found.name} (${found.type})`]
  })
  // Read before the logs: from then on the values are known to the redactor, whatever a program prints.
  const ownerId = service?.ownerId ?? client.ownerId
  await from('environment', async () => {
    const own = await listEnvVars(client, { serviceId }, options).toArray()
    const groups = await readLinkedGroups(client, serviceId, ownerId, options)
    const names = new Set([...own, ...(groups ?? []).flatMap(({ envVars }) => envVars)].map(({ key }) => key))
    add('setting', `environment: ${[...names].join(' ')}`)
    const linked = groups ? `${groups.length} linked groups` : 'linked groups could not be read'
    return [undefined, `${names.size} names; ${linked}`]
  })

  const time = timeOf(deploy)
  await from('events', async () => {
    const events = await listEvents(client, { serviceId, ...time }, options).toArray({ limit: 200 })
    const own = events.filter((event) => isOf(event, deploy?.id))
    add('event', ...own.map(describeEvent))
    return [undefined, `${own.length} events`]
  })
  for (const [source, type] of [
    ['build log', 'build'],
    ['process log', 'app'],
  ] as const) {
    await from(source, async () => {
      const lines = await readDeployLog(client, { serviceId, deploy, type: [type], limit: logLines, ownerId }, options)
      // A message may have several lines.
      const texts = lines.flatMap(({ message }) => stripControl(message).split('\n'))
      add(type, ...texts)
      return [undefined, `${lines.length} lines`]
    })
  }
  await from('memory', async () => {
    const query = { resource: serviceId, ...time }
    const used = largest(await request(client, 'GET /metrics/memory', { query }, options))
    const limit = largest(await request(client, 'GET /metrics/memory-limit', { query }, options))
    if (!(used && limit)) return [undefined, 'no measurement']
    const text = `memory ${Math.round((used / limit) * 100)}% of its limit`
    add('metric', text)
    return [undefined, text]
  })
  if (probes.length > 0) {
    await from('probes', async () => {
      const { clock, redact } = client
      const readings = await Promise.all(
        probes.map((probe) => askProbe(probe, { clock, redact, attempt: 1, signal: options.signal })),
      )
      for (const [index, { status, code = '', output = '' }] of readings.entries()) {
        if (status === 'fail') add('probe', `${probes[index]?.name} fails: ${code} ${output}`.trimEnd())
      }
      return [undefined, `${readings.filter(({ status }) => status === 'fail').length} of ${readings.length} fail`]
    })
  }
  return { deploy, facts, gathered }
}

/** The groups that a service takes variables from; `undefined` when they cannot be read, which takes nothing from the rest. */
async function readLinkedGroups(
  client: RenderClient,
  serviceId: string,
  ownerId: string | undefined,
  options: CallOptions,
): Promise<EnvGroup[] | undefined> {
  try {
    const groups: EnvGroup[] = []
    for await (const { id, serviceLinks } of listEnvGroups(client, ownerId === undefined ? {} : { ownerId }, options)) {
      if (!serviceLinks.some((link) => link.id === serviceId)) continue
      groups.push(await getEnvGroup(client, { envGroupId: id }, options))
    }
    return groups
  } catch (error) {
    if (isKeelsonError(error) && error.code === 'aborted') throw error
    return undefined
  }
}

/** From a moment before the deploy until some time after it; nothing of an unknown deploy: Render then takes the last hour. */
function timeOf(deploy: Deploy | undefined): { readonly startTime?: string; readonly endTime?: string } {
  const { createdAt, finishedAt } = deploy ?? {}
  const shift = (time: string, ms: number) => new Date(Date.parse(time) + ms).toISOString()
  return {
    ...(createdAt && { startTime: shift(createdAt, -5000) }),
    ...(finishedAt && { endTime: shift(finishedAt, 300_000) }),
  }
}

function isOf({ details }: ServiceEvent, deployId: string | undefined): boolean {
  const { deployId: other } = details as { readonly deployId?: string }
  return other === undefined || deployId === undefined || other === deployId
}

/** An event as a line: its type, how it ended, and every reason: `server_failed oomKilled=512Mi`. */
function describeEvent({ type, details }: ServiceEvent): string {
  const known = details as Readonly<Record<string, unknown>>
  const end = known['buildStatus'] ?? known['deployStatus'] ?? known['preDeployStatus'] ?? known['status']
  const reason = (known['reason'] ?? {}) as Readonly<Record<string, unknown>>
  const reasons = Object.entries((reason['failure'] ?? reason) as object).flatMap(([name, value]) => {
    if (value === false || value === undefined || name === 'newBuild' || name === 'newDeploy' || name === 'buildFailed')
      return []
    const { memoryLimit = value } = Object(value) as { readonly memoryLimit?: unknown }
    return value === true ? [name] : [`${name}=${String(memoryLimit)}`]
  })
  const more = [known['imageURL'], known['message']].filter((text) => typeof text === 'string')
  return [type, ...(typeof end === 'string' ? [end] : []), ...reasons, ...more].join(' ')
}

function largest(series: readonly { readonly values: readonly { readonly value: number }[] }[]): number {
  return Math.max(0, ...series.flatMap(({ values }) => values.map(({ value }) => value)))
}
