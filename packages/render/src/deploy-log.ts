import type { CallOptions } from '@keelson/core'
import type { RenderClient } from './client.js'
import type { Deploy } from './resources/deploys.schema.js'
import { listLogs } from './resources/logs.js'
import type { Log } from './resources/logs.schema.js'
import { getService } from './resources/services.js'

/** Longer lines are cut. */
const mostCharacters = 1000

/** Lines of before and after it, which Render's clocks and its late ingestion allow for. */
const marginMs = 60_000

/**
 * The last lines that a deploy wrote, oldest first, as they came: secrets are still in them. While it ran, the version that
 * was live wrote into the same log.
 */
export async function readDeployLog(
  client: RenderClient,
  {
    serviceId,
    deploy,
    type,
    limit,
    ownerId = client.ownerId,
  }: {
    readonly serviceId: string
    readonly deploy: Deploy | undefined
    readonly type: readonly ('build' | 'app')[]
    readonly limit: number
    readonly ownerId?: string | undefined
  },
  options?: CallOptions,
): Promise<Log[]> {
  const { createdAt, finishedAt } = deploy ?? {}
  const params = {
    resource: [serviceId],
    ownerId: ownerId ?? (await getService(client, { serviceId }, options)).ownerId,
    direction: 'backward' as const,
    type,
    ...(createdAt && { startTime: createdAt }),
    ...(finishedAt && { endTime: new Date(Date.parse(finishedAt) + marginMs).toISOString() }),
  }
  return (await listLogs(client, params, options).toArray({ limit })).toReversed()
}

/** A line as it may be shown: without secrets that the client knows, colours and control characters, and not too long. */
export function showLine({ redact }: RenderClient, message: string): string {
  // Redacted before it is cut, or half a secret would be left.
  const text = redact(stripControl(message)).trimEnd()
  return text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text
}

/** Programs colour their output for a terminal that is not there. */
export function stripControl(message: string): string {
  // oxlint-disable-next-line no-control-regex -- these are what is looked for
  return message.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '').replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')
}
