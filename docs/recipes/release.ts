/**
 * Releases the sample application: database, cache, files, service, health gate; all of it or none of it.
 *
 *   node docs/recipes/release.ts [--dry-run] [--json] [--fail migrate|sync|deploy|health]
 *   node docs/recipes/release.ts --preview NAME | --down NAME | --sweep
 *
 * Exit codes: 0 released, 1 failed and taken back, 2 the configuration is wrong, 130 interrupted and taken back.
 */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { formatError, isKeelsonError, KeelsonError, readEnv, runTransaction, TransactionError } from '@keelson/core'
import type { Journal } from '@keelson/core'
import { readArguments, type Arguments } from './arguments.ts'
import { spoil } from './faults.ts'
import { formatJournal, openJournals, writeJournal } from './journals.ts'
import { planRelease } from './plan.ts'
import { sweep, takeDown } from './previews.ts'
import { settings as definition, type Settings } from './settings.ts'
import { deployService, prepareCache, prepareDatabase, prepareRelease, publishFiles, type Release } from './steps.ts'
import { previewTarget, productionTarget, type Target } from './target.ts'
import { isAllPlayed, openVendors, type Vendors } from './vendors.ts'
import { chooseView } from './view.ts'
import { whoAnswers } from './who-answers.ts'

/** What every part of a run needs. */
interface Run {
  readonly given: Arguments
  readonly settings: Settings
  readonly vendors: Vendors
  readonly commit: string
  readonly signal: AbortSignal
  readonly say: (text: string) => void
}

async function main(): Promise<number> {
  const given = readArguments(process.argv.slice(2))
  const settings = readEnv(definition, process.env)
  if (given.fault && !isAllPlayed(settings)) {
    throw new KeelsonError('--fail breaks a release on purpose and does that to stand-ins only', {
      code: 'config',
      hint: 'Leave the keys of all vendors out',
    })
  }
  const targets = chooseTargets(given, settings)
  if (targets.length > 0 && !given.dryRun) await openJournals(settings.JOURNAL_FOLDER)
  const commit = settings.RELEASE_COMMIT ?? (await newestCommit(!settings.RENDER_API_KEY))

  const interrupt = new AbortController()
  const stop = () => interrupt.abort()
  process.on('SIGINT', stop).on('SIGTERM', stop)
  // Whoever reads the output has gone: `release.ts | head`.
  process.stdout.on('error', stop)
  const say = (text: string) => void (given.json || console.log(text))
  const vendors = await openVendors(settings, commit)
  try {
    for (const line of vendors.said) say(`Stand-in: ${line}`)
    if (settings.RENDER_API_KEY) say(`Render, workspace ${vendors.render.ownerId}`)
    const code = await perform({ given, settings, vendors, commit, signal: interrupt.signal, say }, targets)
    return interrupt.signal.aborted ? 130 : code
  } finally {
    // Signals are still caught: a second one must not cut short what the first one began.
    await vendors.stop()
  }
}

/** What is released, one after another: stand-ins begin empty, so what a preview stands beside is made first. */
function chooseTargets({ command, name }: Arguments, settings: Settings): Target[] {
  const named = name === undefined ? [] : [previewTarget(name, settings)]
  const production = productionTarget(settings)
  if (command === 'release') return [production]
  if (!isAllPlayed(settings)) return command === 'preview' ? named : []
  return [production, ...(command === 'sweep' ? [previewTarget('left-over', settings)] : named)]
}

async function perform(run: Run, targets: readonly Target[]): Promise<number> {
  const { given, settings, vendors, commit, say } = run
  const releases = targets.map((target) => prepareRelease(settings, vendors, target, commit))
  if (given.dryRun) {
    for (const release of releases) await planRelease(release, say)
    return 0
  }
  let journal: Journal | undefined
  for (const release of releases) {
    journal = await carryOut(release, run)
    if (journal.outcome !== 'done') break
  }
  const [release] = releases
  if (given.fault && release && journal?.outcome === 'done') {
    const next = await spoil(release, given.fault)
    say(`\nA second release, with a fault injected: ${given.fault}\nbefore: ${await whoAnswers(release)}`)
    try {
      journal = await carryOut(next.release, run)
    } finally {
      await next.clean()
    }
    say(`after: ${await whoAnswers(release)}`)
  }
  if (given.json && journal) console.log(JSON.stringify(journal, undefined, 2))
  if (journal && journal.outcome !== 'done') return 1
  if (given.command === 'down' && given.name) await takeDown(given.name, settings, vendors, say)
  if (given.command === 'sweep') await sweep(settings, vendors, sweepTime(settings), say)
  return 0
}

/** On stand-ins, where everything was made just now, the sweep is that of the day on which their preview expires. */
function sweepTime(settings: Settings): number {
  return Date.now() + (isAllPlayed(settings) ? settings.PREVIEW_HOURS * 3_600_000 : 0)
}

/** The whole release; ends with a journal, whether it went well or was taken back. */
async function carryOut(release: Release, { given, settings, vendors, signal }: Run): Promise<Journal> {
  const view = chooseView(given.json)
  const { redact } = vendors
  const where = release.target.preview === undefined ? '' : ` to preview ${release.target.preview}`
  const name = `release of ${release.commit.slice(0, 8)}${where}`
  let journal: Journal
  try {
    const done = await runTransaction({ name, signal, redact, onEvent: view.onEvent }, async (run) => {
      const database = await prepareDatabase(release, run)
      const cache = await prepareCache(release, run)
      const files = await publishFiles(release, run)
      await deployService(release, { ...database, ...cache, ...files }, run)
    })
    journal = done.journal
  } catch (error) {
    if (!(error instanceof TransactionError)) throw error
    journal = error.journal
  } finally {
    await view.end()
  }
  view.line(`\n${formatJournal(journal)}`)
  view.line(await writeJournal(journal, settings.JOURNAL_FOLDER))
  return journal
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

try {
  process.exitCode = await main()
} catch (error) {
  console.error(formatError(error))
  process.exitCode = isKeelsonError(error) && error.code === 'config' ? 2 : 1
}
