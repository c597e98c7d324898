import type { CallOptions, Probe } from '@keelson/core'
import type { RenderClient } from '../client.js'
import type { Deploy } from '../resources/deploys.schema.js'
import { catalogue } from './catalogue.js'
import { findCauses, type Cause } from './find-causes.js'
import { gather, type Gathered } from './gather.js'

/** What {@link diagnoseDeploy} looks at. */
export interface DiagnoseDeployParams {
  readonly serviceId: string
  /** @default the newest deploy of the service */
  readonly deployId?: string | undefined
  /** Asked once each: of the database, the cache, … that the service needs. */
  readonly probes?: readonly Probe[] | undefined
  /** As many of the last lines of the build, and of the process, are read. @default 300 */
  readonly logLines?: number | undefined
}

/** What was found out about a deploy; redacted. */
export interface Diagnosis {
  /** Absent when it could not be read. */
  readonly deploy: Deploy | undefined
  /** The likeliest first; empty when nothing known was found. */
  readonly causes: readonly Cause[]
  readonly gathered: readonly Gathered[]
}

/**
 * Why a deploy failed: reads the deploy, the service's settings, names of variables, events, memory and the last lines of both
 * logs, and looks for what is known to make deploys fail. It changes nothing. What cannot be read is noted and takes nothing
 * from the rest; throws `aborted` only.
 *
 * @example
 * import * as render from '@keelson/render'
 * import { diagnoseDeploy, formatDiagnosis } from '@keelson/render/diagnose'
 * const client = render.createRenderClient()
 * console.log(formatDiagnosis(await diagnoseDeploy(client, { serviceId: 'srv-…' })))
 */
export async function diagnoseDeploy(
  client: RenderClient,
  { logLines = 300, ...params }: DiagnoseDeployParams,
  options?: CallOptions,
): Promise<Diagnosis> {
  const { deploy, facts, gathered } = await gather(
    client,
    { ...params, logLines },
    { retry: 3, totalTimeoutMs: 30_000, ...options },
  )
  return { deploy, causes: findCauses(facts, client.redact), gathered }
}

/**
 * A diagnosis as lines for a terminal; how it ended only where nothing of high confidence was found.
 *
 * @example
 * import { formatDiagnosis } from '@keelson/render/diagnose'
 * console.log(formatDiagnosis(diagnosis))
 */
export function formatDiagnosis({ deploy, causes, gathered }: Diagnosis): string {
  const lines = [deploy ? `deploy ${deploy.id}: ${deploy.status}` : 'the deploy could not be read']
  if (causes.length === 0) {
    const isRead = gathered.some(({ ok }) => ok)
    lines.push(isRead ? 'nothing that is known to make a deploy fail was found' : 'nothing could be read')
  }
  // How it ended is no news beside why it did.
  const outcomes = new Set<string>(catalogue.filter(({ kind }) => kind === 'outcome').map(({ code }) => code))
  const isSure = causes[0]?.confidence === 'high'
  const told = causes.filter(({ code }) => !(isSure && outcomes.has(code)))
  for (const [index, { title, confidence, evidence, fix, source }] of told.entries()) {
    lines.push(`${index + 1}. ${title} [${confidence}]`)
    lines.push(...evidence.map((text) => `   | ${text}`), `   → ${fix}`, `     ${source}`)
  }
  for (const { source, ok, detail } of gathered) if (!ok) lines.push(`not read: ${source} (${detail})`)
  return lines.join('\n')
}
