import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseHealth, type ParsedHealth } from './parse-health.js'

/** A body as its page shows it, and what it means. */
interface Dialect {
  readonly source: string
  readonly body: unknown
  readonly means: ParsedHealth
}

const dialects: Readonly<Record<string, Dialect>> = {
  'health+json': {
    source: 'https://datatracker.ietf.org/doc/html/draft-inadarei-api-health-check-06#section-5',
    body: {
      status: 'pass',
      version: '1',
      releaseId: '1.2.2',
      notes: [''],
      output: '',
      serviceId: 'f03e522f-1f44-4062-9b55-9587f91c9c41',
      checks: {
        'cassandra:responseTime': [
          {
            componentId: 'dfd6cf2b',
            componentType: 'datastore',
            observedValue: 250,
            observedUnit: 'ms',
            status: 'pass',
            affectedEndpoints: ['/users/{userId}'],
            time: '2018-01-17T03:36:48Z',
            output: '',
          },
        ],
        'cpu:utilization': [
          {
            componentId: 'node-1',
            observedValue: 85,
            observedUnit: 'percent',
            status: 'warn',
            time: '2018-01-17T03:36:48Z',
          },
          { componentId: 'node-2', observedValue: 97, observedUnit: 'percent', status: 'FAIL', output: 'too high' },
        ],
        uptime: { observedValue: '1209600.245', observedUnit: 's', status: 'ok' },
      },
    },
    means: {
      status: 'pass',
      release: '1.2.2',
      serviceId: 'f03e522f-1f44-4062-9b55-9587f91c9c41',
      checks: [
        {
          name: 'cassandra:responseTime',
          componentId: 'dfd6cf2b',
          status: 'pass',
          time: '2018-01-17T03:36:48Z',
          observedValue: 250,
          observedUnit: 'ms',
        },
        {
          name: 'cpu:utilization',
          componentId: 'node-1',
          status: 'warn',
          time: '2018-01-17T03:36:48Z',
          observedValue: 85,
          observedUnit: 'percent',
        },
        {
          name: 'cpu:utilization',
          componentId: 'node-2',
          status: 'fail',
          output: 'too high',
          observedValue: 97,
          observedUnit: 'percent',
        },
        { name: 'uptime', status: 'pass', observedValue: '1209600.245', observedUnit: 's' },
      ],
    },
  },
  '@godaddy/terminus, failing': {
    source: 'https://github.com/godaddy/terminus/blob/main/lib/terminus.js: `error` and `details` are the causes',
    body: { status: 'error', error: ['db is away'], details: ['db is away'] },
    means: { status: 'fail', checks: [{ name: '0', output: 'db is away' }] },
  },
  Nest: {
    source: 'https://api-references-nestjs.netlify.app/api/terminus/HealthCheckResult',
    body: {
      status: 'error',
      info: { database: { status: 'up' } },
      error: { redis: { status: 'down', message: 'Could not connect' } },
      details: { database: { status: 'up' }, redis: { status: 'down', message: 'Could not connect' } },
    },
    means: {
      status: 'fail',
      checks: [
        { name: 'database', status: 'pass' },
        { name: 'redis', status: 'fail', output: 'Could not connect' },
      ],
    },
  },
  'Spring Boot Actuator': {
    source: 'https://docs.spring.io/spring-boot/api/rest/actuator/health.html',
    body: {
      status: 'DOWN',
      components: {
        broker: {
          status: 'UP',
          components: { us1: { status: 'UP', details: { version: '1.0.2' } }, us2: { status: 'OUT_OF_SERVICE' } },
        },
        db: { status: 'DOWN', details: { error: 'java.net.ConnectException: refused' } },
        discovery: { status: 'UNKNOWN' },
      },
      groups: ['liveness', 'readiness'],
    },
    means: {
      status: 'fail',
      checks: [
        { name: 'broker', status: 'pass' },
        { name: 'broker/us1', status: 'pass' },
        { name: 'broker/us2', status: 'fail' },
        { name: 'db', status: 'fail', output: 'java.net.ConnectException: refused' },
        { name: 'discovery' },
      ],
    },
  },
  'Spring Boot 1': {
    source: 'https://www.oreilly.com/library/view/mastering-spring-boot/9781787127562/',
    body: { status: 'UP', diskSpace: { status: 'UP', total: 290391584768, free: 209125543936 }, uptime: 12 },
    means: { status: 'pass', checks: [{ name: 'diskSpace', status: 'pass' }] },
  },
  'ASP.NET, as text': {
    source: 'https://digitaldrummerj.me/aspnet-core-health-checks-json',
    body: 'Degraded',
    means: { status: 'warn', checks: [] },
  },
  'ASP.NET, for the Xabaril UI': {
    source: 'https://docs.nethermind.io/v1.27.0/monitoring/health-check',
    body: {
      status: 'Unhealthy',
      totalDuration: '00:00:00.0015582',
      entries: {
        'node-health': {
          data: {},
          description: 'The node has 0 peers connected',
          duration: '00:00:00.0003881',
          status: 'Unhealthy',
          tags: [],
        },
      },
    },
    means: {
      status: 'fail',
      checks: [{ name: 'node-health', status: 'fail', output: 'The node has 0 peers connected' }],
    },
  },
  'ASP.NET, with a writer of its own': {
    source: 'https://digitaldrummerj.me/aspnet-core-health-checks-json',
    body: {
      status: 'Healthy',
      duration: '00:00:00.0066738',
      info: [{ key: 'Example', description: 'Msg', duration: '00:00:00.0010113', status: 'Healthy', data: {} }],
    },
    means: { status: 'pass', checks: [{ name: 'Example', status: 'pass', output: 'Msg' }] },
  },
  '@cloudnative/health': {
    source:
      'https://github.com/CloudNativeJS/cloud-health-connect/blob/master/test/connect-cloud-health/ConnectHealth.test.ts',
    body: { status: 'DOWN', checks: [{ name: 'test1', state: 'DOWN', data: { reason: 'Liveness Failure' } }] },
    means: { status: 'fail', checks: [{ name: 'test1', status: 'fail', output: 'Liveness Failure' }] },
  },
  MicroProfile: {
    source:
      'https://raw.githubusercontent.com/api-evangelist/websphere/refs/heads/main/examples/websphere-getliveness-example.json',
    body: { status: 'UP', checks: [{ name: 'memory', status: 'UP', data: { used: 12 } }] },
    means: { status: 'pass', checks: [{ name: 'memory', status: 'pass' }] },
  },
  'laravel-health': {
    source: 'https://spatie.be/docs/laravel-health/v1/viewing-results/as-json',
    body: {
      finishedAt: 1638879833,
      checkResults: [
        { name: 'Database', label: 'Database', notificationMessage: '', shortSummary: 'Ok', status: 'ok', meta: {} },
        {
          name: 'UsedDiskSpace',
          label: 'Used Disk Space',
          notificationMessage: 'The disk is almost full (93% used).',
          shortSummary: '93%',
          status: 'failed',
          meta: { disk_space_used_percentage: 93 },
        },
      ],
    },
    means: {
      checks: [
        { name: 'Database', status: 'pass' },
        { name: 'UsedDiskSpace', status: 'fail', output: 'The disk is almost full (93% used).' },
      ],
    },
  },
  'health-go': {
    source: 'https://github.com/hellofresh/health-go/blob/master/docs/index.md',
    body: {
      status: 'Partially Available',
      timestamp: '2017-01-01T00:00:00.413567856+033:00',
      failures: { rabbitmq: 'Failed during rabbitmq health check' },
      system: { version: 'go1.8', goroutines_count: 4 },
      component: { name: 'orders', version: 'v1.4.0' },
    },
    means: {
      status: 'warn',
      release: 'v1.4.0',
      serviceId: 'orders',
      checks: [{ name: 'rabbitmq', status: 'fail', output: 'Failed during rabbitmq health check' }],
    },
  },
  'alexliesenfeld/health': {
    source: 'https://github.com/alexliesenfeld/health#getting-started',
    body: {
      status: 'down',
      details: {
        database: { status: 'up', timestamp: '2021-07-01T08:05:14.603364Z' },
        search: { status: 'down', timestamp: '2021-07-01T08:05:08.522685Z', error: 'this makes the check fail' },
      },
    },
    means: {
      status: 'fail',
      checks: [
        { name: 'database', status: 'pass', time: '2021-07-01T08:05:14.603364Z' },
        { name: 'search', status: 'fail', time: '2021-07-01T08:05:08.522685Z', output: 'this makes the check fail' },
      ],
    },
  },
  'django-health-check': {
    source: 'https://github.com/revsys/django-health-check/blob/master/health_check/exceptions.py',
    body: { DatabaseBackend: 'working', 'Cache backend: default': 'unknown error: Connection refused' },
    means: {
      checks: [
        { name: 'DatabaseBackend', status: 'pass' },
        { name: 'Cache backend: default', status: 'fail', output: 'unknown error: Connection refused' },
      ],
    },
  },
  gRPC: {
    source: 'https://github.com/grpc/grpc/blob/master/doc/health-checking.md',
    body: { status: 'NOT_SERVING' },
    means: { status: 'fail', checks: [] },
  },
}

describe('dialects', () => {
  test.each(Object.entries(dialects))('%s', (_, { body, means }) => {
    expect(parseHealth(body)).toEqual(means)
    // As it comes over the wire.
    expect(parseHealth(JSON.stringify(body, undefined, 2))).toEqual(means)
  })

  test('each names where its body comes from', () => {
    for (const { source } of Object.values(dialects)) expect(source).toMatch(/^https:\/\//)
  })

  test.each([
    ['OK', 'pass'],
    ['ok\n', 'pass'],
    ['Healthy', 'pass'],
    ['SERVING', 'pass'],
    ['Unhealthy', 'fail'],
    ['SERVICE_UNKNOWN', 'fail'],
    ['Timeout during health check', 'fail'],
    ['Partially Available', 'warn'],
    ['warning: disk is nearly full', 'warn'],
    ['unexpected result: 3', 'fail'],
    ['STOPPED', 'fail'],
    ['true', 'pass'],
    ['false', 'fail'],
    ['"UP"', 'pass'],
    [true, 'pass'],
    [false, 'fail'],
    [{ ok: true }, 'pass'],
    [{ healthy: false }, 'fail'],
    [{ state: 'DRAINING' }, 'fail'],
    ['UNKNOWN', undefined],
    ['<!doctype html><title>OK</title>', undefined],
    ['', undefined],
    ['{"status":', undefined],
    [{ status: 200 }, undefined],
    [{ status: 'sideways' }, undefined],
    [null, undefined],
    [undefined, undefined],
    [7, undefined],
    [[], undefined],
  ] as const)('%o is %s', (body, status) => {
    expect(parseHealth(body).status).toBe(status)
  })

  test('settings beside the status are no checks', () => {
    const body = { status: 'ok', maintenance: false, debug: true, region: 'oregon', uptime: 5, db: 'ok' }
    expect(parseHealth(body)).toEqual({ status: 'pass', checks: [{ name: 'db', status: 'pass' }] })
  })

  test('an answer of 400 or above fails, whatever its body says', () => {
    expect(parseHealth({ status: 'pass', version: '7' }, { httpStatus: 503 })).toEqual({
      status: 'fail',
      release: '7',
      checks: [],
    })
    expect(parseHealth('Service Unavailable', { httpStatus: 503 }).status).toBe('fail')
    expect(parseHealth('a page', { httpStatus: 200 }).status).toBeUndefined()
    expect(parseHealth('a page', { httpStatus: 399 }).status).toBeUndefined()
    expect(parseHealth('OK', { httpStatus: 400 }).status).toBe('fail')
  })
})

describe('hostile bodies', () => {
  test('keys of the prototype are names like others', () => {
    const text =
      '{"status":"pass","__proto__":{"status":"fail"},"checks":{"__proto__":{"status":"fail","output":"x"},"constructor":"ok"}}'
    expect(parseHealth(text)).toEqual({
      status: 'pass',
      checks: [
        { name: '__proto__', status: 'fail', output: 'x' },
        { name: 'constructor', status: 'pass' },
      ],
    })
    expect(({} as { status?: unknown }).status).toBeUndefined()
  })

  test('depth, number, length and size are bounded', () => {
    const deep = `${'{"components":{"a":'.repeat(5000)}{}${'}}'.repeat(5000)}`
    expect(parseHealth(deep).checks.length).toBeLessThanOrEqual(4)
    expect(parseHealth('['.repeat(100_000) + ']'.repeat(100_000)).checks).toEqual([])
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`check-${index}`, 'ok']))
    expect(parseHealth({ checks: many }).checks).toHaveLength(100)
    const long = 'x'.repeat(10_000)
    const [check] = parseHealth({ checks: { [long]: { status: 'fail', output: long, time: long } } }).checks
    expect([check?.name.length, check?.output?.length, check?.time?.length]).toEqual([200, 500, 500])
    expect(parseHealth(JSON.stringify({ status: 'pass', pad: 'x'.repeat(1024 * 1024) }))).toEqual({ checks: [] })
  })

  test('what is no JSON and throws when it is looked at', () => {
    const getter = {
      get status(): string {
        throw new Error('secret')
      },
    }
    expect(parseHealth(getter, { httpStatus: 500 })).toEqual({ status: 'fail', checks: [] })
    const revoked = Proxy.revocable({}, {})
    revoked.revoke()
    expect(parseHealth(revoked.proxy)).toEqual({ checks: [] })
    const circular: Record<string, unknown> = { status: 'pass' }
    circular['components'] = circular
    expect(parseHealth(circular)).toMatchObject({ status: 'pass' })
  })

  test('whatever comes, the answer has its form', () => {
    const word = fc.constantFrom(
      'status',
      'checks',
      'components',
      'details',
      'name',
      'output',
      'pass',
      'fail',
      '__proto__',
    )
    const json = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'medium' },
        word,
        fc.jsonValue(),
        fc.array(tie('value')),
        fc.dictionary(word, tie('value')),
      ),
    })).value
    fc.assert(
      fc.property(json, (body) => {
        const { status, release, serviceId, checks } = parseHealth(JSON.stringify(body))
        expect([undefined, 'pass', 'warn', 'fail']).toContain(status)
        for (const text of [release, serviceId]) expect(['string', 'undefined']).toContain(typeof text)
        expect(checks.length).toBeLessThanOrEqual(100)
        for (const check of checks) expect(typeof check.name).toBe('string')
        expect(parseHealth(body)).toEqual(parseHealth(JSON.stringify(body)))
      }),
      { seed: 7, numRuns: 500 },
    )
  }, 60_000)
})
