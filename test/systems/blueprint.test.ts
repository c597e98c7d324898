import type { Finding } from '@keelson/core'
import {
  formatBlueprint,
  lintBlueprint,
  parseBlueprint,
  servicesFromProcfile,
  withRootDir,
  type BlueprintFile,
  type BlueprintServer,
  type LintBlueprintContext,
} from '@keelson/render/blueprint'
import { describe, expect, test } from 'vitest'

function codesAt(findings: readonly Finding[]): string[] {
  return findings.map(({ code, path }) => `${path}: ${code}`).sort()
}

/** As the file in the repository is judged. */
function lintWritten(blueprint: BlueprintFile, context?: LintBlueprintContext): string[] {
  return codesAt(lintBlueprint(parseBlueprint(formatBlueprint(blueprint)), context))
}

describe("a shop on Render's free plan with Neon, Upstash, Cloudinary", () => {
  const given: BlueprintServer = {
    type: 'web',
    name: 'shopfront',
    runtime: 'python',
    plan: 'free',
    buildCommand: 'pip install -r requirements.txt',
    startCommand: 'bash deploy.sh',
    envVars: [
      { key: 'DEBUG', value: 'False' },
      { key: 'DJANGO_SUPERUSER_PASSWORD', sync: false },
    ],
  }

  test('its service has one finding, its script what is wrong at a start', () => {
    expect(lintWritten({ services: [given] })).toEqual([
      'services.shopfront.healthCheckPath: blueprint-health-check-missing',
    ])
    const script = `#!/bin/bash
python shopfront/manage.py migrate --no-input
cd shopfront
gunicorn core.wsgi:application --bind 0.0.0.0:$PORT --workers 2 --threads 4 --timeout 120 --access-logfile -
`
    expect(lintWritten({ services: [given] }, { files: { 'deploy.sh': script } })).toEqual([
      'deploy.sh: line 2: start-script-not-strict',
      'deploy.sh: line 3: start-script-cd-unchecked',
      'deploy.sh: line 4: start-script-no-exec',
      'deploy.sh: settings.graceful_timeout: gunicorn-graceful-timeout',
      'deploy.sh: settings.keepalive: gunicorn-keepalive-short',
      'deploy.sh: settings.worker_class: gunicorn-sync-threads',
      'deploy.sh: settings.worker_tmp_dir: gunicorn-worker-tmp-dir',
      'deploy.sh: settings.workers: gunicorn-workers-memory',
      'services.shopfront.healthCheckPath: blueprint-health-check-missing',
    ])
  })

  test('corrected, it has none', () => {
    const script = `#!/bin/sh
set -eu
cd shopfront
python manage.py migrate --noinput
exec gunicorn core.wsgi:application --bind "0.0.0.0:$PORT" --threads 6 --worker-class gthread --keep-alive 125 \\
  --graceful-timeout 25 --worker-tmp-dir /dev/shm --access-logfile -
`
    const buildCommand = 'pip install -r requirements.txt && python shopfront/manage.py collectstatic --noinput'
    const service = { ...given, buildCommand, healthCheckPath: '/healthz' }
    expect(lintWritten({ services: [service] }, { files: { 'deploy.sh': script } })).toEqual([])
  })
})

describe('a Flask app on Render Starter with Wasabi', () => {
  const flags =
    '--workers=1 --threads=6 --timeout=120 --graceful-timeout=30 --keep-alive=5 --worker-class=gthread --worker-tmp-dir=/dev/shm --log-level=info --limit-request-line=4096 --limit-request-field_size=8190 --max-requests=1000 --max-requests-jitter=50'
  const procfile = `web: gunicorn Gallery:app ${flags.replaceAll(' ', ' \\\n  ')}\n`
  const params = {
    name: 'gallery',
    runtime: 'python',
    plan: 'starter',
    region: 'singapore',
    buildCommand: 'pip install -r requirements.txt',
  } as const
  const context = { deployedByPipeline: true, peakMemoryMb: { gallery: 398 } }

  test.each([
    ['no start command', undefined, 'blueprint-command-missing'],
    ['its Procfile as start command', 'Procfile', 'blueprint-procfile-start'],
    ['its line of the Procfile as start command', 'web: gunicorn Gallery:app', 'blueprint-procfile-start'],
  ])('%s starts nothing', (_, startCommand, code) => {
    const service: BlueprintServer = { type: 'web', ...params, startCommand, healthCheckPath: '/healthz' }
    expect(codesAt(lintBlueprint({ services: [service] }))).toEqual([`services.gallery.startCommand: ${code}`])
  })

  test('the service of its Procfile has these findings', () => {
    const { services, findings } = servicesFromProcfile(procfile, params)
    expect(findings).toEqual([])
    expect(services.map(({ startCommand }) => startCommand)).toEqual([`gunicorn Gallery:app ${flags}`])
    expect(lintWritten({ services }, context)).toEqual([
      'services.gallery.autoDeployTrigger: blueprint-auto-deploy-twice',
      'services.gallery.healthCheckPath: blueprint-health-check-missing',
      'services.gallery.startCommand: settings.graceful_timeout: gunicorn-graceful-timeout',
      'services.gallery.startCommand: settings.keepalive: gunicorn-keepalive-short',
      'services.gallery.startCommand: settings.max_requests: gunicorn-max-requests-single',
    ])
  })

  test('corrected, it has none', () => {
    const command = `gunicorn wsgi:app ${flags.replace('--keep-alive=5', '--keep-alive=125').replace(/ --max-requests.*/, '')}`
    const { services } = servicesFromProcfile(`web: ${command}\nrelease: flask db upgrade\n`, {
      ...params,
      autoDeployTrigger: 'off',
      maxShutdownDelaySeconds: 60,
      web: { healthCheckPath: '/healthz' },
    })
    expect(services).toMatchObject([{ startCommand: command, preDeployCommand: 'flask db upgrade' }])
    expect(lintWritten({ services }, context)).toEqual([])
  })
})

describe('a Django backend on Render free with R2', () => {
  const given: BlueprintServer = {
    type: 'web',
    name: 'notebook',
    runtime: 'python',
    plan: 'free',
    buildCommand: 'pip install -r backend/requirements.txt',
    startCommand: 'bash deployment/render/scripts/render_backend_start.sh',
    healthCheckPath: '/healthz',
    envVars: [
      { key: 'PYTHONUNBUFFERED', value: '1' },
      { key: 'WEB_CONCURRENCY', value: '2' },
      { key: 'CLOUDFLARE_R2_SECRET_ACCESS_KEY', sync: false },
    ],
  }
  const inRoot: BlueprintServer = {
    ...given,
    rootDir: 'backend/',
    buildCommand: 'pip install -r requirements.txt',
    startCommand: 'bash ../deployment/render/scripts/render_backend_start.sh',
  }

  test('with its root directory, its start script is not there', () => {
    expect(lintWritten({ services: [inRoot] })).toEqual([
      'services.notebook.startCommand: line 1: start-script-outside-root',
    ])
    const move = () => withRootDir(given, 'backend/')
    expect(move).toThrow('deployment/render/scripts/render_backend_start.sh is outside of backend')
  })

  test('its start script is judged with the variables of the service', () => {
    const file = 'deployment/render/scripts/render_backend_start.sh'
    const script = `python manage.py migrate --noinput
python manage.py bootstrap_platform || true
python manage.py collectstatic --noinput --clear
gunicorn notebook.wsgi:application --bind 0.0.0.0:$PORT
`
    expect(lintWritten({ services: [given] }, { files: { [file]: script } })).toEqual(
      [
        'env.WEB_CONCURRENCY: gunicorn-workers-memory',
        'line 1: start-script-not-strict',
        'line 2: start-script-failure-hidden',
        'line 2: start-script-reruns-at-wake-up',
        'line 3: start-script-collectstatic',
        'line 4: start-script-no-exec',
        'settings.graceful_timeout: gunicorn-graceful-timeout',
        'settings.worker_tmp_dir: gunicorn-worker-tmp-dir',
      ].map((found) => `${file}: ${found}`),
    )
  })

  test('without a root directory, or with the script inside of it, it has none', () => {
    expect(lintWritten({ services: [given] })).toEqual([])
    const moved = withRootDir({ ...given, startCommand: 'bash backend/start.sh' }, 'backend/')
    expect(moved).toMatchObject({
      rootDir: 'backend',
      buildCommand: 'pip install -r requirements.txt',
      startCommand: 'bash start.sh',
    })
    expect(lintWritten({ services: [moved] })).toEqual([])
  })
})
