import { spawn } from 'node:child_process'
import { Socket } from 'node:net'
import { constants } from 'node:os'
import { createInterface } from 'node:readline'
import { sleep, type Clock } from '@keelson/core'

/** A command of a service that runs on this machine, with all its descendants. */
export interface ProcessGroup {
  /** Resolves when the command and everything that holds its output has ended; never rejects. */
  readonly ended: Promise<ProcessEnd>
  /** SIGTERM to the whole group, SIGKILL to what is left after the delay; resolves when it is gone. */
  end(delayMs: number): Promise<void>
  /** SIGKILL at once, for a process that is itself about to end. */
  kill(): void
}

/** How a command ended. */
export interface ProcessEnd {
  /** As a shell tells it: 128 and the number of the signal of what was killed, 127 of what could not be started. */
  readonly status: number
  /** Whether `end` was called before. */
  readonly asked: boolean
  /** Why it could not be started. */
  readonly problem?: string
}

interface ProcessGroupOptions {
  readonly command: string
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly clock: Clock
  readonly onLine: (line: string, level: 'info' | 'error') => void
}

/** After SIGKILL, output can only be held by a descendant that has left the group. */
const strayMs = 1000

/** Starts a command with `sh -c`, as the leader of a process group of its own: what it starts can be ended with it. */
export function startProcessGroup({ command, cwd, env, clock, onLine }: ProcessGroupOptions): ProcessGroup {
  const child = spawn('sh', ['-c', replacingShell(command)], {
    cwd,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const { pid, stdout, stderr } = child
  const letGo = pid === undefined ? () => {} : guard(pid)
  for (const [stream, level] of [
    [stdout, 'info'],
    [stderr, 'error'],
  ] as const) {
    createInterface({ input: stream, crlfDelay: Infinity }).on('line', (line) => onLine(line, level))
  }

  let closed = false
  let asked = false
  const signalGroup = (signal: NodeJS.Signals) => {
    // Once everything is gone, the number may belong to someone else.
    if (pid === undefined || closed) return
    try {
      process.kill(-pid, signal)
    } catch {
      // ESRCH: the group is gone, which is what was wanted.
    }
  }

  const ended = new Promise<ProcessEnd>((resolve) => {
    child.on('error', ({ message }) =>
      resolve({ status: 127, asked, problem: `could not be started in ${cwd}: ${message}` }),
    )
    // `close` and not `exit`: it waits for the descendants, whose output are the same pipes.
    child.on('close', (code, signal) => {
      // What has sent its output elsewhere ends with its leader.
      signalGroup('SIGKILL')
      closed = true
      letGo()
      resolve({ status: code ?? 128 + (signal ? constants.signals[signal] : 0), asked })
    })
  })

  const end = async (delayMs: number) => {
    const waits = new AbortController()
    const gone = ended.then(() => waits.abort())
    const late = (ms: number) => sleep(clock, ms, waits.signal).catch(() => undefined)
    // Once is enough: many programs take a second one as an order to stop without finishing.
    if (!asked) signalGroup('SIGTERM')
    asked = true
    await Promise.race([gone, late(delayMs)])
    if (!waits.signal.aborted) {
      signalGroup('SIGKILL')
      await Promise.race([gone, late(strayMs)])
    }
    stdout.destroy()
    stderr.destroy()
    await gone
  }

  return { ended, end, kill: () => signalGroup('SIGKILL') }
}

/**
 * Ends a group when this process is gone, also when that was killed and could do nothing about it: a second process waits
 * for the end of a pipe that this one holds. The function that it returns calls that off.
 */
function guard(group: number): () => void {
  const wait = 'while read -r _ <&3; do :; done; kill -s KILL -- "-$1"'
  const child = spawn('sh', ['-c', wait, 'guard', String(group)], {
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  child.on('error', () => {
    // Without a second process, a killed program leaves its instances behind; everything else works.
  })
  child.unref()
  const pipe = child.stdio[3]
  if (pipe instanceof Socket) pipe.unref()
  return () => void child.kill('SIGKILL')
}

/**
 * A single command takes the place of its shell, so that its own end is what is seen: a shell in between would be ended
 * by the signal first. Whether the first word is a program, and no builtin such as `cd`, the shell knows best.
 */
function replacingShell(command: string): string {
  const [, program] = /^\s*([\w./@+-]+)(?:\s[^;&|<>()`\n]*)?$/.exec(command) ?? []
  if (program === undefined) return command
  return `case "$(command -v ${program})" in */*) exec ${command};; *) ${command};; esac`
}
