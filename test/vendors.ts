import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createFakeNeon, type FakeNeon } from '@keelson/neon/testing'
import { createFakeRender, createProcessRunner, type FakeRender } from '@keelson/render/testing'
import { createFakeUpstash, type FakeUpstash } from '@keelson/upstash/testing'
import { serveFetch } from './serve-fetch.ts'
import { createPostgresCompute, createRedisHost } from './services/data-planes.ts'
import { createFolder } from './services/folder.ts'
import { startS3 } from './services/s3.ts'

/** Every vendor of the recipe as a server of this machine, which outlives its runs. */
export interface TestVendors {
  readonly render: FakeRender
  readonly neon: FakeNeon
  readonly upstash: FakeUpstash
  readonly s3: Awaited<ReturnType<typeof startS3>>
  /** The authority of the databases, as PEM. */
  readonly ca: string
  /** Accounts at all of them. */
  readonly environment: Readonly<Record<string, string>>
  /** Values of the environment that nobody may show. */
  readonly secrets: readonly string[]
  stop(): Promise<void>
}

/** Starts them all; the commit is the newest one of the repository that Render deploys. */
export async function startVendors(commit: string): Promise<TestVendors> {
  const compute = await createPostgresCompute()
  const host = await createRedisHost()
  if ('missing' in host) throw new Error(host.missing)
  const s3 = await startS3()
  const keys = {
    RENDER_API_KEY: 'rnd_a-key-that-must-not-be-shown',
    NEON_API_KEY: 'napi_a-key-that-must-not-be-shown',
    UPSTASH_API_KEY: 'an-upstash-key-that-must-not-be-shown',
    SESSION_KEY: 'a-session-key-of-my-own',
    S3_SECRET_ACCESS_KEY: s3.secretAccessKey,
  }
  const render = createFakeRender({
    apiKey: keys.RENDER_API_KEY,
    ownerId: 'tea-mine',
    latestCommit: { id: commit, message: 'newest' },
    runner: createProcessRunner({ cwd: fileURLToPath(new URL('..', import.meta.url)) }),
  })
  const neon = createFakeNeon({ apiKey: keys.NEON_API_KEY, compute })
  const upstash = createFakeUpstash({ apiKey: keys.UPSTASH_API_KEY, host })
  const servers = await Promise.all([render, neon, upstash].map(({ fetch }) => serveFetch(fetch)))
  const [renderUrl, neonUrl, upstashUrl] = servers.map(({ url }) => url)
  const trust = join(await createFolder('trust'), 'ca.pem')
  await writeFile(trust, compute.ca)
  return {
    render,
    neon,
    upstash,
    s3,
    ca: compute.ca,
    environment: {
      ...keys,
      RENDER_OWNER_ID: 'tea-mine',
      RENDER_API_URL: `${renderUrl}/v1`,
      SERVICE_REPO: 'https://github.com/me/shop',
      NEON_API_URL: `${neonUrl}/api/v2`,
      UPSTASH_EMAIL: 'me@shop.example',
      UPSTASH_API_URL: `${upstashUrl}/v2`,
      S3_ENDPOINT: s3.endpoint,
      S3_BUCKET: 'shop-files',
      S3_ACCESS_KEY_ID: s3.accessKeyId,
      NODE_EXTRA_CA_CERTS: trust,
      RELEASE_COMMIT: commit,
    },
    secrets: Object.values(keys),
    async stop() {
      await render.stop()
      await Promise.all([neon.stop(), upstash.stop(), ...servers.map((server) => server.close())])
      await s3.stop()
    },
  }
}
