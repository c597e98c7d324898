import { Secret } from '@keelson/core'
import * as render from '@keelson/render'
import { expect } from 'vitest'
import { ownerId, row, type Refusal } from './world.ts'

const repo = 'https://github.com/me/shop'

/** Sends what it is given, and gets back everything that a service shows of it. */
function created(said: string, params: render.CreateServiceParams) {
  const { headers: _headers, routes: _routes, ...serviceDetails } = params.serviceDetails ?? {}
  const { image, envVars: _envVars, ...shown } = params
  return row({
    operation: `createService of ${said}`,
    call: ({ client }) => render.createService(client, params),
    requests: ['POST /services'],
    body: { ...params, ownerId },
    answer: {
      service: {
        ...shown,
        serviceDetails: withoutCommand(serviceDetails),
        ...(image && { imagePath: image.imagePath }),
      },
      deployId: expect.stringMatching(/^dep-/),
    },
  })
}

/** This one is shown in another place. */
function withoutCommand({ preDeployCommand: _preDeployCommand, ...details }: render.ServiceDetailsParams) {
  return details
}

export const rows = [
  row({
    operation: 'listServices',
    call: ({ client }) => render.listServices(client).toArray({ limit: 1 }),
    requests: ['GET /services?limit=100&ownerId=tea-1'],
    answer: [{ name: 'shop', type: 'web_service', serviceDetails: { runtime: 'python', region: 'frankfurt' } }],
  }),
  row({
    operation: 'listServices with every filter',
    call: ({ client }) =>
      render
        .listServices(client, {
          name: ['shop', 'pay'],
          type: ['web_service', 'cron_job'],
          ownerId: ['tea-1', 'tea-2'],
          environmentId: ['evm-1', 'evm-2'],
          region: ['oregon', 'frankfurt'],
          suspended: 'not_suspended',
          createdAfter: '2025-01-01T00:00:00Z',
          createdBefore: '2027-01-01T00:00:00Z',
          updatedAfter: '2025-01-03T00:00:00Z',
          updatedBefore: '2025-01-04T00:00:00Z',
          includePreviews: false,
        })
        .toArray(),
    requests: [
      'GET /services?limit=100&name=shop%2Cpay&type=web_service%2Ccron_job&ownerId=tea-1%2Ctea-2&environmentId=evm-1%2Cevm-2' +
        '&region=oregon%2Cfrankfurt&suspended=not_suspended&createdAfter=2025-01-01T00%3A00%3A00Z' +
        '&createdBefore=2027-01-01T00%3A00%3A00Z&updatedAfter=2025-01-03T00%3A00%3A00Z' +
        '&updatedBefore=2025-01-04T00%3A00%3A00Z&includePreviews=false',
    ],
    answer: [],
  }),
  row({
    operation: 'getService',
    call: ({ client, serviceId }) => render.getService(client, { serviceId }),
    requests: ['GET /services/srv'],
    answer: { name: 'shop', ownerId, suspended: 'not_suspended', serviceDetails: { plan: 'free' } },
  }),
  row({
    operation: 'createService',
    call: ({ client }) =>
      render.createService(client, {
        type: 'background_worker',
        name: 'worker',
        repo: 'https://github.com/me/shop',
        branch: 'main',
        autoDeploy: 'no',
        envVars: [
          { key: 'TOKEN', value: new Secret('worker-token') },
          { key: 'SEED', generateValue: true },
        ],
        secretFiles: [{ name: 'key.pem', content: new Secret('pem-content') }],
        serviceDetails: {
          runtime: 'python',
          plan: 'starter',
          envSpecificDetails: { startCommand: 'celery -A shop worker' },
        },
      }),
    requests: ['POST /services'],
    body: {
      type: 'background_worker',
      name: 'worker',
      ownerId,
      repo: 'https://github.com/me/shop',
      branch: 'main',
      autoDeploy: 'no',
      envVars: [
        { key: 'TOKEN', value: 'worker-token' },
        { key: 'SEED', generateValue: true },
      ],
      secretFiles: [{ name: 'key.pem', content: 'pem-content' }],
      serviceDetails: {
        runtime: 'python',
        plan: 'starter',
        envSpecificDetails: { startCommand: 'celery -A shop worker' },
      },
    },
    answer: { service: { name: 'worker', type: 'background_worker' }, deployId: expect.stringMatching(/^dep-/) },
  }),
  created('a static site', {
    type: 'static_site',
    name: 'site',
    repo,
    rootDir: 'web',
    buildFilter: { paths: ['web/**'], ignoredPaths: ['**/*.md'] },
    serviceDetails: {
      buildCommand: 'npm run build',
      publishPath: 'dist',
      headers: [{ path: '/static/*', name: 'Cache-Control', value: 'public, max-age=604800' }],
      routes: [{ type: 'rewrite', source: '/*', destination: '/index.html', priority: 0 }],
      previews: { generation: 'automatic' },
      ipAllowList: [{ cidrBlock: '10.0.0.0/8', description: 'office' }],
      renderSubdomainPolicy: 'enabled',
    },
  }),
  created('a cron job', {
    type: 'cron_job',
    name: 'nightly',
    repo,
    serviceDetails: {
      runtime: 'python',
      plan: 'starter',
      region: 'frankfurt',
      schedule: '0 3 * * *',
      envSpecificDetails: { buildCommand: 'true', startCommand: 'python nightly.py' },
    },
  }),
  created('a web service with everything', {
    type: 'web_service',
    name: 'full',
    image: { ownerId, imagePath: 'docker.io/me/shop:1', registryCredentialId: 'rgc-1' },
    environmentId: 'evm-1',
    serviceDetails: {
      runtime: 'image',
      plan: 'pro_plus',
      region: 'ohio',
      numInstances: 2,
      autoscaling: {
        enabled: true,
        min: 1,
        max: 3,
        criteria: { cpu: { enabled: true, percentage: 60 }, memory: { enabled: false, percentage: 80 } },
      },
      healthCheckPath: '/healthz',
      preDeployCommand: 'python manage.py migrate',
      maxShutdownDelaySeconds: 60,
      maintenanceMode: { enabled: false, uri: '' },
      ipAllowList: [{ cidrBlock: '10.0.0.0/8', description: 'office' }],
      previews: { generation: 'manual' },
      envSpecificDetails: { dockerCommand: 'serve', dockerContext: '.', dockerfilePath: './Dockerfile' },
    },
  }),
  row({
    operation: 'createService with a disk',
    call: ({ client }) =>
      render.createService(client, {
        type: 'private_service',
        name: 'files',
        repo,
        serviceDetails: { runtime: 'docker', disk: { name: 'd', mountPath: '/d', sizeGB: 5 } },
      }),
    requests: ['POST /services'],
    body: {
      type: 'private_service',
      name: 'files',
      repo,
      ownerId,
      serviceDetails: { runtime: 'docker', disk: { name: 'd', mountPath: '/d', sizeGB: 5 } },
    },
    answer: { service: { serviceDetails: { disk: { id: expect.stringMatching(/^dsk-/), sizeGB: 5 } } } },
  }),
  row({
    operation: 'updateService',
    call: ({ client, serviceId }) =>
      render.updateService(client, { serviceId, autoDeploy: 'no', serviceDetails: { healthCheckPath: '/readyz' } }),
    requests: ['PATCH /services/srv'],
    body: { autoDeploy: 'no', serviceDetails: { healthCheckPath: '/readyz' } },
    answer: { autoDeploy: 'no', serviceDetails: { healthCheckPath: '/readyz', plan: 'free' } },
  }),
  row({
    operation: 'updateService with a cache',
    call: ({ client, serviceId }) =>
      render.updateService(client, {
        serviceId,
        serviceDetails: { cache: { profile: 'origin-controlled' }, maintenanceMode: { enabled: true, uri: '' } },
      }),
    requests: ['PATCH /services/srv'],
    body: { serviceDetails: { cache: { profile: 'origin-controlled' }, maintenanceMode: { enabled: true, uri: '' } } },
    answer: {
      serviceDetails: {
        cache: { profile: 'origin-controlled' },
        maintenanceMode: { enabled: true },
        buildPlan: 'starter',
      },
    },
  }),
  row({
    operation: 'deleteService',
    call: ({ client, serviceId }) => render.deleteService(client, { serviceId }),
    requests: ['DELETE /services/srv'],
    answer: undefined,
  }),
]

const web = { type: 'web_service', name: 'a', repo } as const

/** Values from outside, which no compiler has seen. */
function refused(said: string, params: object, says: readonly string[]): Refusal {
  return {
    operation: `createService ${said}`,
    call: (client) => render.createService(client, { ...web, ...params } as render.CreateServiceParams),
    says: ['POST /services was not sent', ...says],
  }
}

export const refusals: Refusal[] = [
  refused('of an unknown type', { type: 'webservice' }, ['type cannot be "webservice", only static_site, web_service']),
  refused('without a name', { name: '' }, ['name is missing']),
  refused('without a source', { repo: undefined }, ['give exactly one of repo, image, not none']),
  refused('with two sources', { image: { ownerId, imagePath: 'a:1' }, serviceDetails: { runtime: 'image' } }, [
    'give exactly one of repo, image, not repo and image',
  ]),
  refused('in an unknown region', { serviceDetails: { runtime: 'node', region: 'mars' } }, [
    'serviceDetails.region cannot be "mars", only frankfurt, oregon, ohio, singapore, virginia',
  ]),
  refused('of an unknown plan', { serviceDetails: { runtime: 'node', plan: 'pro plus' } }, [
    'serviceDetails.plan cannot be "pro plus", only free, starter',
    'another one that Render has can be sent with request()',
  ]),
  refused('of an unknown runtime', { serviceDetails: { runtime: 'php' } }, [
    'serviceDetails.runtime cannot be "php", only docker',
  ]),
  refused('without a runtime', { serviceDetails: { plan: 'free' } }, ['serviceDetails.runtime is missing']),
  refused(
    'of an image with the runtime of a language',
    {
      repo: undefined,
      image: { ownerId, imagePath: 'a:1' },
      serviceDetails: { runtime: 'node' },
    },
    ['runtime "image" and image go together'],
  ),
  refused('of a repository with the runtime of an image', { serviceDetails: { runtime: 'image' } }, [
    'runtime "image" and image go together',
  ]),
  refused(
    'of a static site with what only a service that runs has',
    {
      type: 'static_site',
      serviceDetails: { plan: 'free', region: 'oregon', runtime: 'node', buildCommand: 'true' },
    },
    [
      'serviceDetails.plan is not for a static_site',
      'serviceDetails.region is not for a static_site',
      'serviceDetails.runtime is not for a static_site',
    ],
  ),
  refused(
    'of a static site from an image',
    {
      type: 'static_site',
      repo: undefined,
      image: { ownerId, imagePath: 'a:1' },
    },
    ['image is not for a static_site'],
  ),
  refused('of a cron job without a schedule', { type: 'cron_job', serviceDetails: { runtime: 'node' } }, [
    'serviceDetails.schedule is missing',
  ]),
  refused('of a cron job without details', { type: 'cron_job' }, [
    'serviceDetails.runtime is missing',
    'serviceDetails.schedule is missing',
  ]),
  refused(
    'of a cron job with a nickname for a schedule',
    {
      type: 'cron_job',
      serviceDetails: { runtime: 'node', schedule: '@daily' },
    },
    ['serviceDetails.schedule cannot be "@daily": cron has five fields'],
  ),
  refused('of a free worker', { type: 'background_worker', serviceDetails: { runtime: 'node', plan: 'free' } }, [
    'serviceDetails.plan cannot be "free", only starter, standard',
  ]),
  refused(
    'with a field of another type',
    { serviceDetails: { runtime: 'node', publishPath: 'dist', schedule: '* * * * *' } },
    ['serviceDetails.publishPath is not for a web_service', 'serviceDetails.schedule is not for a web_service'],
  ),
  refused('with a field that does not exist', { serviceDetails: { runtime: 'node', pln: 'free' } }, [
    'serviceDetails.pln is not for a web_service',
  ]),
  refused(
    'with numbers out of range',
    {
      autoDeploy: 'maybe',
      serviceDetails: {
        runtime: 'node',
        numInstances: 0,
        maxShutdownDelaySeconds: 301,
        disk: { name: 'd', mountPath: '/d', sizeGB: 0.5 },
        previews: { generation: 'sometimes' },
        renderSubdomainPolicy: 'off',
        autoscaling: {
          enabled: true,
          min: 0,
          max: 1,
          criteria: { cpu: { enabled: true, percentage: 0 }, memory: { enabled: false, percentage: 0 } },
        },
      },
    },
    [
      'autoDeploy cannot be "maybe", only yes, no',
      'serviceDetails.numInstances cannot be 0, only a whole number 1 or more',
      'serviceDetails.maxShutdownDelaySeconds cannot be 301, only a whole number from 1 to 300',
      'serviceDetails.disk.sizeGB cannot be 0.5',
      'serviceDetails.previews.generation cannot be "sometimes", only off, manual, automatic',
      'serviceDetails.renderSubdomainPolicy cannot be "off", only enabled, disabled',
      'serviceDetails.autoscaling.min cannot be 0',
      'serviceDetails.autoscaling.criteria.cpu.percentage cannot be 0',
    ],
  ),
  refused(
    'with variables and files that cannot be',
    {
      envVars: [
        { key: '1A', value: 'x' },
        { key: 'PORT', value: 3000 },
        { key: 'DATABASE_URL', value: undefined },
        { key: 'DATABASE_URL', generateValue: true },
      ],
      secretFiles: [{ name: 'a/b', content: 'x' }, { name: 'key.pem' }],
    },
    [
      'key cannot be "1A"',
      '"DATABASE_URL" is given twice',
      'the value of "PORT" must be a text, not number',
      'the value of "DATABASE_URL" must be a text, not undefined',
      'name cannot be "a/b"',
      'the value of "key.pem" must be a text, not undefined',
    ],
  ),
  {
    operation: 'updateService with values that do not exist',
    call: (client) =>
      render.updateService(client, {
        serviceId: 'srv-1',
        repo,
        image: { ownerId, imagePath: 'a:1' },
        serviceDetails: { plan: 'huge', runtime: 'php', cache: { profile: 'all' } },
      } as unknown as render.UpdateServiceParams),
    says: [
      'PATCH /services/{serviceId}',
      'repo and image cannot be given together',
      'serviceDetails.plan cannot be "huge"',
      'serviceDetails.runtime cannot be "php"',
      'serviceDetails.cache.profile cannot be "all", only no-cache',
    ],
  },
]
