import { resolve } from 'node:path'
import { createRedactor, KeelsonError } from '@keelson/core'
import { createNeonClient, type NeonClient } from '@keelson/neon'
import { createRenderClient, type RenderClient } from '@keelson/render'
import { createLocalStore, publicUrl, type Store } from '@keelson/storage'
import { createS3Store } from '@keelson/storage/s3'
import { aws } from '@keelson/storage/stores/aws'
import { custom } from '@keelson/storage/stores/custom'
import { createUpstashClient, type UpstashClient } from '@keelson/upstash'
import type { Settings } from './settings.ts'
import { createStandIn, type StandIn } from './stand-in.ts'

/** Where the static files go. */
export interface Files {
  readonly store: Store
  /** What tells the application where those below a prefix are. */
  readonly variables: (prefix: string) => Record<string, string>
}

/** Everybody that a release talks to: each vendor where its keys are there, or else a stand-in on this machine. */
export interface Vendors {
  readonly render: RenderClient
  readonly neon: NeonClient
  /** `undefined` when there is no Redis to be had. */
  readonly upstash: UpstashClient | undefined
  /** `undefined` when the application serves its files itself. */
  readonly files: Files | undefined
  /** Authorities of the servers on this machine, as PEM. */
  readonly ca: string | undefined
  /** What the application needs to trust them. */
  readonly variables: Readonly<Record<string, string>>
  /** Who is played, and what is left out, a line each. */
  readonly said: readonly string[]
  /** Knows every secret of every client. */
  readonly redact: (text: string) => string
  readonly stop: () => Promise<void>
}

/** Opens every vendor; throws `config` for a mixture that cannot work. */
export async function openVendors(settings: Settings, commit: string): Promise<Vendors> {
  checkReach(settings)
  const standIn = createStandIn()
  try {
    const render = settings.RENDER_API_KEY
      ? createRenderClient({
          apiKey: settings.RENDER_API_KEY,
          ownerId: settings.RENDER_OWNER_ID,
          baseUrl: settings.RENDER_API_URL,
        })
      : standIn.render(commit)
    const neon = settings.NEON_API_KEY
      ? createNeonClient({ apiKey: settings.NEON_API_KEY, orgId: settings.NEON_ORG_ID, baseUrl: settings.NEON_API_URL })
      : await standIn.neon()
    const upstash = settings.UPSTASH_API_KEY
      ? createUpstashClient({
          email: settings.UPSTASH_EMAIL,
          apiKey: settings.UPSTASH_API_KEY,
          baseUrl: settings.UPSTASH_API_URL,
        })
      : await openStandInRedis(settings, standIn)
    const files = await openFiles(settings, standIn)
    const { S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY, SESSION_KEY, NODE_EXTRA_CA_CERTS } = settings
    const secrets = [S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY, SESSION_KEY].filter((secret) => secret !== undefined)
    const redactors = [createRedactor(secrets), render.redact, neon.redact, ...(upstash ? [upstash.redact] : [])]
    const trust = (await standIn.trustFile()) ?? NODE_EXTRA_CA_CERTS
    return {
      render,
      neon,
      upstash,
      files,
      ca: standIn.ca,
      variables: trust ? { NODE_EXTRA_CA_CERTS: trust } : {},
      said: standIn.said,
      redact: (text) => redactors.reduce((shown, redact) => redact(shown), text),
      stop: standIn.stop,
    }
  } catch (error) {
    await standIn.stop()
    throw error
  }
}

/** Whether there is no account at all: what happens then happens on this machine only. */
export function isAllPlayed({ RENDER_API_KEY, NEON_API_KEY, UPSTASH_API_KEY, S3_BUCKET }: Settings): boolean {
  return ![RENDER_API_KEY, NEON_API_KEY, UPSTASH_API_KEY, S3_BUCKET].some(Boolean)
}

/** Whether the service runs on this machine, where it can reach servers of this machine. */
function isHere({ RENDER_API_KEY, RENDER_API_URL }: Settings): boolean {
  return !RENDER_API_KEY || /^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])[:/]/.test(RENDER_API_URL ?? '')
}

function checkReach(settings: Settings): void {
  if (isHere(settings) || settings.NEON_API_KEY) return
  throw new KeelsonError('a service at Render cannot reach a database on this machine, and NEON_API_KEY is missing', {
    code: 'config',
    hint: 'Set NEON_API_KEY (https://console.neon.tech/app/settings/api-keys), or leave the keys of Render out',
  })
}

async function openStandInRedis(settings: Settings, standIn: StandIn): Promise<UpstashClient | undefined> {
  if (isHere(settings)) return standIn.upstash()
  standIn.said.push('Redis is left out (UPSTASH_API_KEY): a service at Render cannot reach one on this machine')
  return undefined
}

async function openFiles(settings: Settings, standIn: StandIn): Promise<Files | undefined> {
  const { S3_BUCKET, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY, S3_ENDPOINT, S3_REGION, S3_PUBLIC_URL } = settings
  const keys = S3_ACCESS_KEY_ID && S3_SECRET_ACCESS_KEY
  if (S3_BUCKET && keys) {
    const bucket = {
      bucket: S3_BUCKET,
      region: S3_REGION,
      publicUrl: S3_PUBLIC_URL,
      accessKeyId: S3_ACCESS_KEY_ID,
      secretAccessKey: S3_SECRET_ACCESS_KEY,
    }
    return inBucket(S3_ENDPOINT ? custom({ ...bucket, endpoint: S3_ENDPOINT }) : aws(bucket))
  }
  if (!isHere(settings)) {
    standIn.said.push('No bucket is configured (S3_BUCKET): the application serves its files itself, under plain names')
    return undefined
  }
  if (settings.STATIC_STORE === 'bucket') return inBucket(await standIn.bucket())
  const folder = resolve(settings.STATIC_FOLDER)
  standIn.said.push(`No bucket is configured: static files go to the local disk, ${folder}`)
  return {
    store: createLocalStore({ folder }),
    variables: (prefix) => ({ STATIC_FOLDER: `${folder}/${prefix.replace(/\/$/, '')}` }),
  }
}

function inBucket(location: ReturnType<typeof custom>): Files {
  return {
    store: createS3Store(location),
    variables: (prefix) => ({ STATIC_URL: publicUrl(location, prefix) }),
  }
}
