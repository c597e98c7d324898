import { readFile } from 'node:fs/promises'
import { request, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setInterval as every } from 'node:timers/promises'
import { startProgram } from '../../services/program.ts'

/** What an instance has done. */
export interface InstanceCounts {
  readonly requests: number
  readonly posts: number
  readonly whileDraining: number
  readonly connections: number
}

/** What it says at its end. */
export interface LastWords extends InstanceCounts {
  /** How readiness was answered right after `drain()`, and whether the event loop had gone on meanwhile. */
  readonly atOnce: { readonly status: number; readonly hasWaited: boolean; readonly ms: number }
  /** When it began to take no more connections, as a date. */
  readonly closedAt: number
}

/** How it answered while it was watched, until it took no more connections. */
export interface Watched {
  readonly live: readonly number[]
  readonly ready: readonly number[]
  readonly endedAt: number
}

/** A running instance; its socket, in the folder, has the name of its release. */
export interface Instance {
  readonly release: string
  counts(): Promise<InstanceCounts>
  /** Asks it for liveness and readiness, fifty times a second, past the proxy. */
  watch(): Promise<Watched>
  /** SIGTERM; resolves when it has exited. */
  end(): Promise<{ readonly code: number; readonly said: LastWords }>
  /** For the end of a test, whatever has happened. */
  kill(): Promise<void>
}

export async function startInstance(folder: string, release: string, isBroken = false): Promise<Instance> {
  const socketPath = join(folder, release)
  const log = `${socketPath}.log`
  const program = await startProgram({
    name: release,
    path: process.execPath,
    args: [join(folder, 'instance.mjs')],
    environment: { SOCKET: socketPath, RELEASE: release, ...(isBroken && { BROKEN: '1' }) },
    log,
    lastSignal: 'KILL',
    ready: 'listening',
  })
  return {
    release,
    counts: async () => JSON.parse((await ask(socketPath, '/counts')).body) as InstanceCounts,
    async watch() {
      const [live, ready]: [number[], number[]] = [[], []]
      try {
        for await (const _ of every(20)) {
          live.push((await ask(socketPath, '/healthz')).status)
          ready.push((await ask(socketPath, '/readyz')).status)
        }
      } catch {
        // It is gone.
      }
      return { live, ready, endedAt: Date.now() }
    },
    async end() {
      program.signal('TERM')
      const code = await program.end()
      const said = (await readFile(log, 'utf8')).trim().split('\n').at(-1) ?? ''
      return { code, said: JSON.parse(said) as LastWords }
    },
    async kill() {
      program.signal('KILL')
      await program.end()
    },
  }
}

async function ask(socketPath: string, path: string): Promise<{ readonly status: number; readonly body: string }> {
  const message = await new Promise<IncomingMessage>((resolve, reject) => {
    request({ socketPath, path, agent: false }, resolve).on('error', reject).end()
  })
  return { status: message.statusCode ?? 0, body: await text(message) }
}
