import type { TransactionEvent } from '@keelson/core'
import { Listr } from 'listr2'

/** How a release is shown: live on a terminal, line by line in a pipe, or not at all. */
export interface View {
  readonly line: (text: string) => void
  readonly onEvent: (event: TransactionEvent) => void
  /** Call when the transaction is over, so that a live view lets go of the terminal. */
  readonly end: () => Promise<void>
}

/** Live on a terminal, lines in a pipe, nothing beside JSON. */
export function chooseView(json: boolean): View {
  if (json) return { line: () => {}, onEvent: () => {}, end: async () => {} }
  return process.stdout.isTTY ? createLiveView() : createLineView()
}

function createLineView(): View {
  const line = (text: string) => console.log(text)
  return { line, end: async () => {}, onEvent: (event) => describeEvent(event).forEach(line) }
}

/** A task that moves for each step, one after another; what is undone follows as lines. */
function createLiveView(): View {
  let shown = Promise.resolve()
  let current: ReturnType<typeof createTask> | undefined
  return {
    line: (text) => console.log(text),
    onEvent: (event) => {
      if (event.type === 'step_started') {
        const task = (current = createTask(event.step))
        // The one before may still be drawing its end.
        shown = shown.then(() => task.show())
      } else if (event.type === 'step_note') current?.note(event.text)
      else if (event.type === 'step_done') current?.end()
      else if (event.type === 'step_failed') current?.end(event.text)
      else if (event.type === 'undo_done') {
        shown = shown.then(() => describeEvent(event).forEach((text) => console.log(text)))
      }
    },
    end: () => shown,
  }
}

function createTask(title: string): {
  show(): Promise<void>
  note(text: string): void
  end(failure?: string): void
} {
  const { promise, resolve } = Promise.withResolvers<string | undefined>()
  const early: string[] = []
  let write: (text: string) => void = (text) => early.push(text)
  const task = async (_: unknown, shown: { output: string | undefined }) => {
    write = (text) => (shown.output = text)
    early.forEach(write)
    const failure = await promise
    // Listr shows the message in the place of the title.
    if (failure !== undefined) throw new Error(`${title}: ${failure}`)
  }
  const listr = new Listr([{ title, task, rendererOptions: { persistentOutput: true, outputBar: 10 } }], {
    exitOnError: false,
    registerSignalListeners: false,
  })
  return {
    show: async () => void (await listr.run()),
    note: (text) => write(text),
    end: resolve,
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
