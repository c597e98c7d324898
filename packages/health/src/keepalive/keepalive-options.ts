import type { Finding, Platform, Probe } from '@keelson/core'
import type { KeepaliveSchedule, KeepaliveScheduler, KeepaliveWindow } from './keepalive-schedule.js'

/** A service that is to be kept awake. */
export interface KeepaliveService {
  /** Of its shallow health path, which asks nobody else. */
  readonly url: string
  /** What this path asks, as it is given to `createHealth`; without it, the path is judged by its name. */
  readonly checks?: readonly { readonly probe: Pick<Probe, 'name' | 'cost'> }[] | undefined
}

/** A database that sleeps by itself, for the price of a path that wakes it; `neonServer()` of `@keelson/neon` fits. */
export interface KeepaliveDatabase {
  /** @default 'the database' */
  readonly name?: string | undefined
  /** Without a query. @default 300 */
  readonly sleepsAfterSeconds?: number | undefined
  /** Of its compute, awake. @default 0.25 */
  readonly computeUnits?: number | undefined
  /** Compute unit hours a month that cost nothing. */
  readonly freeComputeHours?: number | undefined
}

/** What `planKeepalive` judges. */
export interface KeepaliveOptions {
  readonly services: readonly KeepaliveService[]
  /** When it puts a service to sleep, and how many hours are free; `renderPlatform({ plan: 'free' })`. */
  readonly platform: Platform
  /** From 5, which is the least that GitHub Actions and free monitors do, to 60. @default 5 */
  readonly intervalMinutes?: number | undefined
  /** Two that do not depend on each other: any of them skips runs, and is late. @default cron-job.org and UptimeRobot */
  readonly schedulers?: readonly KeepaliveScheduler[] | undefined
  /** Outside of it the services sleep, which is how several fit into the free hours. @default day and night */
  readonly window?: KeepaliveWindow | undefined
  /** How long a request waits that wakes a service. @default 60 */
  readonly coldStartSeconds?: number | undefined
  readonly database?: KeepaliveDatabase | undefined
}

/** What keeping awake costs in a month of 31 days, and whether it is a good idea. */
export interface KeepalivePlan {
  /** No finding is an error. What writes schedules refuses a plan that is not. */
  readonly allowed: boolean
  readonly findings: readonly Finding[]
  readonly urls: readonly string[]
  readonly intervalMinutes: number
  /** One a scheduler. */
  readonly schedules: readonly KeepaliveSchedule[]
  readonly pingsPerMonth: number
  /** Of all services together, with the time in which one waits for its next request before it sleeps. */
  readonly hoursPerMonth: number
  /** Compute unit hours of a database that the pings keep awake. */
  readonly computeHoursPerMonth: number
  /** Billed commands that the pings cause. */
  readonly commandsPerMonth: number
}
