/** What is known of the place where a program runs, as builders and linters ask for it; what is left out is not judged. */
export interface Platform {
  /** As messages say it: `Render, free plan`. */
  readonly name: string
  /** What an instance may use before it is ended. */
  readonly memoryMb?: number | undefined
  readonly cpus?: number | undefined
  /** For so long its proxy sends a request on a connection to the application that was idle. */
  readonly proxyIdleSeconds?: number | undefined
  /** Between SIGTERM and SIGKILL. */
  readonly shutdownSeconds?: number | undefined
  /** A start must have opened its port by then. */
  readonly startSeconds?: number | undefined
  /** Stopped after so long without a request, and started again by the next one. */
  readonly sleepsAfterMinutes?: number | undefined
  /** Hours a month that instances which cost nothing may run, all services of the account together; then they are suspended. */
  readonly freeHoursPerMonth?: number | undefined
  /** TCP ports that connections to elsewhere cannot use. */
  readonly blockedPorts?: readonly number[] | undefined
  /** What is written to the disk is gone after a restart. */
  readonly ephemeralDisk?: boolean | undefined
  /** `/tmp` is a disk, and the cores that a program counts are the machine's. */
  readonly container?: boolean | undefined
  /** Runs a command before a release takes over. */
  readonly preDeployCommand?: boolean | undefined
  /** Starts what a Procfile says, without being told its commands. */
  readonly procfile?: boolean | undefined
  /** Runs a Procfile's `release` process before a release takes over. */
  readonly releasePhase?: boolean | undefined
  /** Runs processes that answer no requests. */
  readonly backgroundWorkers?: boolean | undefined
  /** Instances at most. */
  readonly instances?: number | undefined
  /** Its proxy speaks TLS to the world and plain HTTP to the application. */
  readonly terminatesTls?: boolean | undefined
  /** Where a field's value is from, by its name: an URL. */
  readonly sources?: Readonly<Partial<Record<string, string>>> | undefined
}
