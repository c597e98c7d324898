import { Refusal } from '@keelson/core/testing'
import type { FakeNeonAction, FakeOperation, Store } from './store.js'

/** How long the operations of each kind take without a compute, in milliseconds. */
export interface FakeNeonDurations {
  /** @default 1000 */
  readonly create_branch?: number
  /** @default 1500 */
  readonly start_compute?: number
  /** @default 500 */
  readonly suspend_compute?: number
  /** @default 800 */
  readonly apply_config?: number
  /** @default 500 */
  readonly delete_timeline?: number
  /** How long an operation that failed waits before it is tried again. @default 5000 */
  readonly retry?: number
}

/** One operation to come. */
export interface Task {
  readonly action: FakeNeonAction
  readonly branchId?: string
  readonly endpointId?: string
  /** What a compute does in it; decides when it is finished, instead of the duration. */
  readonly work?: (() => Promise<unknown>) | undefined
  /** What it changes at its end. */
  readonly done?: () => void
}

/** How the first operation of a request goes wrong: once, and then not; or for good. */
export type Trouble = 'once' | 'for_good' | undefined

/** The operations of all projects, as time or a compute moves them on. */
export interface OperationTimeline {
  /** Refuses with 423 while an operation of the project is on the way. */
  checkIsFree(projectId: string): void
  /** Lets tasks follow one another. */
  schedule(projectId: string, tasks: readonly Task[], trouble?: Trouble): FakeOperation[]
  /** Moves everything on to the present. */
  settle(): void
  /** Ends when no work of a compute is under way. */
  idle(): Promise<void>
}

interface Entry {
  readonly operation: FakeOperation
  readonly task: Task
  trouble: Trouble
  /** By the clock's `now`; `undefined` while it has not begun, or a compute decides. */
  dueAt: number | undefined
}

const usualDurations: Required<FakeNeonDurations> = {
  create_branch: 1000,
  start_compute: 1500,
  suspend_compute: 500,
  apply_config: 800,
  delete_timeline: 500,
  retry: 5000,
}

/** A timeline over the operations of a store. */
export function createOperationTimeline(store: Store, given: FakeNeonDurations): OperationTimeline {
  const { clock } = store
  const durations = { ...usualDurations, ...given }
  /** By project, what is not finished: the first one runs. */
  const queues = new Map<string, Entry[]>()
  const underWay = new Set<Promise<unknown>>()
  /** States may be moved on long after they were due: they get the date at which they were. */
  const dateAt = (at: number) => Math.floor(clock.date() - (clock.now() - at))

  const moveTo = ({ operation }: Entry, status: FakeOperation['status'], at: number) => {
    operation.status = status
    operation.updatedAt = dateAt(at)
  }

  const begin = (entry: Entry, at: number) => {
    moveTo(entry, 'running', at)
    const { task } = entry
    entry.dueAt = at + durations[task.action]
    if (!task.work || entry.trouble) return
    entry.dueAt = undefined
    const work = task.work().then(
      () => end(entry, clock.now()),
      (thrown: unknown) => breakOff(entry, clock.now(), String(thrown)),
    )
    underWay.add(work)
    void work.finally(() => underWay.delete(work))
  }

  const next = (projectId: string, at: number) => {
    const queue = queues.get(projectId)
    queue?.shift()
    const [first] = queue ?? []
    if (first) begin(first, at)
    else queues.delete(projectId)
  }

  const end = (entry: Entry, at: number) => {
    moveTo(entry, 'finished', at)
    entry.task.done?.()
    next(entry.operation.projectId, at)
  }

  /** What was to come after it does not. */
  const breakOff = (entry: Entry, at: number, error: string) => {
    const { operation } = entry
    operation.failures += 1
    operation.error = error
    moveTo(entry, 'error', at)
    for (const other of queues.get(operation.projectId)?.slice(1) ?? []) moveTo(other, 'cancelled', at)
    queues.delete(operation.projectId)
  }

  const step = (entry: Entry, at: number) => {
    const { operation, trouble } = entry
    if (trouble === 'for_good') return breakOff(entry, at, 'compute node could not be started')
    if (trouble === 'once') {
      entry.trouble = undefined
      operation.failures += 1
      moveTo(entry, 'failed', at)
      entry.dueAt = at + durations.retry
    } else if (operation.status === 'failed') {
      operation.retryAt = dateAt(at)
      begin(entry, at)
    } else end(entry, at)
  }

  return {
    checkIsFree(projectId) {
      if (!queues.has(projectId)) return
      throw new Refusal(423, 'project already has running conflicting operations, scheduling of new ones is prohibited')
    },
    schedule(projectId, tasks, trouble) {
      const entries = tasks.map((task, index): Entry => {
        const { action, branchId, endpointId } = task
        const operation: FakeOperation = {
          ...store.newThing(store.newUuid()),
          projectId,
          branchId,
          endpointId,
          action,
          status: 'scheduling',
          error: undefined,
          failures: 0,
          retryAt: undefined,
        }
        store.operations.set(operation.id, operation)
        return { operation, task, trouble: index === 0 ? trouble : undefined, dueAt: undefined }
      })
      const [first] = entries
      const before = queues.get(projectId)
      // What came in between, while a compute was being asked, is still to be done.
      if (before) before.push(...entries)
      else if (first) {
        queues.set(projectId, entries)
        begin(first, clock.now())
      }
      return entries.map(({ operation }) => operation)
    },
    settle() {
      for (const projectId of queues.keys()) {
        for (let entry = queues.get(projectId)?.[0]; entry; entry = queues.get(projectId)?.[0]) {
          if (entry.dueAt === undefined || entry.dueAt > clock.now()) break
          step(entry, entry.dueAt)
        }
      }
    },
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay)
    },
  }
}
