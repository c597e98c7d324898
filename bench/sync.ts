/**
 * A folder of 2,000 small files brought into a bucket: `syncDirectory` beside rclone and beside loops over other clients, each
 * as a process of its own on the same server, alternated. Nothing is asserted: a figure of a shared machine is read, not tested.
 *   npm run bench:sync
 */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { createRandom } from '@keelson/core/testing'
import { createS3Store } from '@keelson/storage/s3'
import { ceph } from '@keelson/storage/stores/ceph'
import { findProgram } from '../test/programs/programs.ts'
import { startCeph } from '../test/programs/servers/ceph.ts'

const scenarios = ['first', 'nothing changed', 'only times changed'] as const
type Scenario = (typeof scenarios)[number]

const rounds = Number(process.argv[2] ?? 5)
const fileCount = 2000
/** Of everything that can be told it. */
const concurrency = 32

/**
 * What a user would write over a client: list, compare the MD5s, put. `open` answers with `list`, a map of ETags, and `put`.
 */
const loop = (open: string) => `
  import { createHash } from 'node:crypto'
  import { readdir, readFile } from 'node:fs/promises'
  import { join } from 'node:path'
  ${open}
  const [folder, bucket] = process.argv.slice(2)
  const settings = { bucket, ...JSON.parse(process.env.BENCH_STORE) }
  const { list, put } = open(settings)
  const etags = await list()
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  await Promise.all(Array.from({ length: ${concurrency} }, async () => {
    for (let file = files.pop(); file; file = files.pop()) {
      const key = file.slice(folder.length + 1)
      const content = await readFile(file)
      if (etags.get(key) !== createHash('md5').update(content).digest('hex')) await put(key, content)
    }
  }))`

/** Programs that do it, as the code that is bundled. */
const programs: Readonly<Record<string, string>> = {
  'syncDirectory, names kept': `
    import { syncDirectory } from '@keelson/storage'
    import { createS3Store } from '@keelson/storage/s3'
    import { ceph } from '@keelson/storage/stores/ceph'
    const [folder, bucket] = process.argv.slice(2)
    const store = createS3Store(ceph({ bucket, ...JSON.parse(process.env.BENCH_STORE) }))
    await syncDirectory(store, { folder, concurrency: ${concurrency}, rules: [{ match: '**', name: 'keep' }] })`,
  'syncDirectory, names hashed': `
    import { syncDirectory } from '@keelson/storage'
    import { createS3Store } from '@keelson/storage/s3'
    import { ceph } from '@keelson/storage/stores/ceph'
    const [folder, bucket] = process.argv.slice(2)
    const store = createS3Store(ceph({ bucket, ...JSON.parse(process.env.BENCH_STORE) }))
    await syncDirectory(store, { folder, concurrency: ${concurrency} })`,
  'loop over client-s3': loop(`
    import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
    const open = ({ endpoint, region, accessKeyId, secretAccessKey, bucket: Bucket }) => {
      const client = new S3Client({ endpoint, region, forcePathStyle: true, credentials: { accessKeyId, secretAccessKey } })
      return {
        async list() {
          const etags = new Map()
          let ContinuationToken
          do {
            const page = await client.send(new ListObjectsV2Command({ Bucket, ContinuationToken }))
            for (const { Key, ETag } of page.Contents ?? []) etags.set(Key, ETag.replaceAll('"', ''))
            ContinuationToken = page.NextContinuationToken
          } while (ContinuationToken)
          return etags
        },
        put: (Key, Body) => client.send(new PutObjectCommand({ Bucket, Key, Body })),
      }
    }`),
  'loop over s3mini': loop(`
    import { S3mini } from 's3mini'
    const open = ({ endpoint, bucket, ...keys }) => {
      const client = new S3mini({ ...keys, endpoint: endpoint + '/' + bucket })
      return {
        async list() {
          const found = (await client.listObjects('/', '')) ?? []
          return new Map(found.map(({ Key, ETag }) => [Key, ETag.replaceAll('"', '')]))
        },
        put: (key, content) => client.putObject(key, content),
      }
    }`),
  'loop over minio': loop(`
    import { Client } from 'minio'
    const open = ({ endpoint, bucket, region, accessKeyId, secretAccessKey }) => {
      const { hostname, port } = new URL(endpoint)
      const client = new Client({ endPoint: hostname, port: Number(port), useSSL: false, region, accessKey: accessKeyId, secretKey: secretAccessKey })
      return {
        async list() {
          const etags = new Map()
          for await (const { name, etag } of client.listObjectsV2(bucket, '', true)) etags.set(name, etag)
          return etags
        },
        put: (key, content) => client.putObject(bucket, key, content),
      }
    }`),
}

const run = promisify(execFile)
const work = await mkdtemp(join(tmpdir(), 'keelson-bench-'))
const server = await startCeph()
try {
  const { endpoint, region, accessKeyId, secretAccessKey } = server
  const settings = { endpoint, region, accessKeyId, secretAccessKey }
  const folder = join(work, 'files')
  await writeFiles(folder)
  const rclone = await findProgram('rclone')
  // rclone refuses to start with a list of authorities that it cannot add to its own.
  const { AWS_CA_BUNDLE: _authorities, ...inherited } = process.env
  const environment = {
    ...inherited,
    ...rclone.env,
    BENCH_STORE: JSON.stringify(settings),
    RCLONE_CONFIG: join(work, 'none.conf'),
    RCLONE_S3_PROVIDER: 'Ceph',
    RCLONE_S3_ENDPOINT: endpoint,
    RCLONE_S3_REGION: region,
    RCLONE_S3_ACCESS_KEY_ID: accessKeyId,
    RCLONE_S3_SECRET_ACCESS_KEY: secretAccessKey,
    RCLONE_S3_NO_CHECK_BUCKET: 'true',
  }
  const options = ['--checksum', '--fast-list', '--transfers', `${concurrency}`, '--checkers', `${concurrency}`, '-q']
  const commands: Record<string, (bucket: string) => string[]> = {
    'rclone sync --checksum': (bucket) => [rclone.path, 'sync', folder, `:s3:${bucket}`, ...options],
  }
  for (const [index, [name, code]] of Object.entries(programs).entries()) {
    const outfile = join(work, `${index}.mjs`)
    await bundle(code, outfile)
    commands[name] = (bucket) => [process.execPath, outfile, folder, bucket]
  }

  const measured: Measured[] = []
  for (let round = 0; round < rounds; round++) {
    const entries = Object.entries(commands)
    // Each follows and precedes each of its neighbours equally often.
    for (const [name, commandOf] of round % 2 === 0 ? entries : entries.toReversed()) {
      const bucket = `round-${round}-${entries.findIndex(([one]) => one === name)}`
      const store = createS3Store(ceph({ ...settings, bucket }))
      await store.ensureBucket()
      for (const scenario of scenarios) {
        if (scenario === 'only times changed') await touchFiles(folder, round)
        const before = await stored()
        const cost = await time(commandOf(bucket), environment)
        const after = await stored()
        const uploads = [...after].filter(([key, mark]) => before.get(key) !== mark).length
        measured.push({ name, scenario, round, ...cost, uploads })
      }
      await store.deleteMany([...(await stored()).keys()])

      async function stored(): Promise<Map<string, string>> {
        const objects = await store.list().toArray()
        return new Map(objects.map(({ key, etag, lastModified }) => [key, `${etag} ${lastModified?.getTime()}`]))
      }
    }
  }
  report(measured)
} finally {
  await server.stop()
  await rm(work, { recursive: true })
}

interface Cost {
  readonly wallMs: number
  readonly cpuMs: number
}

interface Measured extends Cost {
  readonly name: string
  readonly scenario: Scenario
  readonly round: number
  readonly uploads: number
}

/** 1 to 7 KB each, in 40 folders; the same ones in every run. */
async function writeFiles(target: string): Promise<void> {
  const random = createRandom(11)
  for (let index = 0; index < fileCount; index++) {
    const file = join(target, `folder-${index % 40}`, `file-${index}.js`)
    await mkdir(dirname(file), { recursive: true })
    const length = 1024 + Math.floor(random() * 6 * 1024)
    await writeFile(
      file,
      Uint8Array.from({ length }, () => 32 + Math.floor(random() * 95)),
    )
  }
}

async function touchFiles(target: string, round: number): Promise<void> {
  const time = new Date(Date.UTC(2026, 0, 1 + round))
  for (let index = 0; index < fileCount; index++)
    await utimes(join(target, `folder-${index % 40}`, `file-${index}.js`), time, time)
}

async function bundle(code: string, outfile: string): Promise<void> {
  await build({
    stdin: { contents: code, resolveDir: new URL('./peers', import.meta.url).pathname },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    // A CommonJS module in a bundle asks for Node's modules by `require`.
    banner: { js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);` },
    outfile,
    logLevel: 'error',
  })
}

/** What a process cost, as the shell counts: its own CPU time, and that of what it started. */
async function time(command: readonly string[], env: NodeJS.ProcessEnv): Promise<Cost> {
  const { stderr } = await run('bash', ['-c', 'TIMEFORMAT="%R %U %S"; time "$@"', 'time', ...command], {
    env,
    timeout: 600_000,
  })
  const [wall = NaN, user = NaN, system = NaN] = (stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number)
  return { wallMs: wall * 1000, cpuMs: (user + system) * 1000 }
}

function report(measured: readonly Measured[]): void {
  const base = 'rclone sync --checksum'
  console.log(
    `${fileCount} files, ${concurrency} at a time, medians of ${rounds} alternated rounds; x is the ratio to rclone`,
  )
  for (const scenario of scenarios) {
    console.log(`\n${scenario}`)
    for (const name of new Set(measured.map((one) => one.name))) {
      const of = (other: string) => measured.filter((one) => one.name === other && one.scenario === scenario)
      const figure = (field: 'wallMs' | 'cpuMs') => {
        const ratios = of(name).map((one, round) => one[field] / (of(base)[round]?.[field] ?? NaN))
        return `${median(of(name).map((one) => one[field]))
          .toFixed(0)
          .padStart(6)} ms x${median(ratios).toFixed(2)}`
      }
      const uploads = [...new Set(of(name).map((one) => one.uploads))].join(' or ')
      console.log(`  ${name.padEnd(28)} wall ${figure('wallMs')}   CPU ${figure('cpuMs')}   ${uploads} objects written`)
    }
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN
}
