import type { Platform } from '@keelson/core'
import { detectPlatform, type PlatformName } from '@keelson/core/platform'

/** Where the disk of an instance ends with it, unless somebody mounts another one. */
const ephemeral: Readonly<Partial<Record<PlatformName, readonly [name: string, source: string]>>> = {
  render: ['Render', 'https://render.com/docs/disks'],
  heroku: ['Heroku', 'https://devcenter.heroku.com/articles/dynos#ephemeral-filesystem'],
  fly: ['Fly.io', 'https://fly.io/docs/volumes/overview/'],
  railway: ['Railway', 'https://docs.railway.com/reference/volumes'],
  vercel: ['Vercel', 'https://vercel.com/docs/functions/runtimes#file-system-support'],
  'aws-lambda': ['AWS Lambda', 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-ephemeral-storage.html'],
}

/** The platform that loses the disk of this program, as far as its variables tell. A build's files stay, and a developer's. */
export function findEphemeralDisk(environment: object): Platform | undefined {
  const detected = detectPlatform(environment)
  const known = detected && ephemeral[detected.name]
  if (!known || detected.phase === 'build' || detected.environment === 'development') return undefined
  // The others do not say whether there is a volume.
  if (detected.name === 'railway' && 'RAILWAY_VOLUME_MOUNT_PATH' in environment) return undefined
  const [name, source] = known
  return { name, ephemeralDisk: true, sources: { ephemeralDisk: source } }
}
