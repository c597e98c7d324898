import { createFakeClock, createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import * as render from './index.js'
import { gatherForLint, lintServices, type LintInput, type LintService } from './lint.js'
import { createFakeRender } from './testing/index.js'

const shop: LintService = {
  id: 'srv-1',
  name: 'shop',
  type: 'web_service',
  suspended: 'not_suspended',
  autoDeploy: 'yes',
  serviceDetails: {
    region: 'frankfurt',
    plan: 'starter',
    healthCheckPath: '/healthz',
    envSpecificDetails: { startCommand: 'gunicorn shop.wsgi' },
  },
  deploys: [{ trigger: 'new_commit', commit: { id: 'a' } }],
}
const databases = {
  postgres: [{ id: 'dpg-abc-a', name: 'shop-db', region: 'frankfurt', plan: 'basic_1gb' }],
  keyValue: [{ id: 'red-abc', name: 'shop-cache', region: 'oregon', plan: 'starter' }],
}

const details = (more: object) => ({ ...shop, serviceDetails: { ...shop.serviceDetails, ...more } })
const started = (startCommand: string, plan: string) => details({ plan, envSpecificDetails: { startCommand } })
const codes = (input: LintInput) => lintServices(input).map(({ code, severity }) => `${severity} ${code}`)
const one = (service: LintService, more: Partial<LintInput> = {}): LintInput => ({ services: [service], ...more })
const host = (url: string, more: Partial<LintInput> = databases): LintInput =>
  one({ ...shop, hosts: { DATABASE_URL: url } }, more)

const commit = { id: 'a' }
const twice = [
  { trigger: 'api', commit },
  { trigger: 'new_commit', commit },
]

const twiceAt = (told: string, pushed: string) => [
  { trigger: 'api', commit, createdAt: told },
  { trigger: 'new_commit', commit, createdAt: pushed },
]

describe('lintServices', () => {
  test.each<[string, LintInput, LintInput]>([
    [
      'warning no-health-check',
      one(details({ healthCheckPath: '' })),
      one({ ...details({ healthCheckPath: '' }), type: 'background_worker' }),
    ],
    [
      'info deep-health-check',
      one(details({ healthCheckPath: '/readyz' })),
      one(details({ healthCheckPath: '/already/up' })),
    ],
    [
      'info deep-health-check',
      one(details({ healthCheckPath: '/health/db' })),
      one(details({ healthCheckPath: '/health' })),
    ],
    [
      'warning auto-deploy-and-api',
      one({ ...shop, deploys: twice }),
      one({ ...shop, deploys: twice, autoDeploy: 'no' }),
    ],
    [
      'info auto-deploy-and-api',
      one({ ...shop, deploys: [{ trigger: 'deploy_hook' }] }),
      one({ ...shop, deploys: [{ trigger: 'manual' }, { trigger: 'rollback' }] }),
    ],
    [
      'warning auto-deploy-and-api',
      one({ ...shop, deploys: twiceAt('2026-01-01T10:00:00Z', '2026-01-01T10:04:00Z') }),
      one({ ...shop, deploys: twiceAt('2026-01-01T10:00:00Z', '2026-01-01T10:04:00Z'), autoDeploy: 'no' }),
    ],
    [
      'info auto-deploy-and-api',
      // New variables, and the commit of the day before.
      one({ ...shop, deploys: twiceAt('2026-01-02T10:00:00Z', '2026-01-01T10:04:00Z') }),
      one({
        ...shop,
        deploys: [
          { trigger: 'rollback', commit },
          { trigger: 'new_commit', commit },
        ],
      }),
    ],
    [
      'info suspended',
      one({ ...details({ healthCheckPath: '' }), suspended: 'suspended' }),
      one({ ...details({ healthCheckPath: '' }), type: 'static_site' }),
    ],
    [
      'info deep-health-check',
      one(details({ healthCheckPath: '/health?db=1' })),
      one(details({ healthCheckPath: '/health?db=0' })),
    ],
    ['warning region-far', host('db.abc.us-east-1.redshift.amazonaws.com'), host('s3.us-east-1.amazonaws.com')],
    ['warning region-far', host('dpg-others-a.oregon-postgres.render.com'), host('qstash-us-east-1.upstash.io')],
    [
      'warning external-host-same-region',
      host('dpg-others-a.frankfurt-postgres.render.com'),
      host('email-smtp.us-east-1.amazonaws.com'),
    ],
    ['info suspended', one({ ...shop, suspended: 'suspended' }), one(shop)],
    ['warning free-plan-sleeps', one(started('python bot.py', 'free')), one(started('python bot.py', 'starter'))],
    [
      'warning free-plan-sleeps',
      one(started('celery -A shop worker & gunicorn shop.wsgi', 'free')),
      one(started('gunicorn -k uvicorn.workers.UvicornWorker --worker-class gthread --workers 2 shop.wsgi', 'free')),
    ],
    ['warning region-far', host('ep-x-1.us-east-1.aws.neon.tech'), host('ep-x-1.c-2.eu-central-1.aws.neon.tech')],
    [
      'info region-far',
      host('ep-x-1-pooler.eu-west-2.aws.neon.tech'),
      host('ep-x-1-pooler.eu-central-1.aws.neon.tech'),
    ],
    ['warning region-far', host('ep-x.eastus2.azure.neon.tech'), host('ep-x.gwc.azure.neon.tech')],
    ['warning region-far', host('usw1-apt-1.upstash.io'), host('apt-yak-3.upstash.io')],
    ['info region-far', host('eu1-apt-1.upstash.io'), host('us-east-1.example.com')],
    [
      'warning region-far',
      host('apt-yak-3.upstash.io', { hostRegions: { 'apt-yak-3.upstash.io': 'ap-southeast-1' } }),
      host('apt-yak-3.upstash.io', { hostRegions: { 'apt-yak-3.upstash.io': 'eu-central-1' } }),
    ],
    ['warning region-far', host('db.abc.us-west-2.rds.amazonaws.com'), host('db.abc.eu-central-1.rds.amazonaws.com')],
    ['warning region-far', host('red-abc.oregon-keyvalue.render.com'), host('github.com')],
    [
      'warning host-on-localhost',
      one({ ...shop, hosts: { CELERY_BROKER_URL: '127.0.0.1' } }),
      one({ ...shop, hosts: { CORS_ORIGIN: 'localhost', DATABASE_URL: 'dpg-abc-a' } }),
    ],
    ['warning external-host-same-region', host('dpg-abc-a.frankfurt-postgres.render.com'), host('dpg-abc-a')],
    ['error internal-host-other-region', host('red-abc'), host('red-abc', {})],
    ['error database-not-found', host('dpg-gone-a'), host('dpg-gone-a', {})],
    [
      'error shared-domain',
      {
        services: [
          { ...shop, customDomains: ['Shop.test'] },
          { ...shop, name: 'old', customDomains: ['shop.test'] },
        ],
      },
      {
        services: [
          { ...shop, customDomains: ['shop.test', 'shop.test'] },
          { ...shop, name: 'old', customDomains: ['old.test'] },
        ],
      },
    ],
    [
      'warning free-postgres-expires',
      { services: [], postgres: [{ id: 'dpg-1-a', name: 'db', region: 'oregon', plan: 'free' }] },
      { services: [], ...databases },
    ],
  ])('%s', (expected, failing, passing) => {
    expect(codes(failing)).toEqual([expected])
    expect(codes(passing)).toEqual([])
  })

  test('a finding says where, what, and what to do', () => {
    expect(lintServices(host('dpg-abc-a.frankfurt-postgres.render.com'))).toEqual([
      {
        code: 'external-host-same-region',
        severity: 'warning',
        path: 'services.shop.env.DATABASE_URL',
        message: expect.stringContaining('shop-db'),
        fix: 'Use the internal URL',
        source: expect.stringMatching(/^https:/),
      },
    ])
  })

  test('nothing is said of what was not given', () => {
    expect(lintServices({ services: [{ id: 'srv-1', name: 'x', type: 'cron_job' }] })).toEqual([])
  })
})

test('gatherForLint reads hosts and nothing else of the values', async () => {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeRender({ clock, random: createRandom(1), ownerId: 'tea-1' })
  const client = render.createRenderClient({ apiKey: 'rnd_lint', ownerId: 'tea-1', clock, fetch: fake.fetch })
  const { service } = await render.createService(client, {
    type: 'web_service',
    name: 'shop',
    repo: 'https://github.com/me/shop',
    envVars: [
      {
        key: 'DATABASE_URL',
        value: 'postgresql://app:p%40ss-7f3k@ep-x-1.us-east-1.aws.neon.tech:5432/shop?sslmode=require',
      },
      { key: 'SESSION_KEY', value: 'a-key-that-is-no-url' },
    ],
    serviceDetails: { runtime: 'python', region: 'frankfurt', healthCheckPath: '/healthz' },
  })
  const input = await gatherForLint(client)
  expect(input.services).toMatchObject([
    {
      id: service.id,
      hosts: { DATABASE_URL: 'ep-x-1.us-east-1.aws.neon.tech' },
      deploys: [expect.anything()],
      customDomains: [],
    },
  ])
  expect(input).toMatchObject({ postgres: [], keyValue: [] })
  expect(JSON.stringify(input)).not.toMatch(/7f3k|no-url/)
  expect(codes(input)).toEqual(['warning region-far'])
})
