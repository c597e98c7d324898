import { describe, expect, test } from 'vitest'
import type { BlueprintDatabase, BlueprintKeyValue } from './blueprint-datastores.js'
import type { BlueprintFile } from './blueprint-file.js'
import type { BlueprintCronJob, BlueprintServer, BlueprintStaticSite } from './blueprint-services.js'
import type { BlueprintEnvVar } from './blueprint-variables.js'
import { defineBlueprint } from './define-blueprint.js'
import { lintBlueprint } from './lint-blueprint.js'
import type { LintBlueprintContext } from './lint-context.js'

const web = {
  type: 'web',
  name: 'shop',
  runtime: 'node',
  plan: 'starter',
  buildCommand: 'npm ci',
  startCommand: 'exec node server.js',
  healthCheckPath: '/healthz',
} satisfies BlueprintServer
const { healthCheckPath: _, ...behind } = web
const worker: BlueprintServer = { ...behind, type: 'worker', name: 'jobs' }
const site: BlueprintStaticSite = { type: 'web', name: 'front', runtime: 'static', staticPublishPath: 'dist' }
const database: BlueprintDatabase = { name: 'db', ipAllowList: [] }
const cache: BlueprintKeyValue = { type: 'keyvalue', name: 'cache', ipAllowList: [] }

const service = (change: Partial<BlueprintServer>): BlueprintFile => ({ services: [{ ...web, ...change }] })
const variables = (...envVars: BlueprintEnvVar[]): BlueprintFile => service({ envVars })
const from = (key: string, name: string): BlueprintEnvVar => ({
  key,
  fromService: { type: 'keyvalue', name, property: 'connectionString' },
})
const url: BlueprintEnvVar = { key: 'DATABASE_URL', fromDatabase: { name: 'db', property: 'connectionString' } }

interface Case {
  readonly code: string
  readonly bad: BlueprintFile
  readonly good: readonly BlueprintFile[]
  readonly context?: LintBlueprintContext
  readonly path: string
  /** What cannot be had without it. */
  readonly beside?: readonly string[]
}

const cases: readonly Case[] = [
  {
    code: 'blueprint-health-check-missing',
    bad: { services: [behind] },
    good: [service({}), { services: [worker, site] }],
    path: 'services.shop.healthCheckPath',
  },
  {
    code: 'blueprint-health-check-deep',
    bad: service({ healthCheckPath: '/ready' }),
    good: [service({ healthCheckPath: '/healthz' })],
    path: 'services.shop.healthCheckPath',
  },
  {
    code: 'blueprint-auto-deploy-twice',
    bad: service({ autoDeployTrigger: 'checksPass' }),
    good: [service({ autoDeployTrigger: 'off' }), service({ autoDeploy: false })],
    context: { deployedByPipeline: true },
    path: 'services.shop.autoDeployTrigger',
  },
  {
    code: 'blueprint-branch-in-previews',
    bad: { ...service({ branch: 'main' }), previews: { generation: 'manual' } },
    good: [service({ branch: 'main' }), { ...service({}), previews: { generation: 'manual' } }],
    path: 'services.shop.branch',
  },
  {
    code: 'blueprint-field-ignored',
    bad: { services: [{ ...worker, healthCheckPath: '/healthz' }] },
    good: [service({ domains: ['shop.example'] })],
    path: 'services.jobs.healthCheckPath',
  },
  {
    code: 'blueprint-field-ignored',
    bad: { services: [{ type: 'worker', name: 'jobs', runtime: 'docker', startCommand: 'run' }] },
    good: [{ services: [{ type: 'worker', name: 'jobs', runtime: 'docker', dockerCommand: 'run' }] }],
    path: 'services.jobs.startCommand',
  },
  {
    code: 'blueprint-field-ignored',
    bad: service({ numInstances: 2, scaling: { minInstances: 1, maxInstances: 3 } }),
    good: [service({ numInstances: 2 })],
    path: 'services.shop.numInstances',
  },
  {
    code: 'blueprint-disk-instances',
    bad: service({ disk: { name: 'd', mountPath: '/data' }, numInstances: 2 }),
    good: [service({ disk: { name: 'd', mountPath: '/data' }, numInstances: 1 }), service({ numInstances: 2 })],
    path: 'services.shop.numInstances',
  },
  {
    code: 'blueprint-deprecated',
    bad: { ...service({}), previewsEnabled: true },
    good: [{ ...service({}), previews: { generation: 'automatic' } }],
    path: 'previewsEnabled',
  },
  {
    code: 'blueprint-deprecated',
    bad: { services: [{ ...cache, type: 'redis' }] },
    good: [{ services: [cache] }],
    path: 'services.cache.type',
  },
  {
    code: 'blueprint-free-type',
    bad: { services: [{ ...worker, plan: 'free' }] },
    good: [service({ plan: 'free' }), { services: [worker] }],
    path: 'services.jobs.plan',
  },
  {
    code: 'blueprint-free-disk',
    bad: service({ plan: 'free', disk: { name: 'd', mountPath: '/data' } }),
    good: [service({ disk: { name: 'd', mountPath: '/data' } })],
    path: 'services.shop.disk',
  },
  {
    code: 'blueprint-free-pre-deploy',
    bad: service({ plan: 'free', preDeployCommand: 'npm run migrate' }),
    good: [service({ preDeployCommand: 'npm run migrate' })],
    path: 'services.shop.preDeployCommand',
  },
  {
    code: 'blueprint-free-instances',
    bad: service({ plan: 'free', numInstances: 2 }),
    good: [service({ plan: 'free', numInstances: 1 }), service({ numInstances: 2 })],
    path: 'services.shop.numInstances',
  },
  {
    code: 'blueprint-free-postgres-expires',
    bad: { databases: [{ ...database, plan: 'free' }] },
    good: [{ databases: [{ ...database, plan: 'basic-256mb' }] }],
    path: 'databases.db.plan',
  },
  {
    code: 'blueprint-free-postgres-count',
    bad: { databases: ['a', 'b'].map((name) => ({ ...database, name, plan: 'free' as const })) },
    good: [
      {
        databases: [
          { ...database, plan: 'free' },
          { ...database, name: 'b' },
        ],
      },
    ],
    path: 'databases.a.plan, databases.b.plan',
    beside: ['blueprint-free-postgres-expires'],
  },
  {
    code: 'blueprint-free-hours',
    bad: { services: ['a', 'b'].map((name) => ({ ...web, name, plan: 'free' as const })) },
    good: [{ services: [{ ...web, plan: 'free' }, site] }],
    path: 'services.a.plan, services.b.plan',
  },
  {
    code: 'blueprint-postgres-plan-retired',
    bad: { databases: [{ ...database, plan: 'standard' }] },
    good: [{ databases: [{ ...database, plan: 'pro-4gb' }] }, service({ plan: 'standard' })],
    path: 'databases.db.plan',
  },
  {
    code: 'blueprint-high-availability',
    bad: { databases: [{ ...database, plan: 'basic-4gb', highAvailability: { enabled: true } }] },
    good: [
      { databases: [{ ...database, plan: 'pro-8gb', highAvailability: { enabled: true } }] },
      { databases: [{ ...database, plan: 'basic-4gb', highAvailability: { enabled: false } }] },
    ],
    path: 'databases.db.highAvailability',
  },
  {
    code: 'blueprint-high-availability',
    bad: { databases: [{ ...database, postgresMajorVersion: '12', highAvailability: { enabled: true } }] },
    good: [{ databases: [{ ...database, highAvailability: { enabled: true } }] }],
    path: 'databases.db.highAvailability',
  },
  {
    code: 'blueprint-queue-evicts',
    bad: { services: [cache, { ...worker, envVars: [from('CELERY_BROKER_URL', 'cache')] }] },
    good: [
      { services: [cache, { ...worker, envVars: [from('CACHE_URL', 'cache')] }] },
      {
        services: [
          { ...cache, maxmemoryPolicy: 'noeviction' },
          { ...worker, envVars: [from('QUEUE_URL', 'cache')] },
        ],
      },
    ],
    path: 'services.cache.maxmemoryPolicy',
  },
  {
    code: 'blueprint-datastore-open',
    bad: { databases: [{ name: 'db' }] },
    good: [{ databases: [database] }, { databases: [{ name: 'db', ipAllowList: [{ source: '203.0.113.4/30' }] }] }],
    path: 'databases.db.ipAllowList',
  },
  {
    code: 'blueprint-datastore-open',
    bad: { services: [{ ...cache, ipAllowList: [{ source: '0.0.0.0/0' }] }] },
    good: [{ services: [cache] }],
    path: 'services.cache.ipAllowList',
  },
  {
    code: 'blueprint-region-apart',
    bad: { ...service({ region: 'frankfurt', envVars: [url] }), databases: [database] },
    good: [
      { ...service({ region: 'frankfurt', envVars: [url] }), databases: [{ ...database, region: 'frankfurt' }] },
      { ...service({ region: 'oregon', envVars: [url] }), databases: [database] },
    ],
    path: 'services.shop.envVars.DATABASE_URL',
  },
  {
    code: 'blueprint-secret-literal',
    bad: variables({ key: 'ADMIN_PASSWORD', value: 'rosewood-tree-7' }),
    good: [
      variables({ key: 'PASSWORD_MIN_LENGTH', value: 12 }, { key: 'TOKEN', value: '/etc/secrets/token' }),
      variables({ key: 'STRIPE_PUBLISHABLE_KEY', value: 'pk_test' }, { key: 'ADMIN_PASSWORD', sync: false }),
    ],
    path: 'services.shop.envVars.ADMIN_PASSWORD',
  },
  {
    code: 'blueprint-secret-literal',
    bad: { envVarGroups: [{ name: 'g', envVars: [{ key: 'BROKER', value: 'amqp://app:k3y-8fz2@mq.example/v' }] }] },
    good: [variables({ key: 'BROKER', value: 'amqp://mq.example/v' })],
    path: 'envVarGroups.g.BROKER',
  },
  {
    code: 'blueprint-interpolation',
    bad: variables({ key: 'HOST', value: 'a.example' }, { key: 'URL', value: 'https://${HOST}/' }),
    good: [variables({ key: 'HOST', value: 'a.example' }, { key: 'PRICE', value: '$5 ${OTHER}' })],
    path: 'services.shop.envVars.URL',
  },
  {
    code: 'blueprint-sync-in-group',
    bad: { envVarGroups: [{ name: 'g', envVars: [{ key: 'KEY', sync: false }] }] },
    good: [{ envVarGroups: [{ name: 'g', envVars: [{ key: 'KEY', generateValue: true }] }] }],
    path: 'envVarGroups.g.KEY',
  },
  {
    code: 'blueprint-previews-without-secret',
    bad: { ...variables({ key: 'KEY', sync: false }), previews: { generation: 'automatic' } },
    good: [
      variables({ key: 'KEY', sync: false }),
      { ...variables({ key: 'KEY', sync: false, previewValue: 'x' }), previews: { generation: 'automatic' } },
    ],
    path: 'services.shop.envVars',
  },
  {
    code: 'blueprint-command-missing',
    bad: service({ startCommand: undefined }),
    good: [service({}), service({ runtime: 'docker', startCommand: undefined, buildCommand: undefined })],
    path: 'services.shop.startCommand',
  },
  {
    code: 'blueprint-command-missing',
    bad: { services: [{ ...site, staticPublishPath: undefined }] },
    good: [{ services: [site] }],
    path: 'services.front.staticPublishPath',
  },
  {
    code: 'blueprint-procfile-start',
    bad: service({ startCommand: 'web: gunicorn shop.wsgi' }),
    good: [service({})],
    path: 'services.shop.startCommand',
  },
  {
    code: 'blueprint-outside-root-dir',
    bad: service({ rootDir: 'backend', buildCommand: 'bash ../deployment/build.sh' }),
    good: [
      service({ rootDir: 'backend', buildCommand: 'bash ./build.sh' }),
      service({ buildCommand: 'cd a && cd .. && ls' }),
    ],
    path: 'services.shop.buildCommand',
  },
]

describe('lintBlueprint', () => {
  test.each(cases)('$code at $path', ({ code, bad, good, context, path, beside = [] }) => {
    const found = lintBlueprint(defineBlueprint(bad), context).filter((one) => !beside.includes(one.code))
    expect(found.map((one) => one.code)).toEqual([code])
    expect(found[0]).toMatchObject({
      path,
      fix: expect.any(String) as string,
      source: expect.stringMatching(/./) as string,
    })
    for (const file of good) {
      expect(lintBlueprint(defineBlueprint(file), context).map((one) => one.code)).not.toContain(code)
    }
  })

  test('never shows a value', () => {
    const file = variables({ key: 'ADMIN_PASSWORD', value: 'rosewood-tree-7' })
    expect(JSON.stringify(lintBlueprint(file))).not.toContain('rosewood')
  })

  test('an autoDeploy that another field beats is more than old', () => {
    const [finding] = lintBlueprint(service({ autoDeploy: true, autoDeployTrigger: 'off' }))
    expect(finding).toMatchObject({ severity: 'warning', message: 'autoDeploy has no effect beside autoDeployTrigger' })
  })

  test('a cron job and a static site of an ordinary kind are not complained of', () => {
    const cron: BlueprintCronJob = {
      type: 'cron',
      name: 'nightly',
      runtime: 'python',
      schedule: '0 4 * * *',
      buildCommand: 'true',
      startCommand: 'date',
    }
    expect(lintBlueprint({ services: [cron, site] })).toEqual([])
  })

  const gunicorn = (command: string, change: Partial<BlueprintServer> = {}) =>
    lintBlueprint(service({ runtime: 'python', startCommand: command, ...change })).map(
      ({ path, code }) => `${path} ${code}`,
    )

  test('hands start commands on, with what the service has', () => {
    const command = 'exec gunicorn shop.wsgi --bind 0.0.0.0:$PORT --graceful-timeout 60 --keep-alive 130'
    const code = 'gunicorn-graceful-timeout'
    expect(gunicorn(command).join('\n')).toContain(code)
    expect(gunicorn(command).join('\n')).toContain('services.shop.startCommand: settings.graceful_timeout')
    expect(gunicorn(command, { maxShutdownDelaySeconds: 90 }).join('\n')).not.toContain(code)
  })

  test('reads the script that a start command starts', () => {
    const files = {
      'backend/start.sh': 'python manage.py migrate\nexec node server.js\n',
      'start.sh': 'exec node x.js',
    }
    const found = (startCommand: string) =>
      lintBlueprint({ services: [{ ...web, plan: 'free', rootDir: 'backend', startCommand }] }, { files }).map(
        ({ code, path }) => `${path} ${code}`,
      )
    for (const command of ['bash start.sh', './start.sh', 'exec sh -e ./start.sh x']) {
      expect(found(command)).toEqual(['backend/start.sh: line 1 start-script-not-strict'])
    }
    for (const command of ['bash other.sh', 'bash "$SCRIPT"', 'bash constructor', '/start.sh']) {
      expect(found(command)).toEqual([])
    }
  })

  test('a start command that no shell carries out, and a script that was saved on Windows', () => {
    expect(gunicorn('gunicorn shop:create_app()')).toContain(
      'services.shop.startCommand: line 1 start-script-unquoted-call',
    )
    const files = { 'start.sh': '#!/bin/sh\r\nset -eu\r\nexec node server.js\r\n' }
    expect(lintBlueprint(service({ startCommand: 'bash start.sh' }), { files })).toMatchObject([
      { code: 'start-script-windows-text', path: 'start.sh: line 1' },
    ])
  })

  test.each([
    ['gunicorn a:b -w $(nproc)', 'line 1: the output of a command'],
    ['gunicorn a:b --worker 2', '--worker'],
    ['cd "$(dirname "$0")" && node a.js', 'line 1: the output of a command'],
  ])('what cannot be read for sure is told, not praised: %s', (startCommand, said) => {
    const found = lintBlueprint(service({ startCommand })).filter(({ path }) => path.includes('startCommand'))
    expect(found).toEqual([
      expect.objectContaining({ code: 'blueprint-start-unread', path: 'services.shop.startCommand: start' }),
    ])
    expect(found[0]?.message).toContain(said)
  })

  test('a secret in a start command', () => {
    const secrets = (startCommand: string) =>
      lintBlueprint(service({ startCommand })).flatMap(({ code, path, message }) =>
        code === 'blueprint-secret-literal' ? `${path} ${message}` : [],
      )
    const place = 'services.shop.startCommand: line 1'
    for (const [command, name] of [
      ['SECRET_KEY=k9WqR7z4Lm2x gunicorn a', 'SECRET_KEY'],
      ['export JWT_SECRET=k9WqR7z4Lm2x; node a.js', 'JWT_SECRET'],
      ['A_TOKEN=k9WqR7z4Lm2x python a.py && node a.js', 'A_TOKEN'],
      ['gunicorn a --env DB=postgres://a:k9WqR7z4@db.example/b', 'an argument'],
    ] as const) {
      expect(secrets(command)).toEqual([expect.stringContaining(`${place} ${name} is in the command`)])
      expect(secrets(command).join('')).not.toContain('k9WqR7z4')
    }
    expect(secrets('export SECRET_KEY="$KEY"; A=b python a.py && exec gunicorn a --env A=b')).toEqual([])
  })

  test('a start command that leaves the root directory', () => {
    expect(gunicorn('bash ../deployment/start.sh', { rootDir: 'backend' })).toEqual([
      'services.shop.startCommand: line 1 start-script-outside-root',
    ])
  })
})
