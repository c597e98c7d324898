import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLocalStore, publicUrl, syncDirectory } from '@keelson/storage'
import { createS3Store } from '@keelson/storage/s3'
import { custom } from '@keelson/storage/stores/custom'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { withServer } from '../../../test/sample-server.ts'
import { startPostgres, type PostgresServer } from '../../../test/services/postgres.ts'
import { findRedisProgram, startRedis, type RedisServer } from '../../../test/services/redis.ts'
import { startS3 } from '../../../test/services/s3.ts'

const staticFolder = join(import.meta.dirname, 'static')
const program = await findRedisProgram()
let postgres: PostgresServer
let redis: RedisServer
let s3: Awaited<ReturnType<typeof startS3>>
let location: ReturnType<typeof custom>

beforeAll(async () => {
  if ('missing' in program) return
  ;[postgres, redis, s3] = await Promise.all([startPostgres(), startRedis(), startS3()])
  const client = new Client({ connectionString: postgres.url(), ssl: { ca: postgres.ca } })
  await client.connect()
  await client.query(
    `create table notice (id serial primary key, text text); insert into notice (text) values ('Read <me>')`,
  )
  await client.end()
  const { endpoint, region, accessKeyId, secretAccessKey } = s3
  location = custom({ bucket: 'sample-files', endpoint, region, accessKeyId, secretAccessKey })
  await createS3Store(location).ensureBucket()
  await syncDirectory(createS3Store(location), { folder: staticFolder, prefix: 'static/' })
}, 60_000)
afterAll(async () => {
  if ('missing' in program) return
  await Promise.all([postgres.remove(), redis.remove(), s3.stop()])
})

const environment = () => ({
  DATABASE_URL: `${postgres.url()}?sslmode=verify-full`,
  REDIS_URL: redis.url(),
  KEY_PREFIX: 'test:',
  STATIC_URL: publicUrl(location, 'static/'),
  NODE_EXTRA_CA_CERTS: postgres.caFile,
})

async function ready(
  url: string,
): Promise<{ code: number; status: string; checks: Record<string, { status: string }[]> }> {
  const response = await fetch(`${url}/readyz`)
  return {
    code: response.status,
    ...((await response.json()) as { status: string; checks: Record<string, { status: string }[]> }),
  }
}

describe.skipIf('missing' in program)('the data of the application', { timeout: 30_000 }, () => {
  test('it reads the row, counts visits, links the hashed file, and checks all three', async () => {
    await withServer(environment(), async ({ url }) => {
      const first = await (await fetch(url)).text()
      const second = await (await fetch(url)).text()
      expect(first).toContain('<p>Notice: Read &lt;me></p>')
      expect([first, second].map((page) => Number(/Visits: (\d+)/.exec(page)?.[1]))).toEqual([1, 2])
      const style = /href="([^"]+\.css)"/.exec(first)?.[1] ?? ''
      expect(style).toMatch(/\/static\/site\.[0-9a-f]{12}\.css$/)
      const file = await fetch(style)
      expect([file.status, file.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable'])
      expect(await file.text()).toMatch(/url\(['"]?images\/mark\.[0-9a-f]{12}\.svg/)
      const { code, status } = await ready(url)
      expect([code, status]).toEqual([200, 'pass'])
    })
  })

  test('without Redis it goes on, and says so; with it again, it counts', async () => {
    await withServer(environment(), async ({ url }) => {
      expect((await ready(url)).status).toBe('pass')
      await redis.stop()
      const page = await (await fetch(url)).text()
      expect(page).toContain('Notice: Read')
      expect(page).toContain('Visits: not counted right now')
      const degraded = await ready(url)
      expect([degraded.code, degraded.status]).toEqual([200, 'warn'])
      expect(degraded.checks).toMatchObject({ database: [{ status: 'pass' }], counter: [{ status: 'warn' }] })
      await redis.start()
      await vi.waitFor(async () => expect((await ready(url)).status).toBe('pass'), { timeout: 15_000 })
      expect(await (await fetch(url)).text()).toMatch(/Visits: \d/)
    })
  })

  test('without its database it is not ready, and without a word of where that is; afterwards it is', async () => {
    await withServer(environment(), async ({ url }) => {
      expect((await ready(url)).status).toBe('pass')
      await postgres.stop('immediate')
      const { code, status, checks } = await ready(url)
      expect([code, status, checks['database']?.[0]?.status]).toEqual([503, 'fail', 'fail'])
      expect(JSON.stringify(checks)).not.toMatch(/localhost|127\.0\.0\.1|password/)
      expect(await (await fetch(url)).text()).toContain('the notice cannot be read right now')
      expect((await fetch(`${url}/healthz`)).status).toBe(200)
      await postgres.start()
      await vi.waitFor(async () => expect((await ready(url)).status).toBe('pass'), { timeout: 15_000 })
    })
  })

  test('a file that is gone from the bucket is a failure', async () => {
    await withServer(environment(), async ({ url }) => {
      const store = createS3Store(location)
      const keys = (await store.list({ prefix: 'static/site.' }).toArray()).map(({ key }) => key)
      await store.deleteMany(keys)
      expect((await ready(url)).checks['file']).toEqual([{ status: 'fail', output: 'Error' }])
      await syncDirectory(store, { folder: staticFolder, prefix: 'static/', verify: true })
      expect((await ready(url)).status).toBe('pass')
    })
  })
})

describe('files from a folder', () => {
  test('hashed ones for ever, others for a while, and none from outside', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'keelson-files-'))
    try {
      await syncDirectory(createLocalStore({ folder }), { folder: staticFolder })
      await withServer({ STATIC_FOLDER: folder }, async ({ url }) => {
        const page = await (await fetch(url)).text()
        const style = await fetch(url + (/href="([^"]+\.css)"/.exec(page)?.[1] ?? ''))
        expect([style.status, style.headers.get('content-type'), style.headers.get('cache-control')]).toEqual([
          200,
          'text/css; charset=utf-8',
          'public, max-age=31536000, immutable',
        ])
        expect((await fetch(`${url}/static/robots.txt`)).headers.get('cache-control')).toBe('public, max-age=60')
        for (const path of ['none.css', '..%2fserver.js', '%2fetc%2fpasswd', 'a%00b', '%zz', ''])
          expect((await fetch(`${url}/static/${path}`)).status).toBe(404)
      })
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  test('under their own names where nothing was synced', async () => {
    await withServer({}, async ({ url }) => {
      expect(await (await fetch(url)).text()).toContain('href="/static/site.css"')
      expect((await fetch(`${url}/static/site.css`)).headers.get('cache-control')).toBe('public, max-age=60')
    })
  })
})
