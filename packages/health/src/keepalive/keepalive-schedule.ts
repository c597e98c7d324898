export const knownSchedulers = ['cron', 'cron-job.org', 'uptimerobot', 'github-actions'] as const

/** Who pings: a cron of your own (also Workers or QStash, which take its line), or one of these services. */
export type KeepaliveScheduler = (typeof knownSchedulers)[number]

/** The hours of a day in which a service is kept awake. */
export interface KeepaliveWindow {
  /** 0 to 23. */
  readonly from: number
  /** 1 to 24; before `from` for a window over midnight. */
  readonly until: number
  /** `Europe/Berlin`. @default 'UTC' */
  readonly timeZone?: string | undefined
}

/** When one scheduler pings. */
export interface KeepaliveSchedule {
  readonly scheduler: KeepaliveScheduler
  /** A cron expression of five fields, for the time zone beside it. */
  readonly cron: string
  readonly timeZone: string
  /** Minutes of the hour. */
  readonly minutes: readonly number[]
  /** Hours of the day; all 24 without a window, and for UptimeRobot, which knows none. */
  readonly hours: readonly number[]
}

/** Not on the hour, when the crons of everybody run. */
const firstMinute = 2

/** The schedule of each scheduler: the same interval, evenly between each other. */
export function scheduleKeepalive(
  schedulers: readonly KeepaliveScheduler[],
  intervalMinutes: number,
  { from, until, timeZone = 'UTC' }: KeepaliveWindow = { from: 0, until: 24 },
): KeepaliveSchedule[] {
  return schedulers.map((scheduler, index) => {
    const offset = firstMinute + Math.floor((index * intervalMinutes) / schedulers.length)
    const minutes = count(60 / intervalMinutes)
      .map((run) => (offset + run * intervalMinutes) % 60)
      .sort((a, b) => a - b)
    const isWithin = (hour: number) => (from < until ? hour >= from && hour < until : hour >= from || hour < until)
    const hours = count(24).filter((hour) => scheduler === 'uptimerobot' || isWithin(hour))
    const cron = `${minutes.join(',')} ${hours.length < 24 ? hours.join(',') : '*'} * * *`
    return { scheduler, cron, timeZone, minutes, hours }
  })
}

function count(length: number): number[] {
  return Array.from({ length: Math.ceil(length) }, (_, index) => index)
}
