/**
 * Releases the sample application to Render: service, environment, deploy, health gate; all of it or none of it.
 *
 *   node docs/recipes/release.ts [--dry-run] [--json] [--fail deploy|health]
 *
 * Exit codes: 0 released, 1 failed and taken back, 2 the configuration is wrong, 130 interrupted and taken back.
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { parseArgs, promisify } from 'node:util'
import { formatError, isKeelsonError, KeelsonError, readEnv, runTransaction, TransactionError } from '@keelson/core'
import type { Journal } from '@keelson/core'
import { healthGateStep } from '@keelson/health'
import { httpProbe } from '@keelson/health/probes/http'
import * as render from '@keelson/render'
import { applicationVariables, desiredService, settings } from './settings.ts'
import { createStandIn } from './stand-in.ts'
import { chooseView, formatJournal, writeJournal, type View } from './view.ts'

/** One release, and what it needs. */
interface Release {
  readonly client: render.RenderClient
  readonly desired: render.CreateServiceParams
  readonly commit: string
  readonly variables: render.DesiredEnvVars['set']
  readonly gateMs: number
  readonly journalFolder: string
}

async function main(): Promise<number> {
  const { dryRun, json, fault } = readArguments()
  const env = readEnv(settings, process.env)
  if (fault && env.RENDER_API_KEY) {
    throw new KeelsonError('--fail breaks a release on purpose and does that to the stand-in only', {
      code: 'config',
      hint: 'Leave RENDER_API_KEY out',
    })
  }
  const commit = env.RELEASE_COMMIT ?? (await newestCommit(env.RENDER_API_KEY === undefined))
  const variables = applicationVariables(env)
  const standIn = env.RENDER_API_KEY ? undefined : createStandIn(commit)
  const client =
    standIn?.client ??
    render.createRenderClient({
      apiKey: env.RENDER_API_KEY,
      ownerId: env.RENDER_OWNER_ID,
      baseUrl: env.RENDER_API_URL,
    })
  const desired = desiredService(env, variables)
  const release: Release = {
    client,
    desired,
    commit,
    variables,
    gateMs: env.GATE_SECONDS * 1000,
    journalFolder: env.JOURNAL_FOLDER,
  }

  const interrupt = new AbortController()
  const stop = () => interrupt.abort()
  process.on('SIGINT', stop).on('SIGTERM', stop)
  // Whoever reads the output has gone: `release.ts | head`.
  process.stdout.on('error', stop)
  const say = (text: string) => void (json || console.log(text))
  say(
    standIn
      ? 'Stand-in: without RENDER_API_KEY, Render is played by this process and the application runs on this machine'
      : `Render, workspace ${client.ownerId}`,
  )
  try {
    if (dryRun) {
      await plan(release, say)
      return 0
    }
    let journal = await carryOut(release, interrupt.signal, chooseView(json))
    if (fault && journal.outcome === 'done') {
      say(`\nA second release, with a fault injected: ${fault}\nbefore: ${await whoAnswers(release)}`)
      journal = await carryOut(spoil(release, fault), interrupt.signal, chooseView(json))
      say(`after: ${await whoAnswers(release)}`)
    }
    if (json) console.log(JSON.stringify(journal, undefined, 2))
    if (interrupt.signal.aborted) return 130
    return journal.outcome === 'done' ? 0 : 1
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop)
    await standIn?.stop()
  }
}

/** The whole release; ends with a journal, whether it went well or was taken back. */
async function carryOut(release: Release, signal: AbortSignal, view: View): Promise<Journal> {
  const { client, desired, commit, variables, gateMs } = release
  let journal: Journal
  try {
    const options = { name: `release of ${commit.slice(0, 8)}`, signal, redact: client.redact, onEvent: view.onEvent }
    const done = await runTransaction(options, async (run) => {
      const { resource, deployId } = await run(render.ensureServiceStep(client, desired))
      const serviceId = resource.id
      // Before the environment: undo goes backwards, and the old build must start in the old environment.
      await run(render.rollbackPointStep(client, { serviceId }))
      await run(render.envVarsStep(client, { serviceId, set: variables }))
      await run(render.deployStep(client, { serviceId, commitId: commit, deployId }))
      const ready = httpProbe(`${resource.serviceDetails.url}/readyz`)
      await run(healthGateStep(ready, { expect: { release: commit }, stableMs: 3000, totalTimeoutMs: gateMs }))
    })
    journal = done.journal
  } catch (error) {
    if (!(error instanceof TransactionError)) throw error
    journal = error.journal
  } finally {
    await view.end()
  }
  const file = await writeJournal(journal, release.journalFolder)
  view.line(`\n${formatJournal(journal)}\njournal: ${file}`)
  return journal
}

/** What a release would do; nothing is changed. */
async function plan({ client, desired, commit, variables }: Release, say: (text: string) => void): Promise<void> {
  const { action, changes, service } = await render.planService(client, desired)
  say(`service ${desired.name}: ${action}`)
  for (const { path, from, to } of changes) say(`~ ${path}: ${JSON.stringify(from)} → ${JSON.stringify(to)}`)
  const environment = service
    ? await render.planEnvVars(client, { serviceId: service.id, set: variables })
    : await render.diffEnvVars(desired.name, new Map(), { set: variables })
  say(render.formatEnvVarPlan(environment))
  say(`deploy of ${commit}, then the gate at /readyz\nNothing was changed.`)
}

/** The same release with something broken in it: the process does not start, or it starts and is never ready. */
function spoil(release: Release, fault: 'deploy' | 'health'): Release {
  const commit = createHash('sha1').update(`${release.commit} ${fault}`).digest('hex')
  const SAMPLE_FAULT = fault === 'deploy' ? 'start' : 'not-ready'
  return { ...release, commit, variables: { ...release.variables, SAMPLE_FAULT }, gateMs: 10_000 }
}

async function whoAnswers({ client, desired: { name } }: Release): Promise<string> {
  const service = await render.listServices(client, { name }).first()
  const response = await fetch(`${service?.serviceDetails.url}/readyz`)
  const { releaseId } = (await response.json()) as { releaseId?: string }
  return `commit ${releaseId?.slice(0, 8)} answers with ${response.status}`
}

async function newestCommit(isStandIn: boolean): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('git', ['rev-parse', 'HEAD'], { cwd: import.meta.dirname })
    return stdout.trim()
  } catch {
    // The stand-in deploys this folder, whatever its commit is called.
    if (isStandIn) return '0'.repeat(40)
    throw new KeelsonError('which commit to release is unknown: git does not tell the newest one of this folder', {
      code: 'config',
      hint: 'Set RELEASE_COMMIT',
    })
  }
}

function readArguments(): { dryRun: boolean; json: boolean; fault: 'deploy' | 'health' | undefined } {
  try {
    const options = { 'dry-run': { type: 'boolean' }, json: { type: 'boolean' }, fail: { type: 'string' } } as const
    const { 'dry-run': dryRun = false, json = false, fail: fault } = parseArgs({ options }).values
    if (fault !== undefined && fault !== 'deploy' && fault !== 'health') throw new Error('--fail is deploy or health')
    return { dryRun, json, fault }
  } catch (error) {
    throw new KeelsonError(error instanceof Error ? error.message : 'the arguments cannot be read', {
      code: 'config',
      hint: 'Usage: release.ts [--dry-run] [--json] [--fail deploy|health]',
    })
  }
}

try {
  process.exitCode = await main()
} catch (error) {
  console.error(formatError(error))
  process.exitCode = isKeelsonError(error) && error.code === 'config' ? 2 : 1
}
