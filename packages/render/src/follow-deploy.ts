import { isKeelsonError, pollUntilDone, type StepContext } from '@keelson/core'
import type { RenderClient } from './client.js'
import { showLine } from './deploy-log.js'
import { createLogWindow } from './logs/log-window.js'
import type { Deploy } from './resources/deploys.schema.js'
import { checkDeploy } from './wait.js'

/** Waits, and notes every change of state and every line of the log on the way. */
export async function followDeploy(
  client: RenderClient,
  serviceId: string,
  { id: deployId, createdAt }: Deploy,
  { signal, note }: Pick<StepContext, 'signal' | 'note'>,
  totalTimeoutMs = 30 * 60_000,
): Promise<Deploy> {
  const params = { serviceId, deployId }
  // By Render's clock: the one of this machine may be ahead, and the first lines would be missed.
  const startTime = createdAt === undefined ? {} : { startTime: createdAt }
  const log = createLogWindow(client, { resource: [serviceId], ...startTime })
  let isReadable = true
  const noteLog = async (signal: AbortSignal) => {
    try {
      const lines = log.read({ signal, retry: 3, totalTimeoutMs: 15_000 })
      for await (const { message } of lines) note(`| ${showLine(client, message)}`)
      isReadable = true
    } catch (error) {
      // A deploy is not worse for a log that cannot be read; the next look begins where the last one ended.
      if (!isKeelsonError(error)) throw error
      if (isReadable && error.code !== 'aborted') note(`the log cannot be read: ${error.message}`)
      isReadable = false
    }
  }
  let status = ''
  return pollUntilDone(
    {
      subject: `deploy ${deployId} of ${serviceId}`,
      totalTimeoutMs,
      clock: client.clock,
      describe: (deploy) => deploy.status,
      async check(resume, looking) {
        try {
          const check = await checkDeploy(client, params, resume, { signal: looking })
          if (check.value.status !== status) note(describeDeploy(check.value))
          status = check.value.status
          return check
        } finally {
          // The lines that explain a failure come with it, so they are read in either case.
          await noteLog(looking)
        }
      },
    },
    { signal },
  )
}

/** A deploy in a line: id, state, commit. */
export function describeDeploy({ id, status, commit }: Deploy): string {
  return `${id} ${status}${commit?.id ? ` (commit ${commit.id.slice(0, 8)})` : ''}`
}
