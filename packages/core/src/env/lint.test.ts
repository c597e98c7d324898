import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lintEnv, type LintEnvContext } from './lint.js'

const render = { RENDER: 'true', RENDER_WEB_CONCURRENCY: '1', PYTHON_VERSION: '3.11.9' }
const key = 'k9Wq-7z4mXp2sLrT8vBn5cJd1fGh6yQe0uAi3oKw'
const serviceToken = `eyJhbGciOiJIUzI1NiJ9.${Buffer.from('{"iss":"supabase","role":"service_role"}').toString('base64url')}.k9Wq`
const anonymousToken = `eyJhbGciOiJIUzI1NiJ9.${Buffer.from('{"iss":"supabase","role":"anon"}').toString('base64url')}.k9Wq`
const direct = 'DEBUG = os.environ.get("DEBUG", False)\n'

const rules: readonly (readonly [
  code: string,
  bad: object,
  good: object,
  context?: LintEnvContext,
  goodContext?: LintEnvContext,
])[] = [
  ['env-debug-on', { ...render, DEBUG: 'True' }, { ...render, DEBUG: 'False' }],
  ['env-debug-on', { ...render, FLASK_DEBUG: '1' }, { ...render, IS_PULL_REQUEST: 'true', FLASK_DEBUG: '1' }],
  ['env-debug-on', { DEBUG: 'on' }, { DEBUG: 'on' }, { production: true }, { production: false }],
  ['env-debug-on', { ...render, DEBUG: '1' }, { CI: 'true', GITHUB_ACTIONS: 'true', DEBUG: '1' }],
  ['env-debug-on', { ...render, DEBUG: '1' }, { ...render, DEBUG: 'express:*' }],
  ['env-web-concurrency-invalid', { ...render, WEB_CONCURRENCY: '' }, { ...render, WEB_CONCURRENCY: '2' }],
  ['env-web-concurrency-invalid', { ...render, WEB_CONCURRENCY: 'auto' }, { WEB_CONCURRENCY: 'auto' }],
  ['env-web-concurrency-invalid', { ...render, WEB_CONCURRENCY: '0' }, render],
  ['env-web-concurrency-invalid', { ...render, WEB_CONCURRENCY: '' }, { ...render, CI: 'true', WEB_CONCURRENCY: '' }],
  ['env-web-concurrency-invalid', { ...render, WEB_CONCURRENCY: '-' }, { ...render, WEB_CONCURRENCY: '02' }],
  ['env-boolean-misread', { DEBUG: 'False' }, { DEBUG: '' }, { code: direct }, { code: direct }],
  [
    'env-boolean-misread',
    { DEBUG: 'off' },
    { DEBUG: 'off' },
    { code: `DEBUG = bool(os.environ.get("DEBUG", False))` },
    { code: `DEBUG = bool(os.environ.get("DEBUG", "") == "True")` },
  ],
  ['env-boolean-misread', { USE_TLS: '0' }, { USE_TLS: '1' }, ...twice({ code: `TLS = bool(os.getenv('USE_TLS'))` })],
  [
    'env-boolean-misread',
    { DEBUG: 'off' },
    { DEBUG: 'off' },
    { code: `DEBUG = bool(os.environ["DEBUG"])` },
    { code: `DEBUG = os.environ.get("DEBUG", "") == "1"\nX = env.bool("DEBUG")` },
  ],
  [
    'env-boolean-misread',
    { USE_INTERNAL_DB: 'False' },
    { USE_INTERNAL_DB: 'False' },
    { code: `if os.getenv("USE_INTERNAL_DB"):` },
    { code: `if os.getenv("USE_INTERNAL_DB") == "True":\nif os.getenv("USE_INTERNAL_DB", "").lower() in yes:` },
  ],
  [
    'env-boolean-misread',
    { A: '0', B: '0' },
    { A: '0', B: '0' },
    { code: `url = internal if not os.environ.get('A') and other else external` },
    { code: `x = os.environ.get('A') or os.environ.get('B')` },
  ],
  ['env-signing-key-short', { SECRET_KEY: 'k9Wq' }, { SECRET_KEY: key, AWS_SECRET_KEY: 'k9Wq', SESSION_SECRET: '' }],
  ['env-signing-key-insecure', { SECRET_KEY: `django-insecure-${key}` }, { SECRET_KEY: key }],
  ['env-signing-key-insecure', { SECRET_KEY: '<generate-with-django>' }, { SECRET_KEY: key }],
  ['env-signing-key-shared', { SECRET_KEY: key, JWT_SECRET: key }, { SECRET_KEY: key, JWT_SECRET: `${key}2` }],
  ['env-signing-key-shared', { SECRET_KEY: key, AUTH_SECRET: key }, { AUTH_SECRET: key, NEXTAUTH_SECRET: key }],
  ['env-secret-published', { API_KEY: key, VITE_API: `?key=${key}` }, { API_KEY: key, VITE_API: 'https://a.example' }],
  ['env-secret-published', { NEXT_PUBLIC_S: 'sk_live_k9Wq7z4' }, { NEXT_PUBLIC_S: 'pk_live_k9Wq7z4' }],
  [
    'env-secret-published',
    { VITE_DB: 'postgresql://shop:k9Wq@db.example/shop' },
    { VITE_DB: 'https://a.example:80/@b' },
  ],
  [
    'env-secret-published',
    { NEXT_PUBLIC_SUPABASE_KEY: serviceToken },
    { NEXT_PUBLIC_SUPABASE_ANON_KEY: anonymousToken, NEXT_PUBLIC_X: 'eyJhbGci.e30.x', NEXT_PUBLIC_Y: 'eyJh.!.x' },
  ],
]

function twice(context: LintEnvContext): [LintEnvContext, LintEnvContext] {
  return [context, context]
}

describe('lintEnv', () => {
  const cases = rules.map(([code, bad, good, context, goodContext]) => ({ code, bad, good, context, goodContext }))

  test.each(cases)('$code: $bad, but not $good', ({ code, bad, good, context, goodContext }) => {
    expect(lintEnv(bad, context).map((finding) => finding.code)).toContain(code)
    expect(lintEnv(good, goodContext)).toEqual([])
  })

  test('finds nothing in an environment as it should be', () => {
    const shop = {
      ...render,
      PORT: '10000',
      PYTHONUNBUFFERED: '1',
      WEB_CONCURRENCY: '2',
      DJANGO_SETTINGS_MODULE: 'core.settings',
      SECRET_KEY: key,
      DEBUG: 'False',
      ALLOWED_HOSTS: 'shop.onrender.com,shop.example',
      DATABASE_URL: 'postgresql://shop:k9Wq7z4m@db.example/shop?sslmode=verify-full',
      REDIS_URL: 'rediss://default:k9Wq7z4m@cache.example:6379',
      CELERY_BROKER_URL: 'rediss://default:k9Wq7z4m@cache.example:6379',
      EMAIL_HOST_PASSWORD: 'k9Wq7z4m',
      NEXT_PUBLIC_API_URL: 'https://shop.onrender.com',
      NEXT_PUBLIC_GOOGLE_CLIENT_ID: '1234-abc.apps.googleusercontent.com',
      NEXT_PUBLIC_SENTRY_DSN: 'https://0123456789abcdef0123456789abcdef@o1.ingest.sentry.io/1',
      NEXT_PUBLIC_STRIPE_KEY: 'pk_live_0123456789abcdef0123456789',
      NEXT_PUBLIC_FIREBASE_API_KEY: 'AIzaSyA0123456789abcdef0123456789abcdef',
    }
    expect(lintEnv(shop, { code: 'DEBUG = env.bool("DEBUG", default=False)' })).toEqual([])
  })

  test('every finding says where, why and what to do, and nothing of a value', () => {
    for (const [, bad, , context] of rules) {
      for (const { path, message, fix, source } of lintEnv(bad, context)) {
        expect(Object.keys(bad)).toContain(path)
        expect(`${message}${fix ?? ''}`).not.toMatch(/k9Wq|express/)
        expect([fix, source].every(Boolean)).toBe(true)
      }
    }
  })

  test('takes what is no text, and any text, without an error', () => {
    expect(lintEnv({ WEB_CONCURRENCY: {}, NEXT_PUBLIC_A: 7, SECRET_KEY: null })).toEqual([])
    fc.assert(
      fc.property(fc.string(), (text) => {
        const findings = lintEnv(
          { NEXT_PUBLIC_A: text, SECRET_KEY: text, DEBUG: text },
          { code: text, production: true },
        )
        expect(findings.length).toBeLessThan(5)
      }),
      { seed: 4, numRuns: 1000 },
    )
  })

  test('answers quickly for long code', () => {
    const code = 'DEBUG = '.repeat(5000) + 'bool( os.environ["'.repeat(5000) + ' \t'.repeat(20_000)
    expect(lintEnv({ DEBUG: 'False' }, { code })).toEqual([])
  })
})
