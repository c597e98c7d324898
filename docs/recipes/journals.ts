import { constants } from 'node:fs'
import { access, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { KeelsonError, type Journal } from '@keelson/core'

/** Makes the folder of the journals; throws `config` before anything is changed when none could be written there. */
export async function openJournals(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
    await access(folder, constants.W_OK)
  } catch (error) {
    throw new KeelsonError(`journals cannot be written to ${folder}: ${reasonOf(error)}`, {
      code: 'config',
      hint: 'Set JOURNAL_FOLDER to a folder that can be written',
    })
  }
}

/** Writes the journal and tells where; a release that is over is not made a failure by a full disk. */
export async function writeJournal(journal: Journal, folder: string): Promise<string> {
  const file = join(folder, `${journal.startedAt.replaceAll(/[:.]/g, '-')}.json`)
  try {
    await writeFile(file, `${JSON.stringify(journal, undefined, 2)}\n`)
    return `journal: ${file}`
  } catch (error) {
    return `journal: not written, ${reasonOf(error)}`
  }
}

/** The steps of a journal as a table. */
export function formatJournal({ steps, outcome, durationMs, kept, reason }: Journal): string {
  const rows = steps.flatMap((step) => [
    [step.name, formatSeconds(step.durationMs), step.status],
    ...step.undo
      .filter(({ status }) => status !== 'not_needed')
      .map((undo) => [`  ↶ ${undo.what}`, formatSeconds(undo.durationMs), undo.status]),
  ])
  const all = [['step', 'seconds', 'outcome'], ...rows, ['release', formatSeconds(durationMs), outcome]]
  const widths = [0, 1].map((column) => Math.max(...all.map((row) => (row[column] ?? '').length)))
  const lines = all.map(
    ([name = '', seconds = '', status]) =>
      `${name.padEnd(widths[0] ?? 0)}  ${seconds.padStart(widths[1] ?? 0)}  ${status}`,
  )
  if (reason) lines.push(`why: ${reason}`)
  return [...lines, ...kept.map((what) => `still there: ${what}`)].join('\n')
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function formatSeconds(ms: number): string {
  return (ms / 1000).toFixed(1)
}
