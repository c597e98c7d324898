import { expect, test } from 'vitest'
import { checkEnv, defineEnv, lintEnv, onlyKnown, readEnv, readFeature, reveal } from '@keelson/core'
import { lintDotenv } from '@keelson/core/dotenv'
import { renderVariables } from '@keelson/core/platform'
import * as variable from '@keelson/core/variable'

/** What a web service on Render finds beside its own settings. */
const render = {
  RENDER: 'true',
  RENDER_SERVICE_TYPE: 'web',
  RENDER_CPU_COUNT: '0.5',
  RENDER_WEB_CONCURRENCY: '1',
  PORT: '10000',
  PYTHON_VERSION: '3.11.9',
}
const key = 'c8Fq2Lr7-pV0zYx3sNwKdT5mJhQe9uBgA1iRo6HnZkS4vXcWtPyl'

const problemsOf = (definition: Parameters<typeof checkEnv>[0], source: object) =>
  checkEnv(definition, source).map(({ variable: name, problem }) => `${name} ${problem}`)
const findingsOf = (source: object) => lintEnv(source).map(({ path, code }) => `${path} ${code}`)

const shop = defineEnv(
  {
    ...renderVariables(),
    SECRET_KEY: variable.secret({ minLength: 50, generate: 'base64url' }),
    DEBUG: variable.boolean({ default: false }),
    ALLOWED_HOSTS: variable.list({ example: 'shop.onrender.com' }),
    DATABASE_URL: variable.postgresUrl(),
    REDIS_URL: variable.redisUrl({ tls: true }),
    CELERY_BROKER_URL: variable.redisUrl({ tls: true, aliases: ['REDIS_URL'] }),
    CELERY_RESULT_BACKEND: variable.redisUrl({ tls: true, aliases: ['REDIS_URL'] }),
    EMAIL_HOST: variable.string({ optional: true }),
    EMAIL_PORT: variable.port({ optional: true }),
    EMAIL_HOST_USER: variable.string({ optional: true }),
    EMAIL_HOST_PASSWORD: variable.secret({ optional: true }),
    CLOUDINARY_URL: variable.secretUrl({ protocols: ['cloudinary'] }),
    GOOGLE_CLIENT_ID: variable.string({ optional: true }),
    GOOGLE_CLIENT_SECRET: variable.secret({ optional: true }),
    FACEBOOK_APP_ID: variable.integer({ optional: true }),
    FACEBOOK_APP_SECRET: variable.secret({ optional: true }),
    FRONTEND_URL: variable.url(),
    DJANGO_SUPERUSER_EMAIL: variable.string({ optional: true }),
    DJANGO_SUPERUSER_USERNAME: variable.string({ optional: true }),
    DJANGO_SUPERUSER_PASSWORD: variable.secret({ optional: true, generate: 'base64url' }),
  },
  {
    groups: [
      {
        name: 'e-mail',
        members: ['EMAIL_HOST', 'EMAIL_PORT', 'EMAIL_HOST_USER', 'EMAIL_HOST_PASSWORD'],
        rule: 'all-or-none',
      },
      { name: 'Google', members: ['GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET'], rule: 'all-or-none' },
      { name: 'Facebook', members: ['FACEBOOK_APP_ID', 'FACEBOOK_APP_SECRET'], rule: 'all-or-none' },
      {
        name: 'first superuser',
        members: ['DJANGO_SUPERUSER_EMAIL', 'DJANGO_SUPERUSER_USERNAME', 'DJANGO_SUPERUSER_PASSWORD'],
        rule: 'all-or-none',
      },
    ],
    checks: [onlyKnown('EMAIL_', 'CELERY_', 'DJANGO_SUPERUSER_')],
  },
)
const redis = 'rediss://default:token@host:6379'
const shopAsGiven = {
  ...render,
  SECRET_KEY: '<generate-with-django>',
  DEBUG: 'False',
  ALLOWED_HOSTS: 'shopfront.onrender.com,shopfront-app.vercel.app',
  DATABASE_URL: 'postgresql://user:pass@host:5432/db?sslmode=require',
  REDIS_URL: redis,
  CELERY_BROKER_URL: redis,
  CELERY_RESULT_BACKEND: redis,
  EMAIL_HOST: 'smtp.gmail.com',
  EMAIL_PORT: '587',
  EMAIL_HOST_USER: 'your-email@gmail.com',
  EMAIL_HOST_PASSWORD: 'your-app-password',
  CLOUDINARY_URL: 'cloudinary://key:secret@cloud',
  GOOGLE_CLIENT_ID: 'your-client-id',
  FACEBOOK_APP_ID: 'your-app-id',
  FRONTEND_URL: 'https://shopfront-app.vercel.app',
  DJANGO_SUPERUSER_EMAIL: 'admin@shopfront.com',
  DJANGO_SUPERUSER_USERNAME: 'admin',
  DJANGO_SUPERUSER_PASSWORD: '<secure-password>',
}
const shopCorrected = {
  ...shopAsGiven,
  SECRET_KEY: key,
  DATABASE_URL: 'postgresql://neondb_owner:npg_q7Lr2vKx9TzW@ep-cool-band-a2x9.eu-central-1.aws.neon.tech/neondb',
  REDIS_URL: 'rediss://default:AXf2ASQgN2E4Q@fit-mole-31337.upstash.io:6379',
  CELERY_BROKER_URL: '',
  CELERY_RESULT_BACKEND: '',
  EMAIL_HOST_USER: 'orders@shopfront.com',
  EMAIL_HOST_PASSWORD: 'qhzk wmpt yfra lbcx',
  CLOUDINARY_URL: 'cloudinary://731942865137426:aV9-kQ2xLr7TzWm3@shopfront',
  GOOGLE_CLIENT_ID: '731942865137-q7lr2vkx9tzw.apps.googleusercontent.com',
  GOOGLE_CLIENT_SECRET: 'GOCSPX-q7Lr2vKx9TzW',
  FACEBOOK_APP_ID: '',
  DJANGO_SUPERUSER_PASSWORD: 'r7-Kx9TzWq2Lv',
}

test('a shop on Render with Neon, Upstash and Cloudinary: every placeholder, and what sign-in lacks', () => {
  expect(problemsOf(shop, shopAsGiven)).toEqual([
    'SECRET_KEY placeholder',
    'DATABASE_URL placeholder',
    'REDIS_URL placeholder',
    'CELERY_BROKER_URL placeholder',
    'CELERY_RESULT_BACKEND placeholder',
    'EMAIL_HOST_USER placeholder',
    'EMAIL_HOST_PASSWORD placeholder',
    'CLOUDINARY_URL placeholder',
    'GOOGLE_CLIENT_ID placeholder',
    'FACEBOOK_APP_ID placeholder',
    'DJANGO_SUPERUSER_PASSWORD placeholder',
    'GOOGLE_CLIENT_SECRET incomplete_group',
    'FACEBOOK_APP_SECRET incomplete_group',
  ])
  expect(findingsOf(shopAsGiven)).toEqual(['SECRET_KEY env-signing-key-insecure'])
})

test.each([
  ['DATABASE_URL', 'postgresql://user:password@ep-xxx.eu-central-1.aws.neon.tech/neondb?sslmode=require'],
  ['REDIS_URL', 'rediss://default:token@host.upstash.io:6379'],
])('the shop: %s as its chapter gives it is a placeholder', (name, text) => {
  expect(problemsOf(shop, { ...shopCorrected, [name]: text })).toContain(`${name} placeholder`)
})

test('the shop, corrected', () => {
  expect(problemsOf(shop, shopCorrected)).toEqual([])
  expect(findingsOf(shopCorrected)).toEqual([])
  const env = readEnv(shop, shopCorrected)
  expect(env.DEBUG).toBe(false)
  expect(reveal(env.CELERY_BROKER_URL)).toBe(shopCorrected.REDIS_URL)
})

test("the shop's front end on Vercel", () => {
  const front = defineEnv({ NEXT_PUBLIC_API_URL: variable.url(), NEXT_PUBLIC_GOOGLE_CLIENT_ID: variable.string() })
  const given = {
    VERCEL: '1',
    VERCEL_ENV: 'production',
    NEXT_PUBLIC_API_URL: 'https://shopfront.onrender.com',
    NEXT_PUBLIC_GOOGLE_CLIENT_ID: 'your-client-id',
  }
  const corrected = { ...given, NEXT_PUBLIC_GOOGLE_CLIENT_ID: shopCorrected.GOOGLE_CLIENT_ID }
  expect(problemsOf(front, given)).toEqual(['NEXT_PUBLIC_GOOGLE_CLIENT_ID placeholder'])
  expect([...problemsOf(front, corrected), ...findingsOf(given), ...findingsOf(corrected)]).toEqual([])
})

const gallery = defineEnv(
  {
    ...renderVariables(),
    USE_INTERNAL_DB: variable.boolean({ default: false }),
    INTERNAL_DATABASE_URL: variable.postgresUrl({ optional: true }),
    EXTERNAL_DATABASE_URL: variable.postgresUrl({ optional: true }),
    POOL_RECYCLE: variable.duration({ unit: 's', plain: 's', default: 180 }),
    SENDGRID_API_KEY: variable.secret({ startsWith: 'SG.' }),
    WASABI_ENDPOINT: variable.url({ default: 'https://s3.ap-southeast-1.wasabisys.com' }),
    WASABI_ACCESS_KEY: variable.secret({ optional: true }),
    WASABI_SECRET_KEY: variable.secret({ optional: true }),
  },
  {
    groups: [
      {
        name: 'internal database',
        members: ['INTERNAL_DATABASE_URL'],
        rule: 'all',
        when: { RENDER: true, USE_INTERNAL_DB: true },
      },
      {
        name: 'external database',
        members: ['EXTERNAL_DATABASE_URL'],
        rule: 'all',
        when: { RENDER: true, USE_INTERNAL_DB: false },
      },
      { name: 'photos', members: ['WASABI_ACCESS_KEY', 'WASABI_SECRET_KEY'], rule: 'all', when: { RENDER: true } },
    ],
  },
)
const galleryFile = {
  SENDGRID_API_KEY: 'SG.q7Lr2vKx9TzW-mJhQe9uB.c8Fq2Lr7pV0zYx3sNwKdT5mJhQe9uBgA',
  EXTERNAL_DATABASE_URL: 'postgresql://gallery:q7Lr2vKx9TzW@dpg-c8f-a.singapore-postgres.render.com/gallery',
  WASABI_ACCESS_KEY: 'Q7LR2VKX9TZWMJHQE9UB',
  WASABI_SECRET_KEY: 'c8Fq2Lr7pV0zYx3sNwKdT5mJhQe9uBgA1iRo6HnZ',
}

test('a gallery on Render with Wasabi: its settings are a file in the repository', () => {
  const text = Object.entries(galleryFile).map(([name, value]) => `${name}=${value}\n`)
  const findings = lintDotenv(text.join(''), { name: 'render.env', committed: true })
  expect(findings.map(({ path, code }) => `${path} ${code}`)).toEqual([
    'render.env:1 dotenv-committed-secret',
    'render.env:2 dotenv-committed-secret',
    'render.env:3 dotenv-committed-secret',
    'render.env:4 dotenv-committed-secret',
  ])
  expect(lintDotenv('POOL_RECYCLE=180\nUSE_INTERNAL_DB=true\n', { name: 'render.env', committed: true })).toEqual([])
})

test('the gallery needs another database URL by a switch, and none of its own machine', () => {
  const { SENDGRID_API_KEY } = galleryFile
  expect(problemsOf(gallery, { SENDGRID_API_KEY })).toEqual([])
  expect(problemsOf(gallery, { ...render, ...galleryFile })).toEqual([])
  expect(findingsOf({ ...render, ...galleryFile })).toEqual([])
  expect(problemsOf(gallery, { ...render, ...galleryFile, USE_INTERNAL_DB: 'true' })).toEqual([
    'INTERNAL_DATABASE_URL incomplete_group',
  ])
  expect(problemsOf(gallery, { ...render, SENDGRID_API_KEY })).toEqual([
    'EXTERNAL_DATABASE_URL incomplete_group',
    'WASABI_ACCESS_KEY incomplete_group',
    'WASABI_SECRET_KEY incomplete_group',
  ])
})

const sync = ['GITHUB_DATA_SYNC_APP_ID', 'GITHUB_DATA_SYNC_APP_PRIVATE_KEY'] as const
const notes = defineEnv(
  {
    ...renderVariables(),
    SECRET_KEY: variable.secret({ minLength: 50, generate: 'base64url' }),
    DATABASE_URL: variable.postgresUrl(),
    ALLOWED_HOSTS: variable.list(),
    CSRF_TRUSTED_ORIGINS: variable.list({ item: variable.url() }),
    OPENAI_API_KEY: variable.secret({ startsWith: 'sk-', optional: true }),
    GITHUB_APP_CLIENT_ID: variable.string({ optional: true }),
    GITHUB_APP_CLIENT_SECRET: variable.secret({ optional: true }),
    GOOGLE_AUTHORIZED_REDIRECT_URIS: variable.list({
      item: variable.url(),
      default: [],
      aliases: ['GOOGLE_AUTHORIZED_REDIRECT_URI'],
    }),
    GITHUB_DATA_SYNC_APP_ID: variable.integer({ optional: true }),
    GITHUB_DATA_SYNC_APP_PRIVATE_KEY: variable.secret({ optional: true }),
    CLOUDFLARE_R2_BUCKET_NAME: variable.string({ optional: true }),
    CLOUDFLARE_R2_ACCOUNT_ID: variable.string({ optional: true }),
    CLOUDFLARE_R2_ACCESS_KEY_ID: variable.secret({ optional: true }),
    CLOUDFLARE_R2_SECRET_ACCESS_KEY: variable.secret({ optional: true }),
    CLOUDFLARE_R2_CUSTOM_DOMAIN: variable.string({ optional: true, example: 'cdn.example.com' }),
  },
  {
    groups: [
      {
        name: 'R2',
        members: [
          'CLOUDFLARE_R2_BUCKET_NAME',
          'CLOUDFLARE_R2_ACCOUNT_ID',
          'CLOUDFLARE_R2_ACCESS_KEY_ID',
          'CLOUDFLARE_R2_SECRET_ACCESS_KEY',
        ],
        rule: 'all-or-none',
      },
      { name: 'GitHub', members: ['GITHUB_APP_CLIENT_ID', 'GITHUB_APP_CLIENT_SECRET'], rule: 'all-or-none' },
    ],
    checks: [onlyKnown('GITHUB_APP_', 'GITHUB_DATA_SYNC_APP_', 'CLOUDFLARE_R2_')],
  },
)
const notesCorrected = {
  ...render,
  PYTHONUNBUFFERED: '1',
  WEB_CONCURRENCY: '2',
  SECRET_KEY: key,
  DATABASE_URL: 'postgresql://notes:q7Lr2vKx9TzW@dpg-c8f-a/notes',
  ALLOWED_HOSTS: 'notes.onrender.com',
  CSRF_TRUSTED_ORIGINS: 'https://notes.example,https://cards.example',
  GOOGLE_AUTHORIZED_REDIRECT_URI: 'https://notes.example/callback',
  CLOUDFLARE_R2_BUCKET_NAME: 'notes',
  CLOUDFLARE_R2_ACCOUNT_ID: '0123456789abcdef0123456789abcdef',
  CLOUDFLARE_R2_ACCESS_KEY_ID: '9f8e7d6c5b4a39281706f5e4d3c2b1a0',
  CLOUDFLARE_R2_SECRET_ACCESS_KEY: 'c8Fq2Lr7pV0zYx3sNwKdT5mJhQe9uBgA1iRo6HnZ',
}

test('a note service on Render with R2: the list of required names alone, a bucket without credentials', () => {
  const { SECRET_KEY, DATABASE_URL, ALLOWED_HOSTS, CSRF_TRUSTED_ORIGINS } = notesCorrected
  const required = { SECRET_KEY, DATABASE_URL, ALLOWED_HOSTS, CSRF_TRUSTED_ORIGINS }
  const bucket = { ...render, CLOUDFLARE_R2_BUCKET_NAME: 'notes', CLOUDFLARE_R2_CUSTOM_DOMAIN: 'cdn.example.com' }
  const incomplete = [
    'CLOUDFLARE_R2_ACCOUNT_ID incomplete_group',
    'CLOUDFLARE_R2_ACCESS_KEY_ID incomplete_group',
    'CLOUDFLARE_R2_SECRET_ACCESS_KEY incomplete_group',
  ]
  expect(problemsOf(notes, { ...bucket, ...required })).toEqual(incomplete)
  expect(problemsOf(notes, bucket)).toEqual([...Object.keys(required).map((name) => `${name} missing`), ...incomplete])
  expect(problemsOf(notes, { ...render, ...required, CSRF_TRUSTED_ORIGINS: 'notes.example' })).toEqual([
    'CSRF_TRUSTED_ORIGINS invalid',
  ])
})

test('the note service, corrected: a single address stands in for the list of them', () => {
  expect(problemsOf(notes, notesCorrected)).toEqual([])
  expect(findingsOf(notesCorrected)).toEqual([])
  expect(readEnv(notes, notesCorrected).GOOGLE_AUTHORIZED_REDIRECT_URIS).toEqual(['https://notes.example/callback'])
})

test('the synchronisation of the note service stays off until its settings and its packages are there', () => {
  const half = { ...notesCorrected, GITHUB_DATA_SYNC_APP_ID: '12345' }
  const packages = { 'the package pyjwt': false, 'the package cryptography': true }
  expect(readFeature(notes, notesCorrected, { variables: sync })).toMatchObject({ enabled: false, started: false })
  expect(readFeature(notes, half, { variables: sync, needs: packages })).toEqual({
    enabled: false,
    reason: 'GITHUB_DATA_SYNC_APP_PRIVATE_KEY, the package pyjwt are missing',
    started: true,
  })
  const whole = { ...half, GITHUB_DATA_SYNC_APP_PRIVATE_KEY: '-----BEGIN RSA PRIVATE KEY-----\nMIIq7Lr2' }
  expect(readFeature(notes, whole, { variables: sync, needs: packages })).toMatchObject({
    enabled: false,
    reason: 'the package pyjwt is missing',
  })
  expect(readFeature(notes, whole, { variables: sync, needs: {} })).toMatchObject({
    enabled: true,
    values: { GITHUB_DATA_SYNC_APP_ID: 12_345 },
  })
  expect(problemsOf(notes, { ...whole, GITHUB_DATA_SYNC_APP_SECRET: 'k9Wq' })).toEqual([
    'GITHUB_DATA_SYNC_APP_SECRET unknown',
  ])
})
