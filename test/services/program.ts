import { spawn, type ChildProcess } from 'node:child_process'
import { open, readFile } from 'node:fs/promises'
import { Socket } from 'node:net'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findAccount } from './account.ts'

/** INT and QUIT reach programs that handle them (servers do); a shell's children ignore them else. */
export type Signal = 'INT' | 'TERM' | 'QUIT' | 'KILL'

export interface ProgramOptions {
  /** For messages. */
  readonly name: string
  readonly path: string
  readonly args: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  /** The file that gets what the program prints; begun anew at each start. */
  readonly log: string
  /** What ends the program when our process is gone; followed by KILL when it does not help within 5 seconds. */
  readonly lastSignal: Signal
}

/** A running program that never outlives our process. */
export interface Program {
  readonly ended: Promise<number>
  signal(signal: Signal): void
  /** Waits until it has ended by itself or by a signal; keeps our process alive meanwhile. */
  end(): Promise<number>
}

/**
 * Runs the program and hands on the signals that are named on the pipe. The pipe closes with our process, also when that
 * is killed: then the program is ended. A session of its own (`detached`) keeps the Ctrl-C of a terminal away from both.
 */
const watch = `
last=$1
shift
"$@" </dev/null 3<&- &
program=$!
(
  while read -r signal <&3; do kill -s "$signal" "$program"; done
  kill -s "$last" "$program"
  tries=0
  while [ "$tries" -lt 50 ] && kill -0 "$program"; do tries=$((tries + 1)); sleep 0.1; done
  kill -s KILL "$program"
) 2>/dev/null &
reader=$!
wait "$program"
status=$?
kill "$reader" 2>/dev/null
exit "$status"
`

export async function runProgram(options: ProgramOptions): Promise<Program> {
  const { name, path, args, environment, log, lastSignal } = options
  const output = await open(log, 'w')
  const child = spawn('sh', ['-c', watch, 'watcher', lastSignal, path, ...args], {
    ...findAccount(),
    cwd: dirname(log),
    detached: true,
    env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC', ...environment },
    stdio: ['ignore', output.fd, output.fd, 'pipe'],
  })
  const pipe = letGo(child)
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', (cause) => reject(new Error(`${name} could not be started: ${cause.message}`, { cause })))
    child.once('exit', (code) => resolve(code ?? -1))
  })
  ended.catch(() => {})
  await output.close()
  return {
    ended,
    signal: (signal) => void pipe.write(`${signal}\n`),
    async end() {
      child.ref()
      return ended
    },
  }
}

export interface ServerProgramOptions extends ProgramOptions {
  /** What its log says when it is ready. */
  readonly ready: string
  /** @default 20_000 */
  readonly readyWithinMs?: number
}

/** Starts a server and waits until it is ready. */
export async function startProgram(options: ServerProgramOptions): Promise<Program> {
  const { name, log, ready, readyWithinMs = 20_000 } = options
  const program = await runProgram(options)
  let end: string | undefined
  program.ended.then(
    (code) => (end = `${name} ended with ${code} while it started`),
    (error: Error) => (end = error.message),
  )
  const deadline = Date.now() + readyWithinMs
  for (;;) {
    if ((await readFile(log, 'utf8')).includes(ready)) return program
    if (end !== undefined) throw new Error(`${end}${await lastLines(log)}`)
    if (Date.now() > deadline) {
      program.signal('KILL')
      throw new Error(`${name} was not ready within ${readyWithinMs / 1000} seconds${await lastLines(log)}`)
    }
    await sleep(10)
  }
}

/** The end of a log, to be put behind a message. */
export async function lastLines(log: string): Promise<string> {
  const lines = (await readFile(log, 'utf8')).trimEnd().split('\n')
  return `; the end of its log:\n${lines.slice(-15).join('\n')}`
}

/** Lets our process end while the child runs; answers the pipe that the child watches. */
export function letGo(child: ChildProcess): Socket {
  const pipe = child.stdio[3]
  if (!(pipe instanceof Socket)) throw new Error('the child was started without a pipe as its file 3')
  pipe.on('error', () => {}) // it ended before it read
  pipe.unref()
  child.unref()
  return pipe
}
