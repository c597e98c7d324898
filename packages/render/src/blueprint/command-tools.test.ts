import { describe, expect, test } from 'vitest'
import type { BlueprintServer } from './blueprint-services.js'
import { servicesFromProcfile } from './services-from-procfile.js'
import { withEnvGroup } from './with-env-group.js'
import { withRootDir } from './with-root-dir.js'

const web: BlueprintServer = { type: 'web', name: 'shop', runtime: 'python' }

describe('withRootDir', () => {
  test.each([
    ['pip install -r backend/requirements.txt', 'pip install -r requirements.txt'],
    ['pip install --requirement=./backend/requirements.txt', 'pip install --requirement=requirements.txt'],
    ['cd backend && go build -o app .', 'go build -o app .'],
    ['npm --prefix backend ci', 'npm --prefix . ci'],
    ["bash 'backend/build.sh' && echo 'a/b is done'", "bash 'build.sh' && echo 'a/b is done'"],
    ['cd backend && pip install -r requirements.txt', 'pip install -r requirements.txt'],
    ['npm ci && npm run build', 'npm ci && npm run build'],
    ['pip install https://example.com/a.whl', 'pip install https://example.com/a.whl'],
  ])('%s', (before, after) => {
    const moved = withRootDir({ ...web, buildCommand: before }, 'backend/')
    expect(moved).toEqual({ ...web, buildCommand: after, rootDir: 'backend' })
  })

  test('paths of Docker and of what is published, and out of a directory again', () => {
    const moved = withRootDir({ ...web, dockerfilePath: './api/Dockerfile', dockerContext: 'api' }, 'api')
    expect(moved).toMatchObject({ dockerfilePath: 'Dockerfile', dockerContext: '.' })
    expect(withRootDir({ ...moved, startCommand: 'python app.py' }, '')).toMatchObject({
      dockerfilePath: 'api/Dockerfile',
      startCommand: 'cd api && python app.py',
      rootDir: '',
    })
  })

  test.each([
    ['bash ../deployment/start.sh', 'backend', '../deployment/start.sh is outside of backend'],
    ['pip install -r requirements.txt', 'backend', 'requirements.txt is outside of backend'],
    ['gunicorn backend.wsgi', 'backend', 'backend.wsgi may mean the folder backend, or a module in it'],
    ['npm run backend', 'backend', 'backend may mean the folder backend'],
    ['for f in *; do echo; done', 'backend', 'write it for the new directory yourself'],
    ["bash backend/a.sh && echo 'backend/a.sh done'", 'backend', 'it cannot be rewritten as text'],
    ['true', '../elsewhere', 'is not inside of the repository'],
  ])('%s is refused', (startCommand, rootDir, message) => {
    expect(() => withRootDir({ ...web, startCommand }, rootDir)).toThrow(message)
  })
})

describe('servicesFromProcfile', () => {
  const text = 'web: gunicorn shop.wsgi\nworker: celery -A shop worker\nrelease: python manage.py migrate\n'
  const shared = { name: 'shop', runtime: 'python', buildCommand: 'make' } as const

  test('on a paid plan', () => {
    const { services, findings } = servicesFromProcfile(text, {
      ...shared,
      plan: 'starter',
      web: { healthCheckPath: '/healthz' },
    })
    const common = { runtime: 'python', buildCommand: 'make', plan: 'starter' }
    expect(services).toEqual([
      {
        ...common,
        type: 'web',
        name: 'shop',
        preDeployCommand: 'python manage.py migrate',
        startCommand: 'gunicorn shop.wsgi',
        healthCheckPath: '/healthz',
      },
      { ...common, type: 'worker', name: 'shop-worker', startCommand: 'celery -A shop worker' },
    ])
    expect(findings).toEqual([])
  })

  test('on the free plan', () => {
    const { services, findings } = servicesFromProcfile(text, { ...shared, plan: 'free' })
    expect(services[0]).toMatchObject({
      plan: 'free',
      startCommand: 'python manage.py migrate && exec gunicorn shop.wsgi',
    })
    expect(services[1]).toMatchObject({ plan: 'starter' })
    expect(findings.map(({ code }) => code)).toEqual(['blueprint-release-at-start', 'blueprint-worker-paid'])
  })

  test.each([
    ['a; b', 'run', "sh -c 'a; b' && exec run"],
    ['a # once', 'run', "sh -c 'a # once' && exec run"],
    ['a $(b)', 'run', "sh -c 'a $(b)' && exec run"],
    ['cd x && a', 'run', "sh -c 'cd x && a' && exec run"],
    ['a && b', 'run', 'a && b && exec run'],
    ['a', 'cd x && run', 'a && cd x && run'],
    ['a', 'X=1 run', 'a && X=1 run'],
    ['a', 'exec run', 'a && exec run'],
  ])('%s in front of %s', (release, start, expected) => {
    const processes = [
      { name: 'release', command: release },
      { name: 'web', command: start },
    ]
    expect(servicesFromProcfile(processes, { ...shared, plan: 'free' }).services[0]?.startCommand).toBe(expected)
  })

  test('a release without a web service belongs to the first worker, and alone is refused', () => {
    const [first] = servicesFromProcfile('jobs: work\nrelease: migrate', shared).services
    expect(first).toMatchObject({ type: 'worker', preDeployCommand: 'migrate' })
    expect(() => servicesFromProcfile('release: migrate', shared)).toThrow('nothing but release')
  })
})

test('withEnvGroup adds a group and its uses', () => {
  const group = { name: 'shared', envVars: [{ key: 'LEVEL', value: 'info' }] }
  const keyValue = { type: 'keyvalue', name: 'cache', ipAllowList: [] } as const
  const resources = { services: [web, keyValue] }
  const added = withEnvGroup(resources, group, ['shop'])
  expect(added).toEqual({ envVarGroups: [group], services: [{ ...web, envVars: [{ fromGroup: 'shared' }] }, keyValue] })
  expect(() => withEnvGroup(resources, group, ['cache'])).toThrow('there is no service cache that has variables')
  expect(() => withEnvGroup(added, group, [])).toThrow('there is one of that name')
})
