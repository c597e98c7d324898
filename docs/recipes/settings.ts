import { join } from 'node:path'
import { defineEnv, type EnvDefinition } from '@keelson/core'
import * as variable from '@keelson/core/variable'

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

    NEON_API_KEY: variable.secret({ optional: true, description: 'key of the Neon account' }),
    NEON_ORG_ID: variable.string({ optional: true, example: 'org-cool-breeze-12345678' }),
    NEON_API_URL: variable.url({ optional: true, example: 'https://console.neon.tech/api/v2' }),
    NEON_REGION: variable.string({ default: 'aws-eu-central-1' }),
    DATABASE_NAME: variable.string({ default: 'shop' }),
    DATABASE_ROLE: variable.string({ default: 'shop_owner' }),

    UPSTASH_EMAIL: variable.string({ optional: true, example: 'me@shop.example' }),
    UPSTASH_API_KEY: variable.secret({ optional: true, description: 'key of the Upstash account' }),
    UPSTASH_API_URL: variable.url({ optional: true, example: 'https://api.upstash.com/v2' }),
    UPSTASH_REGION: variable.oneOf(['eu-central-1', 'eu-west-1', 'us-east-1', 'us-west-1', 'ap-southeast-1'], {
      default: 'eu-central-1',
    }),

    S3_BUCKET: variable.string({ optional: true, example: 'shop-files' }),
    S3_ACCESS_KEY_ID: variable.secret({ optional: true }),
    S3_SECRET_ACCESS_KEY: variable.secret({ optional: true }),
    S3_ENDPOINT: variable.url({ optional: true, example: 'https://s3.eu-central-1.wasabisys.com' }),
    S3_REGION: variable.string({ default: 'us-east-1' }),
    S3_PUBLIC_URL: variable.url({
      optional: true,
      description: 'where visitors get the files, when not at S3_ENDPOINT',
    }),
    STATIC_STORE: variable.oneOf(['bucket', 'folder'], { default: 'bucket' }),
    STATIC_FOLDER: variable.string({ default: join(import.meta.dirname, '.static') }),

    GREETING: variable.string({ default: 'Hello' }),
    RELEASE_COMMIT: variable.custom({
      optional: true,
      expected: '8 to 40 hexadecimal digits, in lower case',
      parse: (text) => (/^[\da-f]{8,40}$/.test(text) ? text : undefined),
      example: '4f2a91c0',
      description: 'the newest one when left out',
    }),
    JOURNAL_FOLDER: variable.string({ default: join(import.meta.dirname, '.release') }),
    GATE_SECONDS: variable.integer({ default: 300, min: 5, max: 900, description: 'time to become healthy' }),
    GATE_STABLE_SECONDS: variable.integer({ default: 3, min: 0, max: 600, description: 'time to stay healthy' }),
    RESTORE_POINT_DAYS: variable.integer({
      default: 1,
      min: 1,
      max: 30,
      description: 'how long a restore point is kept',
    }),
    PREVIEW_HOURS: variable.integer({ default: 72, min: 1, max: 720, description: 'how long a preview is kept' }),
    NODE_EXTRA_CA_CERTS: variable.string({ optional: true, description: 'authority of private servers, passed on' }),
  },
  {
    // Half an account is a mistake; none at all means the stand-in.
    groups: [
      {
        name: 'Render',
        members: ['RENDER_API_KEY', 'RENDER_OWNER_ID', 'SERVICE_REPO', 'SESSION_KEY'],
        rule: 'all-or-none',
      },
      { name: 'Upstash', members: ['UPSTASH_EMAIL', 'UPSTASH_API_KEY'], rule: 'all-or-none' },
      { name: 'storage', members: ['S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'], rule: 'all-or-none' },
    ],
  },
)

/** What {@link settings} are read into. */
export type Settings = Readonly<typeof settings extends EnvDefinition<infer Values> ? Values : never>
