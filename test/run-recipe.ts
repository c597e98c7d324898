import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Journal } from '@keelson/core'

const recipe = fileURLToPath(new URL('../docs/recipes/release.ts', import.meta.url))

/** How a run of the recipe ended. */
export interface RecipeRun {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** The release recipe as a user runs it, with journals in a folder of its own. */
export interface Recipe {
  readonly file: string
  /** Removed with the recipe; runs leave it alone. */
  readonly folder: string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** `onLine` sees each line and the way to send a signal. */
  run(
    args?: readonly string[],
    env?: Readonly<Record<string, string>>,
    onLine?: (line: string, kill: (signal: NodeJS.Signals) => void) => void,
  ): Promise<RecipeRun>
  /** The texts of all journals, the oldest first. */
  journals(): Promise<string[]>
  newestJournal(): Promise<Journal>
  /** What its runs left behind: processes with its folders in their environment or command, and temporary files. */
  leftovers(): Promise<string[]>
  remove(): Promise<void>
}

/** A recipe whose runs all get these variables, and nothing else of the environment but PATH. */
export async function createRecipe(env: Readonly<Record<string, string>> = {}): Promise<Recipe> {
  const folder = await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'keelson-recipe-'))
  const [journalFolder, temporary] = [join(folder, 'journals'), join(folder, 'temporary')]
  await mkdir(journalFolder)
  // PostgreSQL refuses to run as root, and its account has to get to its data.
  await Promise.all([chmod(folder, 0o711), mkdir(temporary, { mode: 0o711 })])
  const environment = {
    PATH: process.env['PATH'],
    TMPDIR: temporary,
    JOURNAL_FOLDER: journalFolder,
    GATE_STABLE_SECONDS: '1',
    ...env,
  }
  const journals = async () => {
    const names = (await readdir(journalFolder)).toSorted()
    return Promise.all(names.map((name) => readFile(join(journalFolder, name), 'utf8')))
  }
  return {
    file: recipe,
    folder,
    environment,
    async run(args = [], more = {}, onLine = () => {}) {
      const child = spawn(process.execPath, [recipe, ...args], {
        env: { ...environment, ...more },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const output = { stdout: '', stderr: '' }
      let seen = 0
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        output.stdout += text
        const lines = output.stdout.split('\n')
        for (; seen < lines.length - 1; seen++) onLine(lines[seen] ?? '', (signal) => child.kill(signal))
      })
      child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text))
      const [code] = (await once(child, 'close')) as [number | null]
      // Node 22 says of each of its own modules that is new that it is.
      const stderr = output.stderr.replace(/^\(node:\d+\) ExperimentalWarning: .*\n(?:\(Use .*\n)?/gm, '')
      return { code, ...output, stderr }
    },
    journals,
    async newestJournal() {
      return JSON.parse((await journals()).at(-1) ?? 'null') as Journal
    },
    async leftovers() {
      const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
      const read = (pid: string, file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')
      const commands = await Promise.all(
        pids.map(async (pid) => {
          const [environ, command] = await Promise.all([read(pid, 'environ'), read(pid, 'cmdline')])
          return (environ + command).includes(temporary) ? [`${pid} ${command.replaceAll('\0', ' ')}`] : []
        }),
      )
      return [...commands.flat(), ...(await readdir(temporary))]
    },
    remove: () => rm(folder, { recursive: true }),
  }
}

/** `deploy: done` for each step of a journal. */
export function statuses({ steps }: Journal): string[] {
  return steps.map(({ name, status }) => `${name}: ${status}`)
}

/** `roll back to: undone` for each undo of a journal, without ids. */
export function undos({ steps }: Journal): string[] {
  return steps.flatMap(({ undo }) =>
    undo.map(({ what, status }) => `${what.replace(/ (?:(?:dep|srv)-\w+|br-[\w-]+)/g, '')}: ${status}`),
  )
}
