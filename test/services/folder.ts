import { spawn, type ChildProcess } from 'node:child_process'
import { chmod, mkdtemp, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { handOver } from './account.ts'
import { letGo } from './program.ts'

/**
 * Removes the folder when the pipe of our process closes, however that process ended. Servers in it are ended by their
 * own watchers at the same moment: they get half a second to do it in order (else the system keeps a trace of shared
 * memory), and may write during the removal: hence the repetitions.
 */
const sweep = `
while read -r line <&3; do :; done
sleep 0.5
tries=0
until rm -rf "$1" 2>/dev/null || [ "$tries" -ge 100 ]; do tries=$((tries + 1)); sleep 0.1; done
`

let root: Promise<string> | undefined

/** A new folder for a service, below one folder of this process that disappears with it. */
export async function createFolder(name: string): Promise<string> {
  root ??= createRoot()
  const folder = await mkdtemp(join(await root, `${name}-`))
  await handOver(folder)
  return folder
}

/**
 * Memory where there is plenty of it: a copy of a database's thousand files takes 0.1 seconds there, and on a disk that
 * others use too ten times as long. TMPDIR decides otherwise.
 */
async function findSpace(): Promise<string> {
  if (process.env['TMPDIR']) return tmpdir()
  const memory = '/dev/shm'
  const space = await statfs(memory).catch(() => undefined)
  return space && space.bavail * space.bsize > 2 ** 31 ? memory : tmpdir()
}

async function createRoot(): Promise<string> {
  const space = await findSpace()
  const folder = await mkdtemp(join(space, 'keelson-services-')).catch((cause: Error) => {
    throw new Error(
      `the services have no place for their files (${cause.message}): set TMPDIR to a folder that can be written`,
      { cause },
    )
  })
  const sweeper: ChildProcess = spawn('sh', ['-c', sweep, 'sweeper', folder], {
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  letGo(sweeper)
  await chmod(folder, 0o711)
  return folder
}
