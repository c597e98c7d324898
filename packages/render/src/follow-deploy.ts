import { isKeelsonError, pollUntilDone, WaitError, withoutHint, type StepContext } from '@keelson/core'
import type { RenderClient } from './client.js'
import { showLine } from './deploy-log.js'
import { createLogWindow } from './logs/log-window.js'
import type { Deploy } from './resources/deploys.schema.js'
import { checkDeploy, deployResume } from './wait.js'

/** Waits, and notes every change of state and every line of the log on the way. */
export async function followDeploy(
  client: RenderClient,
  serviceId: string,
  deploy: Deploy,
  { signal, note }: Pick<StepContext, 'signal' | 'note'>,
  totalTimeoutMs = 30 * 60_000,
): Promise<Deploy> {
  const { id: deployId, createdAt } = deploy
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
  const wait = pollUntilDone<Deploy>(
    {
      subject: `deploy ${deployId} of ${serviceId}`,
      totalTimeoutMs,
      clock: client.clock,
      describe: (deploy) => deploy.status,
      async check(resume, looking) {
        try {
          const check = await checkDeploy(client, params, resume, { signal: looking })
          if (check.value.status !== status) note(describeDeploy(check.value, check.value.status))
          status = check.value.status
          return check
        } finally {
          // The lines that explain a failure come with it, so they are read in either case.
          await noteLog(looking)
        }
      },
    },
    // It is known to be there: that nobody answers is no end, from the first look on.
    { signal, resume: deployResume(serviceId, deploy) },
  )
  return wait.catch((error: unknown) => {
    if (!(error instanceof WaitError) || error.code !== 'wait_timeout') throw error
    // Whoever waits alone is told that it goes on by itself; here it does not.
    throw new WaitError(withoutHint(error), Object.assign({}, error, { hint: hintOfStep }))
  })
}

const hintOfStep = 'Undo cancels it: if it was only slow, give the step a larger totalTimeoutMs'

/** A deploy in a line: id, what is said of it, commit. */
export function describeDeploy({ id, commit }: Deploy, said: string): string {
  return `${id} ${said}${commit?.id ? ` (commit ${commit.id.slice(0, 8)})` : ''}`
}
