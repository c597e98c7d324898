import { describe, expect, test } from 'vitest'
import { djangoHealth } from './django-health.js'
import { flaskHealth } from './flask-health.js'
import type { DjangoCheck, FlaskCheck } from './python-check.js'

const checksOf = (module: string) => /^CHECKS.*\n([\s\S]*?)^\]/m.exec(module)?.[1] ?? ''

describe('the checks', () => {
  test('say what differs from the defaults, in seconds', () => {
    const module = djangoHealth({
      checks: [
        { kind: 'database', alias: 'replica', timeoutMs: 1500, warnAfterMs: 200, scope: 'shared' },
        { kind: 'cache', criticality: 'degrading', cost: { commands: 2 } },
        { kind: 'migrations' },
        { kind: 'redis', urlFrom: 'BROKER_URL', name: 'broker:ping', affectedEndpoints: ['/jobs{/id}'] },
        { kind: 'disk', path: '/var/data', failPercent: 2.5, maxStaleMs: Infinity },
        { kind: 'custom', callable: 'shop.checks.queue', rise: 1, fall: 1 },
      ],
    })
    expect(checksOf(module).trim().split(/\n\s*/)).toEqual([
      'Check("database-replica", database("replica"), scope="shared", timeout=1.5, warn_after=0.2, component_type="datastore"),',
      'Check("cache", cache("default"), criticality="degrading", ttl=60, fail_ttl=12, max_stale=360, component_type="datastore"),',
      'Check("migrations", migrations("default"), criticality="informational", ttl=60, fail_ttl=12, max_stale=360),',
      'Check("broker:ping", redis("BROKER_URL"), component_type="datastore", affects=["/jobs{/id}"]),',
      'Check("disk", disk("/var/data", 10, 2.5), max_stale=math.inf, component_type="system"),',
      'Check("queue", custom("shop.checks:queue"), rise=1, fall=1),',
    ])
  })

  test('bring along only what they need', () => {
    const bare = flaskHealth({ checks: [] })
    expect(bare).not.toMatch(
      /import (?:redis|sqlalchemy|uuid)|from (?:redis|sqlalchemy|importlib)|def (?:redis|disk|load)/,
    )
    const custom: FlaskCheck = { kind: 'custom', callable: 'shop:queue' }
    const both = flaskHealth({
      checks: [custom, { ...custom, name: 'again' }, { kind: 'sqlalchemy', engine: 'shop:engine' }],
    })
    expect(both.match(/^def load/gm)).toHaveLength(1)
    expect(both.match(/^from importlib/gm)).toHaveLength(1)
  })
})

test('paths, names of variables and what everybody may read are written once', () => {
  const module = djangoHealth({
    checks: [],
    paths: { live: '/-/live', report: '/-/health' },
    tokenFrom: 'OPS_TOKEN',
    releaseFrom: 'RENDER_GIT_COMMIT',
    serviceFrom: 'RENDER_SERVICE_ID',
    showRelease: true,
  })
  expect(module).toContain('QUESTIONS = {"/-/live": "live", "/readyz": "ready", "/-/health": "report"}\n')
  expect(module).toContain('TOKEN_FROM = "OPS_TOKEN"\n')
  expect(module).toContain('{"releaseId": "RENDER_GIT_COMMIT", "serviceId": "RENDER_SERVICE_ID"}\n')
  expect(module).toContain('SHOW_RELEASE = True\n')
})

test.each<readonly [DjangoCheck | FlaskCheck, string]>([
  [{ kind: 'database', alias: 'a"b' }, String.raw`alias cannot be "a\"b"`],
  [{ kind: 'cache', alias: '' }, 'alias cannot be ""'],
  [
    { kind: 'redis', urlFrom: 'rediss://default:pw@host' },
    'urlFrom must be the name of a variable of the environment, such as REDIS_URL',
  ],
  [{ kind: 'sqlalchemy', engine: 'engine' }, 'engine cannot be "engine", only a path such as shop.checks:queue'],
  [{ kind: 'custom', callable: 'os:system("x")' }, 'callable cannot be'],
  [{ kind: 'custom', callable: 'shop.checks:queue\n' }, 'callable cannot be'],
  [{ kind: 'disk', path: 'data' }, 'path cannot be "data", only an absolute one'],
  [{ kind: 'disk', path: '/', warnPercent: 1 }, 'warnPercent (1) of a probe must not be below failPercent (5)'],
  [{ kind: 'redis', timeoutMs: 5000 }, 'check redis: timeoutMs cannot be 5000, only 0 to 4000'],
  [{ kind: 'redis', name: 'a:b:c' }, 'check a:b:c'],
  [{ kind: 'redis', name: 'disk' }, 'two checks are named disk'],
  [{ kind: 'memory' } as never, 'kind of a check cannot be "memory"'],
])('%j is refused', (check, message) => {
  const checks = [{ kind: 'disk', path: '/' }, check] as readonly FlaskCheck[]
  expect(() => flaskHealth({ checks })).toThrow(
    expect.objectContaining({ code: 'config', message: expect.stringContaining(message) }),
  )
})

test.each([
  [{ paths: { live: '/healthz/' } }, 'paths.live cannot be "/healthz/", only such as /healthz'],
  [{ paths: { live: '/<path:x>' } }, 'paths.live cannot be'],
  [{ paths: { live: '/health' } }, 'paths must be three different ones'],
  [{ budgetMs: 0 }, 'budgetMs cannot be 0, only 1 to 60000'],
  [{ tokenFrom: 'a b' }, 'tokenFrom must be the name of a variable'],
  [{ releaseFrom: '' }, 'releaseFrom must be the name of a variable'],
])('%j is refused as well', (options, message) => {
  expect(() => djangoHealth({ checks: [], ...options })).toThrow(
    expect.objectContaining({ code: 'config', message: expect.stringContaining(message) }),
  )
})
