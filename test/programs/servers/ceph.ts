import { randomUUID } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { handOver } from '../../services/account.ts'
import { libraryPath } from '../../services/debian-packages.ts'
import { createFolder } from '../../services/folder.ts'
import { reservePort } from '../../services/port.ts'
import { lastLines, runProgram, startProgram, type Program } from '../../services/program.ts'
import { debianRoot } from '../debian-set.ts'
import type { S3TestServer } from './s3-test-server.ts'

/** Ceph's object gateway on a cluster of one monitor and one store, which keeps everything in memory. */
export async function startCeph(): Promise<S3TestServer> {
  const { bin, libraries, environment } = await findCeph()
  const folder = await createFolder('ceph')
  const ceph = programsIn(folder, bin, environment)
  const [monitorPort, port] = [await reservePort(), await reservePort()]
  const [accessKeyId, secretAccessKey] = ['AKIATESTACCESSKEY000', 'ceph-secret-access-key']
  try {
    const cluster = randomUUID()
    await writeFile(join(folder, 'ceph.conf'), configure({ folder, cluster, monitorPort, port, libraries }))
    await mkdir(join(folder, 'store'))
    await handOver(join(folder, 'store'))
    const map = join(folder, 'monitors')
    await ceph.run('monmaptool', '--create', '--fsid', cluster, '--addv', 'a', `[v1:127.0.0.1:${monitorPort}]`, map)
    await ceph.run('ceph-mon', '--id', 'a', '--mkfs', '--monmap', map)
    await ceph.serve('ceph-mon', 'is new leader', '--id', 'a')
    await ceph.run('ceph-osd', '--id', '0', '--mkfs', '--osd-uuid', randomUUID())
    await ceph.serve('ceph-osd', 'booting -> active', '--id', '0')
    const keys = ['--access-key', accessKeyId, '--secret-key', secretAccessKey]
    await ceph.run('radosgw-admin', 'user', 'create', '--uid', 'tester', '--display-name', 'tester', ...keys)
    // It registers as soon as it listens.
    await ceph.serve('radosgw', 'service_daemon_register rgw', '--name', 'client.rgw')
  } catch (error) {
    await ceph.stop()
    throw error
  }
  return {
    name: 'ceph',
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    accessKeyId,
    secretAccessKey,
    stop: ceph.stop,
  }
}

async function findCeph() {
  const root = await debianRoot('ceph')
  const { LD_LIBRARY_PATH } = await libraryPath(root)
  const [libraries = ''] = LD_LIBRARY_PATH.split(':')
  const environment = { LD_LIBRARY_PATH: `${LD_LIBRARY_PATH}:${join(libraries, 'ceph')}` }
  return { bin: join(root, 'usr', 'bin'), libraries, environment }
}

/** Programs of Ceph, with the settings of a folder. */
function programsIn(folder: string, bin: string, environment: Record<string, string>) {
  const servers: Program[] = []
  const common = (name: string, args: readonly string[]) => ({
    name,
    path: join(bin, name),
    // Asking the monitor for settings overwrites the cluster's id: a command that is sent soon after is refused then.
    args: ['--conf', join(folder, 'ceph.conf'), '--no-mon-config', ...args],
    environment,
    log: join(folder, `${name}.log`),
    lastSignal: 'KILL' as const,
  })
  return {
    run: async (name: string, ...args: readonly string[]): Promise<void> => {
      const options = common(name, args)
      const program = await runProgram(options)
      const code = await program.end()
      if (code !== 0) throw new Error(`${name} ended with ${code}${await lastLines(options.log)}`)
    },
    serve: async (name: string, ready: string, ...args: readonly string[]): Promise<void> => {
      servers.push(await startProgram({ ...common(name, [...args, '--foreground']), ready, readyWithinMs: 60_000 }))
    },
    stop: async (): Promise<void> => {
      for (const server of servers) server.signal('KILL')
      await Promise.all(servers.map((server) => server.end()))
      await rm(folder, { recursive: true, force: true, maxRetries: 10 })
    },
  }
}

interface Settings {
  readonly folder: string
  readonly cluster: string
  readonly monitorPort: number
  readonly port: number
  readonly libraries: string
}

/** One copy of everything, no keys between its own servers, no sockets and logs outside of the folder. */
function configure({ folder, cluster, monitorPort, port, libraries }: Settings): string {
  return `[global]
fsid = ${cluster}
mon_host = v1:127.0.0.1:${monitorPort}
public_addr = 127.0.0.1
ms_bind_msgr2 = false
auth_cluster_required = none
auth_service_required = none
auth_client_required = none
keyring = ${folder}/keyring
run_dir = ${folder}
admin_socket =
pid_file =
log_file =
log_to_stderr = true
err_to_stderr = true
mon_cluster_log_to_file = false
mon_data = ${folder}/monitor
mon_data_avail_crit = 0
mon_allow_pool_size_one = true
mon_max_pg_per_osd = 10000
# Every change of the cluster waits this long for others, by default a second.
paxos_propose_interval = 0.01
paxos_min_wait = 0.01
osd_data = ${folder}/store
osd_objectstore = memstore
memstore_device_bytes = ${4 * 2 ** 30}
osd_class_dir = ${libraries}/rados-classes
erasure_code_dir = ${libraries}/ceph/erasure-code
plugin_dir = ${libraries}/ceph
osd_crush_chooseleaf_type = 0
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 1
osd_pool_default_pgp_num = 1
osd_pool_default_pg_autoscale_mode = off
rgw_data = ${folder}
rgw_frontends = beast endpoint=127.0.0.1:${port}
rgw_thread_pool_size = 64
`
}
