import type { CallOptions } from '@keelson/core'
import type { RenderClient } from '../client.js'
import { listLogs, type LogFilters } from '../resources/logs.js'
import type { Log } from '../resources/logs.schema.js'

/** What may be chosen of lines that are followed: they end with the present. */
export type FollowLogsParams = Omit<LogFilters, 'endTime'>

/** The lines that were seen lately, so that each is given once, whichever way and however often it comes. */
export interface LogWindow {
  /** Whether this line is new; it is seen from now on. */
  accept(line: Log): boolean
  /** The lines that came since, as Render lists them, page by page. */
  read(options?: CallOptions): AsyncGenerator<Log>
  /** How many pages the last read took beyond its first. */
  morePages(): number
}

/** Render shows some lines later than others of the same time: so far back they are looked for. */
const lateMs = 30_000
/** Of a busy log so many lines are looked at again, two pages, or 30 requests a minute would not do. */
const mostAgain = 200
/** So many lines are remembered; what is older than all of them counts as seen. */
const mostSeen = 5000
/** As many lines listLogs asks for at once. */
const pageSize = 100

/** A window that begins at `startTime`, or now, and moves on with the newest line. */
export function createLogWindow(client: RenderClient, params: FollowLogsParams): LogWindow {
  const first = params.startTime ?? new Date(client.clock.date()).toISOString()
  let startTime = first
  let begin = ''
  /** Time of each line, by its id. */
  const seen = new Map<string, string>()
  let count = 0

  const forget = (before: string) => {
    if (before <= begin) return
    begin = before
    for (const [id, time] of seen) if (time < before) seen.delete(id)
  }
  const accept = ({ id, timestamp }: Log): boolean => {
    const time = comparable(timestamp)
    if (time < begin || seen.has(id)) return false
    seen.set(id, time)
    // By half, so that it is not done for each line.
    if (seen.size % mostSeen === 0) forget(timesOf(seen)[mostSeen / 2] ?? '')
    return true
  }
  const moveOn = () => {
    const times = timesOf(seen)
    const late = Date.parse(`${times.at(-1)}Z`) - lateMs
    // Only times of answers are compared with each other: a given one may be written with another precision or zone.
    if (late > Date.parse(first)) forget(comparable(new Date(late).toISOString()))
    const again = times.at(-mostAgain)
    if (begin || again) startTime = `${again && again > begin ? again : begin}Z`
  }
  return {
    accept,
    // A full last page has one more, which is empty.
    morePages: () => Math.floor(count / pageSize),
    async *read(options) {
      const query = { ...params, startTime, direction: 'forward' } as const
      try {
        count = 0
        for await (const line of listLogs(client, query, options)) {
          count += 1
          if (accept(line)) yield line
        }
      } finally {
        // Also of a look that broke off: the next one goes on where it ended.
        moveOn()
      }
    },
  }
}

function timesOf(seen: ReadonlyMap<string, string>): string[] {
  return [...seen.values()].toSorted()
}

/** A time whose text is in the order of time: Render's have as many digits of a second as it takes, and end in `Z`. */
function comparable(timestamp: string): string {
  const [, second = timestamp, fraction = ''] = /^(.{19})(?:\.(\d+))?/.exec(timestamp) ?? []
  return `${second}.${fraction.slice(0, 9).padEnd(9, '0')}`
}
