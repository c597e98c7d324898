import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { handOver } from '../services/account.ts'
import { sharedCertificates } from '../services/certificates.ts'
import { createFolder } from '../services/folder.ts'
import { reservePort } from '../services/port.ts'
import type { PostgresServer } from '../services/postgres.ts'
import { startProgram } from '../services/program.ts'
import { findProgram } from './programs.ts'

/** PgBouncer in transaction mode in front of a server, set as Neon sets its own, but with two sessions for all. */
export async function startPgbouncer(postgres: PostgresServer): Promise<{ port: number; remove(): Promise<void> }> {
  const { path, env } = await findProgram('pgbouncer')
  const folder = await createFolder('pgbouncer')
  const { certFile, keyFile } = await sharedCertificates()
  const users = join(folder, 'users.txt')
  await writeFile(users, `"${postgres.user}" "${postgres.password.replaceAll('"', '""')}"\n`)
  await handOver(users)
  const port = await reservePort()
  const settings = {
    listen_addr: '127.0.0.1',
    listen_port: port,
    unix_socket_dir: '',
    auth_type: 'scram-sha-256',
    auth_file: users,
    admin_users: postgres.user,
    client_tls_sslmode: 'require',
    client_tls_cert_file: certFile,
    client_tls_key_file: keyFile,
    server_tls_sslmode: 'require',
    pool_mode: 'transaction',
    default_pool_size: 2,
    max_client_conn: 200,
    ignore_startup_parameters: 'extra_float_digits',
    pidfile: '',
  }
  const file = join(folder, 'pgbouncer.ini')
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`)
  await writeFile(file, `[databases]\n* = host=127.0.0.1 port=${postgres.port}\n[pgbouncer]\n${lines.join('\n')}\n`)
  await handOver(file)
  const program = await startProgram({
    name: 'PgBouncer',
    path,
    args: [file],
    environment: env,
    log: join(folder, 'pgbouncer.log'),
    lastSignal: 'KILL',
    ready: 'process up',
  })
  // What TERM and QUIT mean differs between its versions, and nothing is lost.
  const remove = async () => {
    program.signal('KILL')
    await program.end()
  }
  return { port, remove }
}
