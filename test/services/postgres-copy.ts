import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Client, type ClientConfig } from 'pg'
import { handOver } from './account.ts'
import { copyInto } from './postgres-template.ts'

/** Belongs to the running server, or is made anew by a starting one; the folders have to be there. */
const emptied = [
  'pg_dynshmem',
  'pg_notify',
  'pg_replslot',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
  'pg_wal',
]
const omitted = new Set([...emptied, 'postmaster.pid', 'postmaster.opts'])

/** Copies the data of a server that does not run, cleanly stopped or not. */
export async function copyStopped(data: string, target: string): Promise<void> {
  await copyInto(target, [data])
  await rm(join(target, 'data', 'postmaster.pid'), { force: true })
}

interface Backup {
  readonly lsn: string
  readonly labelfile: string
  readonly spcmapfile: string
  readonly last: string
}

/**
 * Copies the data of a server while it serves: PostgreSQL's low-level backup.
 *
 * https://www.postgresql.org/docs/18/continuous-archiving.html#BACKUP-LOWLEVEL-BASE-BACKUP
 */
export async function copyRunning(connection: ClientConfig, data: string, target: string): Promise<void> {
  const client = new Client(connection)
  await client.connect()
  try {
    // A slot keeps the log from being recycled by a checkpoint before it is copied; it ends with the session.
    await client.query(`select pg_create_physical_replication_slot('copy_' || pg_backend_pid(), true, true)`)
    await client.query(`select pg_backup_start('copy', fast => true)`)
    const names = (await readdir(data)).filter((name) => !omitted.has(name))
    await mkdir(join(target, 'data'), { mode: 0o700 })
    await handOver(join(target, 'data'))
    await copyChanging(
      join(target, 'data'),
      names.map((name) => join(data, name)),
    )
    const { rows } = await client.query<Backup>(
      `select lsn, labelfile, spcmapfile, pg_walfile_name(lsn) as last from pg_backup_stop(wait_for_archive => false)`,
    )
    await completeCopy(data, join(target, 'data'), rows[0]!)
  } finally {
    await client.end()
  }
}

/** What the server removes meanwhile need not be in the copy: the log that is replayed knows of it. */
async function copyChanging(target: string, paths: readonly string[]): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await copyInto(target, paths)
      return
    } catch (error) {
      const lines = (error as { stderr?: string }).stderr?.trim().split('\n') ?? ['']
      if (lines.every((line) => line.endsWith('No such file or directory'))) return
      // GNU cp skips a file that was renamed into place meanwhile; another round has it.
      if (attempt === 5 || !lines.some((line) => line.endsWith('replaced while being copied'))) throw error
    }
  }
}

/** The label says where recovery begins; the log from there to the end of the backup makes the copy consistent. */
async function completeCopy(data: string, target: string, backup: Backup): Promise<void> {
  if (backup.spcmapfile.trim()) throw new Error('a server with tablespaces cannot be cloned: the copy would share them')
  const label = join(target, 'backup_label')
  await writeFile(label, backup.labelfile)
  await handOver(label)
  for (const name of [...emptied, 'pg_wal/archive_status', 'pg_wal/summaries']) {
    await mkdir(join(target, name), { mode: 0o700 })
    await handOver(join(target, name))
  }
  const first = /\(file (\w{24})\)/.exec(backup.labelfile)?.[1] ?? ''
  const names = (await readdir(join(data, 'pg_wal'))).filter(
    (name) => /^\w{24}$/.test(name) && name >= first && name <= backup.last,
  )
  await copyInto(
    join(target, 'pg_wal'),
    names.map((name) => join(data, 'pg_wal', name)),
  )
}
