/**
 * Releases the sample application to Render: service, environment, deploy, health gate; all of it or none of it.
 *
 *   node docs/recipes/release.ts [--dry-run] [--json] [--fail deploy|health]
 *
 * Exit codes: 0 released, 1 failed and taken back, 2 the configuration is wrong, 130 interrupted.
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { parseArgs, promisify } from 'node:util'
import {
  formatError,
  isKeelsonError,
  KeelsonError,
  readEnv,
  runTransaction,
  TransactionError,
  type Journal,
} from '@keelson/core'
import { healthGateStep } from '@keelson/health'
import * as render from '@keelson/render'
import { applicationVariables, settings } from './settings.ts'
import { createStandIn } from './stand-in.ts'
import { createLineView, createLiveView, createSilentView, formatJournal, writeJournal, type View } from './view.ts'

const stepNames = ['service', 'rollback point', 'environment', 'deploy', 'health gate']

interface Release {
  readonly commit: string
  readonly variables: render.DesiredEnvVars['set']
  readonly gateMs: number
}

async function main(): Promise<number> {
  const options = readArguments()
  const env = readEnv(settings, process.env)
  const variables = applicationVariables(env)
  const standIn = env.RENDER_API_KEY ? undefined : createStandIn()
  if (options.fail && !standIn)
    throw new KeelsonError('--fail breaks a release on purpose: only without RENDER_API_KEY', { code: 'config' })
  const client =
    standIn?.client ?? render.createRenderClient({ apiKey: env.RENDER_API_KEY, ownerId: env.RENDER_OWNER_ID })
  const desired: render.CreateServiceParams = {
    type: 'web_service',
    name: env.SERVICE_NAME,
    repo: env.SERVICE_REPO ?? 'https://github.com/keelson/keelson',
    branch: env.SERVICE_BRANCH,
    rootDir: 'docs/recipes/app',
    autoDeploy: 'no',
    envVars: Object.entries(variables).map(([key, value]) => ({ key, value })),
    serviceDetails: {
      runtime: 'node',
      plan: env.SERVICE_PLAN,
      healthCheckPath: '/healthz',
      envSpecificDetails: { buildCommand: 'node --check server.js', startCommand: 'node server.js' },
    },
  }
  const release: Release = {
    commit: env.RELEASE_COMMIT ?? (await newestCommit()),
    variables,
    gateMs: env.GATE_SECONDS * 1000,
  }
  const say = (text: string) => void (options.json || console.log(text))
  say(
    standIn
      ? 'Stand-in: no RENDER_API_KEY, so Render is played by this process and the application runs on this machine'
      : `Render: workspace ${env.RENDER_OWNER_ID}`,
  )
  const interrupt = new AbortController()
  const onSignal = () => interrupt.abort()
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal)
  try {
    if (options.dryRun) return await plan(client, desired, release, say)
    let journal = await carryOut(client, desired, release, interrupt.signal, options.json)
    if (options.fail && journal.outcome === 'done') {
      say(`\nA second release, with a fault injected: ${options.fail}\nbefore: ${await whoAnswers(client, desired)}`)
      journal = await carryOut(client, desired, spoil(release, options.fail), interrupt.signal, options.json)
      say(`after: ${await whoAnswers(client, desired)}`)
    }
    if (options.json) console.log(JSON.stringify(journal, undefined, 2))
    if (interrupt.signal.aborted) return 130
    return journal.outcome === 'done' ? 0 : 1
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal)
    await standIn?.stop()
  }
}

/** The whole release; ends with a journal whether it went well or was taken back. */
async function carryOut(
  client: render.RenderClient,
  desired: render.CreateServiceParams,
  release: Release,
  signal: AbortSignal,
  json: boolean,
): Promise<Journal> {
  const view = chooseView(json)
  const { commit, variables, gateMs } = release
  let journal: Journal
  try {
    const done = await runTransaction(
      { name: `release of ${commit.slice(0, 8)}`, signal, redact: client.redact, onEvent: view.onEvent },
      async (run) => {
        const { resource, deployId } = await run(render.ensureServiceStep(client, desired))
        const serviceId = resource.id
        // Before the environment: undo goes backwards, and the old build must start in the old environment.
        await run(render.rollbackPointStep(client, { serviceId }))
        await run(render.envVarsStep(client, { serviceId, set: variables }))
        await run(render.deployStep(client, { serviceId, commitId: commit, deployId }))
        await run(
          healthGateStep(`${resource.serviceDetails.url}/readyz`, {
            expect: { release: commit },
            stableMs: 3000,
            totalTimeoutMs: gateMs,
          }),
        )
      },
    )
    journal = done.journal
  } catch (error) {
    if (!(error instanceof TransactionError)) throw error
    journal = error.journal
    if (!json) process.exitCode = 1
  } finally {
    await view.end()
  }
  const file = await writeJournal(journal)
  view.line(`\n${formatJournal(journal)}\njournal: ${file}`)
  return journal
}

/** What a release would do; nothing is changed. */
async function plan(
  client: render.RenderClient,
  desired: render.CreateServiceParams,
  { commit, variables }: Release,
  say: (text: string) => void,
): Promise<number> {
  const { action, changes, service } = await render.planService(client, desired)
  say(`service ${desired.name}: ${action}`)
  for (const { path, from, to } of changes) say(`~ ${path}: ${JSON.stringify(from)} → ${JSON.stringify(to)}`)
  const environment = service
    ? await render.planEnvVars(client, { serviceId: service.id, set: variables })
    : await render.diffEnvVars(desired.name, new Map(), { set: variables })
  say(render.formatEnvVarPlan(environment))
  say(`deploy of ${commit}, then the gate at /readyz\nNothing was changed.`)
  return 0
}

/** The same release with something broken in it: the process does not start, or it starts and is not ready. */
function spoil(release: Release, fault: string): Release {
  const commit = createHash('sha1').update(`${release.commit} ${fault}`).digest('hex')
  return {
    commit,
    variables: { ...release.variables, SAMPLE_FAULT: fault === 'deploy' ? 'start' : 'readyz' },
    gateMs: 10_000,
  }
}

async function whoAnswers(client: render.RenderClient, { name }: render.CreateServiceParams): Promise<string> {
  const service = await render.listServices(client, { name }).first()
  const response = await fetch(`${service?.serviceDetails.url}/readyz`)
  const { releaseId } = (await response.json()) as { releaseId?: string }
  return `${response.status}, commit ${releaseId?.slice(0, 8)} answers`
}

function chooseView(json: boolean): View {
  if (json) return createSilentView()
  return process.stdout.isTTY ? createLiveView(stepNames) : createLineView()
}

async function newestCommit(): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('git', ['rev-parse', 'HEAD'], { cwd: import.meta.dirname })
    return stdout.trim()
  } catch {
    throw new KeelsonError(
      'which commit to release is unknown: this is no git checkout and RELEASE_COMMIT is not set',
      { code: 'config' },
    )
  }
}

function readArguments() {
  try {
    const { values } = parseArgs({
      options: { 'dry-run': { type: 'boolean' }, json: { type: 'boolean' }, fail: { type: 'string' } },
    })
    if (values.fail !== undefined && values.fail !== 'deploy' && values.fail !== 'health')
      throw new Error('--fail takes deploy or health')
    return { dryRun: values['dry-run'] ?? false, json: values.json ?? false, fail: values.fail }
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
