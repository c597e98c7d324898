import { join } from 'node:path'
import { defineEnv, Secret } from '@keelson/core'
import * as variable from '@keelson/core/variable'
import type { CreateServiceParams, DesiredEnvVars } from '@keelson/render'

/** Everything that the release reads from its environment; all problems are told in one message. */
export const settings = defineEnv(
  {
    RENDER_API_KEY: variable.secret({ optional: true, startsWith: 'rnd_', description: 'key of the Render account' }),
    RENDER_OWNER_ID: variable.string({ optional: true, example: 'tea-c0ffee0000000000000g', description: 'workspace' }),
    RENDER_API_URL: variable.url({
      optional: true,
      example: 'https://api.render.com/v1',
      description: 'another address',
    }),
    SERVICE_REPO: variable.url({ optional: true, example: 'https://github.com/me/shop' }),
    SESSION_KEY: variable.secret({ optional: true, minLength: 16, description: 'signs the sessions' }),
    SERVICE_NAME: variable.string({ default: 'keelson-sample' }),
    SERVICE_BRANCH: variable.string({ default: 'main' }),
    SERVICE_PLAN: variable.oneOf(['free', 'starter', 'standard'], { default: 'free' }),
    GREETING: variable.string({ default: 'Hello' }),
    RELEASE_COMMIT: variable.string({
      optional: true,
      example: '4f2a91c0',
      description: 'the newest one when left out',
    }),
    JOURNAL_FOLDER: variable.string({ default: join(import.meta.dirname, '.release') }),
    GATE_SECONDS: variable.integer({ default: 300, min: 5, max: 900, description: 'time to become healthy' }),
  },
  {
    // Half an account is a mistake; none at all means the stand-in.
    groups: [
      {
        name: 'Render',
        members: ['RENDER_API_KEY', 'RENDER_OWNER_ID', 'SERVICE_REPO', 'SESSION_KEY'],
        rule: 'all-or-none',
      },
    ],
  },
)

/** The variables that the application gets. */
export function applicationVariables(given: {
  readonly GREETING: string
  readonly SESSION_KEY: Secret | undefined
}): DesiredEnvVars['set'] {
  // Without an account, any key will do: it lives as long as the stand-in.
  const sessionKey = given.SESSION_KEY ?? new Secret(crypto.randomUUID())
  return { GREETING: given.GREETING, SESSION_KEY: sessionKey, SAMPLE_KEYS: 'GREETING,SESSION_KEY' }
}

/** The service as it should be. */
export function desiredService(
  given: {
    readonly SERVICE_NAME: string
    readonly SERVICE_REPO: string | undefined
    readonly SERVICE_BRANCH: string
    readonly SERVICE_PLAN: string
  },
  variables: DesiredEnvVars['set'],
): CreateServiceParams {
  return {
    type: 'web_service',
    name: given.SERVICE_NAME,
    repo: given.SERVICE_REPO ?? 'https://github.com/keelson/keelson',
    branch: given.SERVICE_BRANCH,
    rootDir: 'docs/recipes/app',
    autoDeploy: 'no',
    envVars: Object.entries(variables).map(([key, value]) => ({ key, value })),
    serviceDetails: {
      runtime: 'node',
      plan: given.SERVICE_PLAN,
      healthCheckPath: '/healthz',
      envSpecificDetails: { buildCommand: 'node --check server.js', startCommand: 'node server.js' },
    },
  }
}
