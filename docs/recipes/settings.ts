import { defineEnv, Secret, variable } from '@keelson/core'

/** Everything that the release reads from its environment; all problems are told in one message. */
export const settings = defineEnv(
  {
    RENDER_API_KEY: variable.secret({ optional: true, description: 'key of the Render account', startsWith: 'rnd_' }),
    RENDER_OWNER_ID: variable.string({
      optional: true,
      example: 'tea-c0ffee0000000000000g',
      description: 'workspace at Render',
    }),
    SERVICE_REPO: variable.url({
      optional: true,
      example: 'https://github.com/me/shop',
      description: 'repository that Render builds',
    }),
    SESSION_KEY: variable.secret({
      optional: true,
      minLength: 16,
      description: 'signs the sessions of the application',
    }),
    SERVICE_NAME: variable.string({ default: 'keelson-sample' }),
    SERVICE_BRANCH: variable.string({ default: 'main' }),
    SERVICE_PLAN: variable.oneOf(['free', 'starter', 'standard'], { default: 'free' }),
    GREETING: variable.string({ default: 'Hello' }),
    RELEASE_COMMIT: variable.string({
      optional: true,
      example: '4f2a91c0',
      description: 'commit to release; the newest one when left out',
    }),
    GATE_SECONDS: variable.integer({ default: 300, min: 5, max: 900, description: 'time to become healthy' }),
  },
  {
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
export function applicationVariables({
  GREETING,
  SESSION_KEY,
}: {
  GREETING: string
  SESSION_KEY?: Secret | undefined
}) {
  // Without an account, any key will do: it lives as long as the stand-in.
  const sessionKey = SESSION_KEY ?? new Secret(crypto.randomUUID())
  return { GREETING, SESSION_KEY: sessionKey, SAMPLE_KEYS: 'GREETING,SESSION_KEY' }
}
