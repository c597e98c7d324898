import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Journal, TransactionEvent } from '@keelson/core'
import { Listr } from 'listr2'

/** How a release is shown: live on a terminal, line by line in a pipe, or not at all. */
export interface View {
  readonly line: (text: string) => void
  readonly onEvent: (event: TransactionEvent) => void
  /** Call when the transaction is over, so that a live view lets go of the terminal. */
  readonly end: () => Promise<void>
}

/** The steps that a live view shows from the start. */
const steps = ['service', 'rollback point', 'environment', 'deploy', 'health gate']

/** Live on a terminal, lines in a pipe, nothing beside JSON. */
export function chooseView(json: boolean): View {
  if (json) return { line: () => {}, onEvent: () => {}, end: async () => {} }
  return process.stdout.isTTY ? createLiveView() : createLineView()
}

function createLineView(): View {
  const line = (text: string) => console.log(text)
  return { line, end: async () => {}, onEvent: (event) => describeEvent(event).forEach(line) }
}

/** Tasks that move; what is undone follows as lines. */
function createLiveView(): View {
  const ends = new Map(steps.map((step) => [step, Promise.withResolvers<'done' | 'not reached'>()]))
  const outputs = new Map<string, (text: string) => void>()
  const undone: string[] = []
  const listr = new Listr(
    steps.map((step) => ({
      title: step,
      task: async (_: unknown, task: { output: string | undefined; skip(message: string): void }) => {
        outputs.set(step, (text) => (task.output = text))
        if ((await ends.get(step)?.promise) === 'not reached') task.skip(`${step}: not reached`)
      },
      rendererOptions: { persistentOutput: true, outputBar: 8 },
    })),
    { exitOnError: false, registerSignalListeners: false },
  )
  const shown = listr.run()
  return {
    line: (text) => console.log(text),
    onEvent: (event) => {
      if (event.type === 'step_note') outputs.get(event.step)?.(event.text)
      else if (event.type === 'step_done') ends.get(event.step)?.resolve('done')
      else if (event.type === 'step_failed') ends.get(event.step)?.reject(new Error(event.text))
      else if (event.type === 'undo_done') undone.push(...describeEvent(event))
    },
    end: async () => {
      for (const { resolve } of ends.values()) resolve('not reached')
      await shown
      undone.forEach((text) => console.log(text))
    },
  }
}

function describeEvent(event: TransactionEvent): string[] {
  switch (event.type) {
    case 'step_started':
      return [`▶ ${event.step}`]
    case 'step_note':
      return [`    ${event.text}`]
    case 'step_failed':
      return [`✖ ${event.step}: ${event.text}`]
    case 'undo_done':
      return [`↶ ${event.what}: ${event.status}, ${event.detail}`]
    default:
      return []
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

/** Writes the journal and answers with its path. */
export async function writeJournal(journal: Journal, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  const file = join(folder, `${journal.startedAt.replaceAll(/[:.]/g, '-')}.json`)
  await writeFile(file, `${JSON.stringify(journal, undefined, 2)}\n`)
  return file
}

function formatSeconds(ms: number): string {
  return (ms / 1000).toFixed(1)
}
