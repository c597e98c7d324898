import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createFolder } from '../../services/folder.ts'
import { reservePort } from '../../services/port.ts'
import { startProgram } from '../../services/program.ts'
import { debianPython } from '../programs.ts'
import type { S3TestServer } from './s3-test-server.ts'

const script = fileURLToPath(new URL('../python/serve_swift.py', import.meta.url))

/** OpenStack Swift behind its `s3api`, in one process; it knows neither tags, CORS and lifecycles nor conditional writes. */
export async function startSwift(): Promise<S3TestServer> {
  const { path, env } = await debianPython('swift')
  const folder = await createFolder('swift')
  const port = await reservePort()
  const secretAccessKey = 'swift-secret-access-key'
  for (const [file, text] of Object.entries(configure(folder, secretAccessKey)))
    await writeFile(join(folder, file), text)
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 10 })
  const program = await startProgram({
    name: 'Swift',
    path,
    args: [script, folder, String(port)],
    environment: env,
    log: join(folder, 'swift.log'),
    lastSignal: 'KILL',
    ready: 'ready',
    readyWithinMs: 60_000,
  }).catch(async (error: unknown) => {
    await remove()
    throw error
  })
  return {
    name: 'swift',
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    accessKeyId: 'keelson:tester',
    secretAccessKey,
    async stop() {
      program.signal('KILL')
      await program.end()
      await remove()
    },
  }
}

/** Its files of settings, for one copy of everything and for a machine that is busy with other tests. */
function configure(folder: string, secretAccessKey: string): Record<string, string> {
  const common = `[DEFAULT]
swift_dir = ${folder}
devices = ${folder}/devices
mount_check = false
log_level = ERROR
node_timeout = 60
conn_timeout = 60
container_update_timeout = 60
`
  const store = (name: string) => `${common}
[pipeline:main]
pipeline = ${name}-server
[app:${name}-server]
use = egg:swift#${name}
`
  const filters = 'catch_errors gatekeeper listing_formats s3api tempauth copy slo dlo versioned_writes symlink'.split(
    ' ',
  )
  const settings: Record<string, string> = {
    // Pages of lists that a test can fill in time.
    s3api: 'location = us-east-1\nmax_bucket_listing = 100',
    tempauth: `user_keelson_tester = ${secretAccessKey} .admin`,
    versioned_writes: 'allow_object_versioning = true',
  }
  const sections = filters.map((name) => `[filter:${name}]\nuse = egg:swift#${name}\n${settings[name] ?? ''}`)
  return {
    'swift.conf': '[swift-hash]\nswift_hash_path_suffix = keelson\n',
    'account.conf': store('account'),
    'container.conf': store('container'),
    'object.conf': store('object'),
    'proxy.conf': `${common}[pipeline:main]
pipeline = ${filters.join(' ')} proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
error_suppression_limit = 1000000
${sections.join('\n')}
`,
  }
}
