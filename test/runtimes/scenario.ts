import {
  defineEnv,
  defineProbe,
  envText,
  formatError,
  isKeelsonError,
  isSecret,
  readEnv,
  type Finding,
} from '@keelson/core'
import { djangoDatabases } from '@keelson/core/django'
import { defineGunicorn, gunicornCommand, sizeGunicorn } from '@keelson/core/gunicorn'
import { lintPostgresUrl } from '@keelson/core/postgres'
import { formatPythonSettings } from '@keelson/core/python'
import * as variable from '@keelson/core/variable'
import { authorizeToken, createHealth, waitUntilHealthy } from '@keelson/health'
import { httpProbe } from '@keelson/health/probes/http'
import * as neon from '@keelson/neon'
import { neonUrls } from '@keelson/neon/config'
import * as render from '@keelson/render'
import { defineBlueprint, formatBlueprint, lintBlueprint, parseBlueprint } from '@keelson/render/blueprint'
import { renderPlatform } from '@keelson/render/plans'
import * as upstash from '@keelson/upstash'
import { createRestRedis } from '@keelson/upstash/rest'

/** Where the fakes of the vendors listen. */
export interface VendorUrls {
  readonly render: string
  readonly neon: string
  readonly upstash: string
  /** The REST API of a database. */
  readonly rest: string
  /** A service that is being released. */
  readonly service: string
}

/** The keys that the fakes accept; none may appear in what the scenario tells. */
export const keys = {
  render: 'rnd_runtimes-7f3k',
  neon: 'napi_runtimes-7f3k',
  upstash: 'upstash-runtimes-7f3k',
  rest: 'rest-runtimes-7f3k',
  email: 'me@shop.example',
}

/** What a script does at the three vendors, over real sockets; the same lines come back in every runtime. */
export async function runScenario(urls: VendorUrls): Promise<string[]> {
  return [
    ...(await useRender(urls.render)),
    ...(await useNeon(urls.neon)),
    ...(await useUpstash(urls.upstash)),
    ...(await useRest(urls.rest)),
    ...useBuilders(),
    ...(await useHealth()),
    ...(await useGate(urls.service)),
  ]
}

/** Checks that answer, fail and hang, behind the endpoints; who has the key sees why. */
async function useHealth(): Promise<string[]> {
  const health = createHealth({
    checks: [
      { probe: defineProbe({ name: 'db', kind: 'custom', run: () => true }) },
      { probe: defineProbe({ name: 'mail', kind: 'custom', run: failWithSecret }), criticality: 'degrading' },
      { probe: defineProbe({ name: 'cache', kind: 'custom', run: () => new Promise(() => {}) }), timeoutMs: 20 },
    ],
    authorize: authorizeToken(keys.rest),
    drainMs: 10,
  })
  const ask = async (path: string, headers: Record<string, string> = {}) => {
    const response = await health.fetch(new Request(`https://shop.example${path}`, { headers }))
    const body = (await response.text()).replaceAll(/"time":"[^"]+"/g, '"time"')
    return `${path}: ${response.status} ${response.headers.get('content-type')} ${body}`
  }
  const lines = [
    await ask('/healthz'),
    await ask('/health'),
    await ask('/health?verbose', { authorization: `Bearer ${keys.rest}` }),
    await ask('/readyz', { authorization: 'Bearer guess' }),
  ]
  const drained = health.drain()
  lines.push(await ask('/healthz'), await ask('/readyz', { authorization: `Bearer ${keys.rest}` }))
  await drained
  return lines
}

/** Probes and the gate, over real sockets: the service restarts, its old release answers once more, then the new one. */
async function useGate(url: string): Promise<string[]> {
  const ask = async (path: string) => {
    const timeoutMs = path === '/held' ? 50 : undefined
    const probe = httpProbe(url + path, { timeoutMs, headers: { authorization: `Bearer ${keys.rest}` } })
    const { observedValue: _, ...reading } = await probe.run({ signal: new AbortController().signal, attempt: 1 })
    return `${path}: ${hideHosts(JSON.stringify(reading))}`
  }
  const wait = (release: string) =>
    waitUntilHealthy(httpProbe(`${url}/readyz`), {
      expect: { release },
      superseded: (found) => found === 'new' && release === 'old',
      stableMs: 0,
      intervalMs: 1,
      random: () => 0,
    })
  const { samples, healthySamples, releases, reasons } = await wait('new')
  const names = [...releases, ...reasons].map((count) => `${count.name} ×${count.samples}`)
  return [
    await ask('/echo'),
    await ask('/login'),
    await ask('/held'),
    `gate: ${healthySamples} of ${samples}; ${names.join(', ')}`,
    `gate: ${await failureOf(wait('old'))}`,
  ]
}

function failWithSecret(): never {
  throw Object.assign(new Error(`AUTH password=${keys.render} refused`), { code: 'EAUTH' })
}

/** What needs no socket: the same text and the same findings everywhere. */
function useBuilders(): string[] {
  const definition = defineEnv({
    DATABASE_URL: variable.postgresUrl(),
    POOL: variable.duration({ unit: 's', default: 180 }),
  })
  const url = `postgresql://shop:${keys.render}@ep-still-sea-123456.eu-central-1.aws.neon.tech/shop`
  const env = readEnv(definition, { DATABASE_URL: url, POOL: '15m' })
  const { settings } = sizeGunicorn({ appPeakMb: 398, platform: renderPlatform({ plan: 'starter' }) })
  const bind = envText('0.0.0.0:', { env: 'PORT' })
  const gunicorn = defineGunicorn({ target: 'shop.wsgi', settings: { ...settings, bind } })
  const startCommand = `exec ${gunicornCommand(gunicorn)}`
  const blueprint = {
    services: [{ type: 'web', name: 'shop', runtime: 'python', plan: 'free', startCommand }],
  } as const
  const text = formatBlueprint(defineBlueprint(blueprint))
  const DATABASES = djangoDatabases({ default: { url: envText({ env: 'DATABASE_URL' }) } }, { django: '5.2' })
  return [
    `builders: ${String(env.DATABASE_URL)} ${env.POOL}; ${String(neonUrls(env.DATABASE_URL).pooled)}`,
    `builders: ${startCommand}`,
    `builders: ${JSON.stringify(parseBlueprint(text))} ${codesOf(lintBlueprint(blueprint))}`,
    `builders: ${formatPythonSettings({ DATABASES }).replaceAll(/\s+/g, ' ')}`,
    `builders: ${codesOf(lintPostgresUrl(url, { use: 'application' }))}`,
  ]
}

const codesOf = (findings: readonly Finding[]) => findings.map(({ code }) => code).join(', ')

async function useRender(baseUrl: string): Promise<string[]> {
  const client = render.createRenderClient({ apiKey: keys.render, ownerId: 'tea-1', baseUrl, strict: true })
  const {
    resource,
    outcome,
    deployId = '',
  } = await render.ensureService(client, {
    type: 'web_service',
    name: 'shop',
    repo: 'https://github.com/me/shop',
    serviceDetails: { runtime: 'python', plan: 'free', region: 'frankfurt' },
  })
  const first = await render.waitForDeploy(client, { serviceId: resource.id, deployId })
  const desired = { set: { DATABASE_URL: 'postgresql://app:pw-7f3k9x@db.internal/app' } }
  const plan = await render.planEnvVars(client, { serviceId: resource.id, ...desired })
  await render.applyEnvVars(client, plan, desired)
  const [variable] = await render.listEnvVars(client, { serviceId: resource.id }).toArray()
  const again = await render.ensureService(client, { type: 'web_service', name: 'shop' })
  return [
    `render: ${resource.name} ${outcome}, then ${again.outcome}; ${first.status}`,
    `render: ${variable?.key} ${String(variable?.value)} ${isSecret(variable?.value)}`,
    `render: ${await failureOf(render.getService(client, { serviceId: 'srv-none' }))}`,
    `render: ${await failureOf(render.getService(client, { serviceId: '' }))}`,
    `render: ${await failureOf(
      render.createRenderClient({ apiKey: 'rnd_of-a-stranger', baseUrl }).send({ method: 'GET', path: '/owners' }),
    )}`,
  ]
}

async function useNeon(baseUrl: string): Promise<string[]> {
  const client = neon.createNeonClient({ apiKey: keys.neon, baseUrl, strict: true })
  const { resource, outcome } = await neon.ensureProject(client, { name: 'shop', pg_version: 17 })
  const [branch] = await neon.listBranches(client, { projectId: resource.id }).toArray()
  const preview = await neon.ensureBranch(client, { projectId: resource.id, name: 'preview' })
  const again = await neon.ensureBranch(client, { projectId: resource.id, name: 'preview' })
  const { pooled } = await neon.getConnectionUris(client, {
    projectId: resource.id,
    branchId: branch?.id ?? '',
    databaseName: 'neondb',
    roleName: 'neondb_owner',
  })
  return [
    `neon: ${resource.name} ${outcome}; ${preview.resource.name} ${preview.outcome}, then ${again.outcome}`,
    `neon: ${String(pooled)} ${pooled.reveal().includes('-pooler.')}`,
    `neon: ${await failureOf(neon.getProject(client, { projectId: 'none' }))}`,
  ]
}

async function useUpstash(baseUrl: string): Promise<string[]> {
  const client = upstash.createUpstashClient({ email: keys.email, apiKey: keys.upstash, baseUrl, strict: true })
  const desired = { database_name: 'shop', platform: 'aws', primary_region: 'eu-central-1' } as const
  const { resource, outcome } = await upstash.ensureRedisDatabase(client, desired)
  const again = await upstash.ensureRedisDatabase(client, desired)
  const url = upstash.redisUrl(await upstash.getRedisDatabase(client, { databaseId: resource.database_id }))
  const controller = new AbortController()
  controller.abort()
  return [
    `upstash: ${resource.database_name} ${outcome}, then ${again.outcome}; ${String(url)}`,
    `upstash: ${await failureOf(upstash.listRedisDatabases(client, {}, { signal: controller.signal }).first())}`,
    `upstash: ${await failureOf(upstash.listRedisDatabases(client, {}, { timeoutMs: 50, retry: false }).first())}`,
  ]
}

async function useRest(url: string): Promise<string[]> {
  const redis = createRestRedis({ url, token: keys.rest })
  const hasty = createRestRedis({ url, token: keys.rest, timeoutMs: 50 })
  const stranger = createRestRedis({ url, token: 'of-a-stranger' })
  return [
    `rest: ${JSON.stringify([await redis.set('greeting', 'größer 🚀'), await redis.get('greeting'), await redis.get('none')])}`,
    `rest: ${await failureOf(stranger.get('greeting'))}`,
    `rest: ${await failureOf(createRestRedis({ url, token: keys.rest, signal: AbortSignal.abort() }).get('none'))}`,
    `rest: ${await failureOf(hasty.set('held', keys.render))}`,
  ]
}

/** An error as a terminal shows it, without what differs from run to run. */
async function failureOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!isKeelsonError(error)) return `no KeelsonError: ${String(error)}`
  const text = formatError(error).replaceAll(/req[-_][\w-]+|[\da-f]{8}-[\da-f-]{27}/g, 'req')
  return hideHosts(text).replaceAll('\n', ' | ')
}

function hideHosts(text: string): string {
  return text.replaceAll(/127\.0\.0\.1:\d+/g, 'host')
}
