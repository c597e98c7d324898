import type { Platform } from '../platform.js'
import { envText, type Text } from '../text.js'

/** What is asked of {@link placeMigrations}. */
export interface PlaceMigrationsParams {
  readonly platform: Platform
  /** Instances that start at the same time. @default 1 */
  readonly instances?: number | undefined
  /** What applies the migrations. @default ['python', 'manage.py', 'migrate', '--noinput'] */
  readonly argv?: readonly Text[] | undefined
  /** The variable that holds the URL of the database without its pooler, where there is one: `DIRECT_DATABASE_URL`. */
  readonly directUrl?: string | undefined
  /** The variable that the application reads the URL from. @default 'DATABASE_URL' */
  readonly databaseUrl?: string | undefined
}

/** Where migrations belong. */
export interface MigrationPlace {
  readonly place: 'pre-deploy command' | 'start script' | 'release phase' | 'ci job'
  readonly reason: string
  /** What can go wrong there, each with what to do about it. */
  readonly watch: readonly string[]
  readonly argv: readonly Text[]
  /** Variables for that command alone. */
  readonly env: Readonly<Record<string, Text>>
  readonly source: string
}

/**
 * Where a platform should apply migrations: once a release, before the new version serves, and so that a failure keeps the
 * old one. A free web service on Render has no pre-deploy command, so that its start script is the place.
 *
 * @example
 * import { placeMigrations } from '@keelson/core/start-script'
 * const { place, watch } = placeMigrations({ platform: { name: 'Render, free plan', preDeployCommand: false } })
 */
export function placeMigrations({
  platform,
  instances = 1,
  argv = ['python', 'manage.py', 'migrate', '--noinput'],
  directUrl,
  databaseUrl = 'DATABASE_URL',
}: PlaceMigrationsParams): MigrationPlace {
  const env = directUrl === undefined ? {} : { [databaseUrl]: envText({ env: directUrl }) }
  const { place, reason, watch, source } = choose(platform, instances)
  return { place, reason, watch: [...watch, ...everywhere(directUrl)], argv, env, source }
}

type Choice = Pick<MigrationPlace, 'place' | 'reason' | 'watch' | 'source'>

function choose(
  { name, preDeployCommand, releasePhase, startSeconds, sleepsAfterMinutes, sources }: Platform,
  instances: number,
): Choice {
  if (preDeployCommand) {
    return {
      place: 'pre-deploy command',
      reason: `${name} runs it once a deploy, before the new version starts; when it fails, the old version goes on serving`,
      watch: ['Give it one command or a script: && and || may reach the program as arguments'],
      source: sources?.['preDeployCommand'] ?? 'https://render.com/docs/deploys',
    }
  }
  if (releasePhase) {
    return {
      place: 'release phase',
      reason: `${name} runs the release process once, before the new version starts; when it fails, the release fails`,
      watch: [],
      source: sources?.['releasePhase'] ?? 'https://devcenter.heroku.com/articles/release-phase',
    }
  }
  const lacking = `${name} ${preDeployCommand === false ? 'has' : 'is not known to have'} no command before a deploy`
  const source = sources?.['preDeployCommand'] ?? 'https://render.com/docs/deploys'
  if (instances > 1) {
    return {
      place: 'ci job',
      reason: `${lacking}, and ${instances} instances would migrate at the same time when they start`,
      watch: ['The job needs the URL of the database, and must end well before the deploy begins'],
      source,
    }
  }
  const deadline =
    startSeconds === undefined
      ? 'before the platform gives the start up'
      : `within ${startSeconds} seconds, in which the server must open its port too`
  return {
    place: 'start script',
    reason: `${lacking}, and a single instance migrates once a start`,
    watch: [
      `The migrations must be done ${deadline}: a long one belongs into a job of its own`,
      'A deploy starts the new instance beside the old one, which serves from the migrated tables: only add, and remove a release later',
      ...(sleepsAfterMinutes === undefined
        ? []
        : [
            `The script runs again at every wake-up, ${sleepsAfterMinutes} minutes after the last request at the earliest`,
          ]),
    ],
    source,
  }
}

function everywhere(directUrl: string | undefined): readonly string[] {
  return [
    'A statement that waits for a lock lets every query behind it wait: set lock_timeout for the migrations',
    ...(directUrl === undefined
      ? ['Connect to the direct host, not to a pooler: one in transaction mode keeps no session locks and settings']
      : []),
  ]
}
