import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createNeonClient, type NeonClient } from '@keelson/neon'
import { createFakeNeon } from '@keelson/neon/testing'
import { createRenderClient, type RenderClient } from '@keelson/render'
import { createFakeRender, createProcessRunner } from '@keelson/render/testing'
import { custom } from '@keelson/storage/stores/custom'
import { createUpstashClient, type UpstashClient } from '@keelson/upstash'
import { createFakeUpstash } from '@keelson/upstash/testing'
import { createPostgresCompute, createRedisHost } from '../../test/services/data-planes.ts'
import { createFolder } from '../../test/services/folder.ts'
import { startS3 } from '../../test/services/s3.ts'

/** Vendors on this machine: their APIs as functions, and real servers behind them. */
export interface StandIn {
  /** Instances are child processes that run the real start command. */
  render(commit: string): RenderClient
  /** Every branch with a compute is a PostgreSQL server. */
  neon(): Promise<NeonClient>
  /** Every database is a Redis server; `undefined` when there is no program to run. */
  upstash(): Promise<UpstashClient | undefined>
  /** A bucket of a server that speaks the S3 protocol. */
  bucket(): Promise<ReturnType<typeof custom>>
  /** Who is played, and what is left out. */
  readonly said: string[]
  /** The authorities of the servers, as PEM. */
  readonly ca: string | undefined
  /** A file with them; `undefined` when there are none. */
  trustFile(): Promise<string | undefined>
  readonly stop: () => Promise<void>
}

/** Nothing runs before the first of its functions is called. */
export function createStandIn(): StandIn {
  const said: string[] = []
  const authorities: string[] = []
  const stops: (() => Promise<void>)[] = []
  return {
    said,
    get ca() {
      return authorities.length > 0 ? authorities.join('\n') : undefined
    },
    render(commit) {
      const fake = createFakeRender({
        ownerId: 'tea-standin',
        latestCommit: { id: commit, message: 'what this checkout holds' },
        runner: createProcessRunner({ cwd: fileURLToPath(new URL('../..', import.meta.url)) }),
      })
      stops.push(() => fake.stop())
      said.push('without RENDER_API_KEY, Render is played by this process; the application runs on this machine')
      return createRenderClient({ apiKey: 'rnd_standin_key', ownerId: 'tea-standin', fetch: fake.fetch })
    },
    async neon() {
      const compute = await createPostgresCompute()
      const fake = createFakeNeon({ compute })
      stops.push(() => fake.stop())
      authorities.push(compute.ca)
      said.push(
        'without NEON_API_KEY, Neon is played by this process; a PostgreSQL server of this machine is each branch',
      )
      return createNeonClient({ apiKey: 'napi_standin_key', fetch: fake.fetch })
    },
    async upstash() {
      const host = await createRedisHost()
      if ('missing' in host) {
        said.push(`Redis is left out, the application counts nothing: ${host.missing}`)
        return undefined
      }
      const fake = createFakeUpstash({ host, createMs: 500 })
      stops.push(() => fake.stop())
      authorities.push(host.ca)
      said.push('without UPSTASH_API_KEY, Upstash is played by this process; redis-server is the database')
      return createUpstashClient({ email: 'stand-in@shop.example', apiKey: 'standin-key', fetch: fake.fetch })
    },
    async bucket() {
      const server = await startS3()
      stops.push(() => server.stop())
      said.push(`without S3_BUCKET, the bucket is one of a server on this machine, ${server.endpoint}`)
      return custom({
        bucket: 'keelson-sample',
        endpoint: server.endpoint,
        region: server.region,
        accessKeyId: server.accessKeyId,
        secretAccessKey: server.secretAccessKey,
      })
    },
    async trustFile() {
      if (authorities.length === 0) return undefined
      const file = join(await createFolder('trust'), 'ca.pem')
      await writeFile(file, authorities.join('\n'))
      return file
    },
    async stop() {
      // Render is opened first: the application ends before what it uses.
      for (const end of stops.splice(0)) await end()
    },
  }
}
