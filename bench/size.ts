/**
 * What an import line costs: gzip of an esbuild bundle (minified, ESM, Node platform, dependencies included, optional peers
 * not), against its budget and against what the READMEs tell. Fails over budget; `--write` corrects the READMEs.
 */
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { updateSizeTables } from './size-tables.ts'

interface Line {
  readonly name: string
  readonly code: string
  /** Optional peers, which are not counted. */
  readonly external?: readonly string[]
  /** In KB of 1,024 bytes. */
  readonly budget: number
}

const lines: readonly Line[] = [
  {
    name: 'createRenderClient, listServices',
    code: `export { createRenderClient, listServices } from '@keelson/render'`,
    budget: 18,
  },
  {
    name: 'createNeonClient, listProjects',
    code: `export { createNeonClient, listProjects } from '@keelson/neon'`,
    budget: 18,
  },
  {
    name: 'createUpstashClient, listRedisDatabases',
    code: `export { createUpstashClient, listRedisDatabases } from '@keelson/upstash'`,
    budget: 18,
  },
  ...(
    [
      ['@keelson/render', 36],
      ['@keelson/render/datastores', 12],
      ['@keelson/render/deploy-hook', 3],
      ['@keelson/render/diagnose', 30],
      ['@keelson/render/lint', 9.5],
      ['@keelson/render/logs', 8],
      ['@keelson/render/monitoring', 6],
      ['@keelson/render/plans', 4],
      ['@keelson/render/webhooks', 12],
      ['@keelson/neon', 34],
      ['@keelson/neon/plans', 2.5],
      ['@keelson/upstash', 26],
      ['@keelson/upstash/plans', 2.5],
      ['@keelson/upstash/rest', 18.5],
    ] as const
  ).map(([name, budget]) => ({
    name: `whole ${name}`,
    code: `export * from '${name}'`,
    ...(name === '@keelson/upstash/rest' && { external: ['@upstash/redis'] }),
    budget,
  })),
  {
    name: 'environment of 8 variables',
    code: `import { defineEnv, readEnv } from '@keelson/core'
      import * as variable from '@keelson/core/variable'
      const definition = defineEnv({
        DATABASE_URL: variable.secretUrl({ protocols: ['postgresql'] }),
        SECRET_KEY: variable.secret(),
        DEBUG: variable.boolean({ default: false }),
        PORT: variable.port({ default: 8000 }),
        PUBLIC_URL: variable.url(),
        ALLOWED_HOSTS: variable.list(),
        MODE: variable.oneOf(['production', 'staging']),
        WORKERS: variable.integer({ min: 1 }),
      })
      export const env = readEnv(definition, process.env)`,
    budget: 5,
  },
  ...(
    [
      ['core/gunicorn', ['defineGunicorn', 'gunicornArgs'], 5],
      ['core/gunicorn', ['defineGunicorn', 'gunicornArgs', 'lintGunicorn'], 8],
      ['core/gunicorn', ['parseGunicornArgs'], 8],
      ['core/gunicorn', ['sizeGunicorn'], 2.5],
      ['core/gunicorn', ['checkTarget'], 3.5],
      ['core/dotenv', ['parseDotenv', 'formatDotenv'], 4.5],
      ['core/dotenv', ['formatEnvExample', 'formatEnvTable'], 4],
      ['core/config-files', ['readConfig'], 6],
      ['core/platform', ['detectPlatform'], 1.5],
      ['core/procfile', ['parseProcfile', 'formatProcfile'], 2.5],
      ['core/start-script', ['defineStartScript', 'formatStartScript', 'migrate', 'run'], 4],
      ['core/start-script', ['parseStartScript'], 7.5],
      ['core/start-script', ['lintStartScript'], 12],
      ['core/shell', ['quoteShell', 'formatCommand'], 1.8],
      ['core/postgres', ['postgresUrlFor'], 4],
      ['core/postgres', ['pgDumpCommand', 'pgRestoreCommand'], 5.2],
      ['core/postgres', ['postgresPoolOptions'], 1],
      ['core/postgres', ['lintConnectionBudget'], 1.2],
      ['core/postgres', ['lintPostgresUrl'], 5.4],
      ['core/postgres', ['lintPostgresCommand'], 5.2],
      ['core/sqlalchemy', ['sqlalchemyEngine', 'sqlalchemyEngineOptions'], 3],
      ['core/redis', ['redisUrlFor'], 3],
      ['core/celery', ['defineCelery', 'djangoCelery'], 2.5],
      ['core/celery', ['lintCelery'], 14.5],
      ['core/celery', ['celeryWorkerCommand', 'sizeCeleryWorker'], 3],
      ['core/postgres', ['migrate'], 12.5],
      ['core/django', ['djangoDatabases'], 3.2],
      ['core/django', ['lintDjangoDatabases'], 3.5],
      ['core/django', ['djangoCaches'], 2.2],
      ['core/email', ['defineEmail'], 2],
      ['neon/config', ['neonServer', 'neonUrls'], 3],
      ['upstash/config', ['lintUpstash', 'estimateCommands'], 7],
      ['render/blueprint', ['listBlueprints', 'validateBlueprint'], 5.5],
      ['render/blueprint', ['defineBlueprint', 'formatBlueprint'], 7],
      ['render/blueprint', ['parseBlueprint'], 45],
      ['render/blueprint', ['lintBlueprint'], 31],
    ] as const
  ).map(([subpath, names, budget]) => ({
    name: `${subpath}: ${names.join(', ')}`,
    code: `export { ${names.join(', ')} } from '@keelson/${subpath}'`,
    budget,
  })),
  { name: 'waitUntilHealthy', code: `export { waitUntilHealthy } from '@keelson/health'`, budget: 3 },
  { name: 'httpProbe', code: `export { httpProbe } from '@keelson/health/probes/http'`, budget: 4 },
  {
    name: 'waitUntilHealthy, httpProbe',
    code: `export { waitUntilHealthy } from '@keelson/health'
      export { httpProbe } from '@keelson/health/probes/http'`,
    budget: 6.3,
  },
  ...(
    [
      ['storage', ['presignGet', 'publicUrl'], 6],
      ['storage', ['presignPut'], 5.5],
      ['storage', ['presignPost'], 6],
      ['storage', ['createLocalStore'], 10.5],
      ['storage', ['resolveStore'], 9],
      ['storage', ['lintStorage'], 6.5],
      ['storage', ['putStream'], 6.5],
      ['storage', ['uploadFile'], 8.5],
      ['storage', ['copyObjects'], 8.5],
      ['storage', ['syncDirectory'], 20.5],
      ['storage', ['pruneFiles'], 4],
      ['storage/s3', ['createS3Store'], 14],
      ['storage/s3', ['setBucketCors', 'setBucketLifecycle'], 7],
      ['storage/config', ['awsEnvironment'], 2],
      ['storage/config', ['boto3Client'], 4],
      ['storage/config', ['djangoStorages'], 6.5],
      ['storage/config', ['lintDjangoStorages'], 5.5],
    ] as const
  ).map(([subpath, names, budget]) => ({
    name: `${subpath}: ${names.join(', ')}`,
    code: `export { ${names.join(', ')} } from '@keelson/${subpath}'`,
    external: ['@aws-sdk/client-s3'],
    budget,
  })),
  ...(
    [
      ['health', ['createHealth'], 4],
      ['health', ['nodeHandler'], 0.5],
      ['health', ['authorizeToken'], 0.8],
      ['health', ['checkHealthy'], 3.3],
      ['health', ['parseHealth'], 1.3],
      ['health', ['ping'], 1.6],
      ['health', ['planKeepalive'], 2.9],
      ['health', ['formatCron', 'formatKeepaliveWorkflow'], 2],
      ['health', ['observeHealthPath', 'lintHealthPath'], 4.2],
      ['health/python', ['djangoHealth'], 10.8],
      ['health/python', ['flaskHealth'], 10.4],
      ['health/probes/tcp', ['tcpProbe'], 2.6],
      ['health/probes/tls', ['tlsProbe'], 3.2],
      ['health/probes/dns', ['dnsProbe'], 2.7],
      ['health/probes/postgres', ['postgresProbe'], 3.1],
      ['health/probes/redis', ['redisProbe'], 3.2],
      ['health/probes/s3', ['s3Probe'], 3.2],
      ['health/probes/disk', ['diskProbe'], 2.7],
      ['health/probes/memory', ['memoryProbe'], 2.9],
      ['health/probes/event-loop', ['eventLoopProbe'], 1],
      ['health/probes/queue-depth', ['queueDepthProbe'], 2.6],
      ['health/probes/all', ['all'], 2.7],
      ['render/probes', ['deployLiveProbe'], 5],
      ['neon/probes', ['computeProbe'], 4],
      ['upstash/probes', ['databaseProbe'], 4.5],
    ] as const
  ).map(([subpath, names, budget]) => ({
    name: `${subpath}: ${names.join(', ')}`,
    code: `export { ${names.join(', ')} } from '@keelson/${subpath}'`,
    budget,
  })),
  { name: 'createPool', code: `export { createPool } from '@keelson/neon/pg'`, external: ['pg'], budget: 9 },
  {
    name: 'createRedis',
    code: `export { createRedis } from '@keelson/upstash/ioredis'`,
    external: ['ioredis'],
    budget: 8,
  },
  {
    name: 'createS3Client',
    code: `export { createS3Client } from '@keelson/storage/s3'`,
    external: ['@aws-sdk/client-s3'],
    budget: 3,
  },
  { name: 'Secret', code: `export { Secret } from '@keelson/core'`, budget: 0.5 },
]

async function measure({ code, external = [] }: Line): Promise<{ bytes: number; gzip: number }> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: import.meta.dirname, loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    external: [...external],
    write: false,
    logLevel: 'error',
  })
  const bundle = outputFiles[0]?.contents ?? new Uint8Array()
  return { bytes: bundle.byteLength, gzip: gzipSync(bundle, { level: 9 }).byteLength }
}

const rows = await Promise.all(lines.map(async (line) => ({ ...line, ...(await measure(line)) })))
for (const { name, bytes, gzip, budget } of rows) {
  const kilobytes = (gzip / 1024).toFixed(1).padStart(5)
  const verdict = gzip <= budget * 1024 ? 'ok' : 'OVER BUDGET'
  console.log(
    `${name.padEnd(66)} ${String(bytes).padStart(7)} B  gzip ${String(gzip).padStart(6)} B = ${kilobytes} KB  budget ${String(budget).padStart(4)} KB  ${verdict}`,
  )
}
const stale = await updateSizeTables(rows, process.argv.includes('--write'))
for (const file of stale) console.log(`${file} tells other sizes: npm run bench:size -- --write`)
if (stale.length > 0 || rows.some(({ gzip, budget }) => gzip > budget * 1024)) process.exitCode = 1
