import { execFile } from 'node:child_process'
import { rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { reservePort } from '../../services/port.ts'
import { startProgram } from '../../services/program.ts'
import { findProgram } from '../programs.ts'

/** An nginx in front of the instances of a service, which listen on sockets in its folder. */
export interface Nginx {
  /** What the world asks. */
  readonly url: string
  /** What the release asks: the instance that is to follow. */
  readonly nextUrl: string
  /** Says which instance is `live` or `next`, by the name of its socket. */
  point(place: 'live' | 'next', socket: string): Promise<void>
  reload(): Promise<void>
  stop(): Promise<void>
}

/**
 * It never sends a request a second time, so that one that is lost is seen. A connection to an instance is kept for
 * a second without a request, which is shorter than the instances drain.
 */
const configuration = (folder: string, port: number, nextPort: number) => `
daemon off;
worker_processes 2;
pid ${folder}/nginx.pid;
error_log stderr notice;
events { worker_connections 1024; }
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
  proxy_next_upstream off;
  proxy_http_version 1.1;
  proxy_set_header Connection "";
  upstream live { server unix:${folder}/live; keepalive 32; keepalive_timeout 1s; }
  upstream next { server unix:${folder}/next; }
  server { listen 127.0.0.1:${port}; location / { proxy_pass http://live; } }
  server { listen 127.0.0.1:${nextPort}; location / { proxy_pass http://next; } }
}
`

export async function startNginx(folder: string): Promise<Nginx> {
  const { path, env } = await findProgram('nginx')
  const [port, nextPort] = [await reservePort(), await reservePort()]
  const file = join(folder, 'nginx.conf')
  await writeFile(file, configuration(folder, port, nextPort))
  const args = ['-p', folder, '-c', file]
  const program = await startProgram({
    name: 'nginx',
    path,
    args: [...args, '-e', 'stderr'],
    environment: env,
    log: join(folder, 'nginx.log'),
    lastSignal: 'TERM',
    ready: 'start worker process',
  })
  return {
    url: `http://127.0.0.1:${port}`,
    nextUrl: `http://127.0.0.1:${nextPort}`,
    async point(place, socket) {
      // A link is replaced in one step: each connection is made to the one instance or to the other.
      const fresh = join(folder, `${place}.new`)
      await rm(fresh, { force: true })
      await symlink(socket, fresh)
      await rename(fresh, join(folder, place))
    },
    async reload() {
      await promisify(execFile)(path, [...args, '-s', 'reload'], { env: { ...process.env, ...env } })
    },
    async stop() {
      program.signal('TERM')
      await program.end()
    },
  }
}
