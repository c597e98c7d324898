import { envText, type Finding } from '@keelson/core'
import { formatProcfile, lintProcfile, parseProcfile } from '@keelson/core/procfile'
import {
  chdir,
  createSuperuser,
  defineStartScript,
  formatStartScript,
  lintStartScript,
  migrate,
  parseStartScript,
  placeMigrations,
  run,
} from '@keelson/core/start-script'
import { renderPlatform } from '@keelson/render/plans'
import { describe, expect, test } from 'vitest'

const free = renderPlatform({ plan: 'free' })
const starter = renderPlatform({ plan: 'starter' })

function codesAt(findings: readonly Finding[]): string[] {
  return findings.map(({ code, path }) => `${path}: ${code}`).sort()
}

describe("a shop on Render's free plan with Neon, Upstash, Cloudinary", () => {
  const script = String.raw`#!/bin/bash
# Run database migrations
python shopfront/manage.py migrate --no-input
# Collect static files
python shopfront/manage.py collectstatic --no-input
# Create superuser if doesn't exist
python shopfront/manage.py shell << EOF
from django.contrib.auth import get_user_model
import os
User = get_user_model()
email = os.getenv('DJANGO_SUPERUSER_EMAIL')
if email and not User.objects.filter(email=email).exists():
    User.objects.create_superuser(
        email=email,
        username=os.getenv('DJANGO_SUPERUSER_USERNAME'),
        password=os.getenv('DJANGO_SUPERUSER_PASSWORD')
    )
    print(f'Superuser {email} created')
EOF
# Start Gunicorn server
cd shopfront
gunicorn core.wsgi:application \
    --bind 0.0.0.0:$PORT \
    --workers 2 \
    --threads 4 \
    --timeout 120 \
    --access-logfile - \
    --error-logfile - \
    --log-level info
`
  const variables = ['DJANGO_SUPERUSER_EMAIL', 'DJANGO_SUPERUSER_USERNAME', 'DJANGO_SUPERUSER_PASSWORD']
  const corrected = defineStartScript({
    steps: [chdir('shopfront'), migrate(), createSuperuser()],
    server: {
      argv: ['gunicorn', 'core.wsgi:application', '--bind', envText('0.0.0.0:', { env: 'PORT' }), '--threads', '6'],
    },
  })

  test('its start script has these findings', () => {
    expect(codesAt(lintStartScript(script, { platform: free, variables }))).toEqual([
      'line 21: start-script-cd-unchecked',
      'line 22: start-script-no-exec',
      'line 3: start-script-not-strict',
      'line 5: start-script-collectstatic',
      'line 7: start-script-superuser-code',
      'line 7: start-script-superuser-password-kept',
    ])
  })

  test('written strictly and with exec, only what reruns at every start is left', () => {
    const written = formatStartScript(parseStartScript(script))
    expect(new Set(lintStartScript(written, { platform: free }).map(({ code }) => code))).toEqual(
      new Set(['start-script-collectstatic', 'start-script-superuser-code']),
    )
  })

  test('corrected, it has none', () => {
    expect(lintStartScript(corrected, { platform: free })).toEqual([])
    expect(lintStartScript(formatStartScript(corrected), { platform: free })).toEqual([])
  })

  test('its migrations have no other place', () => {
    const { place, watch, env } = placeMigrations({ platform: free, directUrl: 'DIRECT_DATABASE_URL' })
    expect(place).toBe('start script')
    expect(watch.join('\n')).toMatch(/within 900 seconds[^]*at every wake-up[^]*lock_timeout/)
    expect(env).toEqual({ DATABASE_URL: envText({ env: 'DIRECT_DATABASE_URL' }) })
  })

  test('its plan has a tenth of a processor', () => {
    expect(free).toMatchObject({ cpus: 0.1, memoryMb: 512, sleepsAfterMinutes: 15, preDeployCommand: false })
  })
})

describe('a Flask app on Render Starter with Wasabi', () => {
  const procfile = String.raw`web: gunicorn Gallery:app \
  --workers=1 \
  --threads=6 \
  --timeout=120 \
  --graceful-timeout=30 \
  --keep-alive=5 \
  --worker-class=gthread \
  --worker-tmp-dir=/dev/shm \
  --log-level=info \
  --limit-request-line=4096 \
  --limit-request-field_size=8190 \
  --max-requests=1000 \
  --max-requests-jitter=50
`

  test('its Procfile has these findings', () => {
    expect(codesAt(lintProcfile(procfile, { platform: starter }))).toEqual([
      'line 1: procfile-continuation',
      'web: procfile-not-run',
    ])
  })

  test('on a platform that runs it, only its line breaks are left, and then nothing', () => {
    const platform = { name: 'a platform with Procfiles', procfile: true }
    expect(codesAt(lintProcfile(procfile, { platform }))).toEqual(['line 1: procfile-continuation'])
    expect(lintProcfile(formatProcfile(parseProcfile(procfile)), { platform })).toEqual([])
  })

  test('the command of its Procfile has none as a start command', () => {
    const [web] = parseProcfile(procfile)
    expect(web?.command).toMatch(/^gunicorn Gallery:app --workers=1 .* --max-requests-jitter=50$/)
    expect(lintStartScript(web?.command ?? '', { platform: starter })).toEqual([])
  })

  test('its migrations are the pre-deploy command', () => {
    const argv = ['flask', 'db', 'upgrade']
    expect(placeMigrations({ platform: starter, argv })).toMatchObject({ place: 'pre-deploy command', argv })
    expect(codesAt(lintStartScript('flask db upgrade && gunicorn wsgi:app', { platform: starter }))).toEqual([
      'line 1: start-script-migration-misplaced',
    ])
  })
})

describe('a Django backend on Render free with R2', () => {
  const script = `python manage.py migrate --noinput
python manage.py bootstrap_platform || true
python manage.py collectstatic --noinput --clear
gunicorn notebook.wsgi:application --bind 0.0.0.0:$PORT
`
  const context = { platform: free, sharedBucket: true }

  test('its start script has these findings', () => {
    expect(codesAt(lintStartScript(script, context))).toEqual([
      'line 1: start-script-not-strict',
      'line 2: start-script-failure-hidden',
      'line 2: start-script-reruns-at-wake-up',
      'line 3: start-script-clears-bucket',
      'line 3: start-script-collectstatic',
      'line 4: start-script-no-exec',
    ])
  })

  test('a command that may fail is told at every wake-up, as long as the script has it', () => {
    const server = {
      argv: ['gunicorn', 'notebook.wsgi:application', '--bind', envText('0.0.0.0:', { env: 'PORT' })],
    }
    const bootstrap = run(['python', 'manage.py', 'bootstrap_platform'], { onFailure: 'continue' })
    const kept = formatStartScript({ steps: [migrate(), bootstrap], server })
    expect(lintStartScript(kept, context).map(({ code }) => code)).toEqual(['start-script-reruns-at-wake-up'])
    expect(lintStartScript(formatStartScript({ steps: [migrate()], server }), context)).toEqual([])
  })

  test('its start command reaches out of its root directory', () => {
    const command = 'bash ../deployment/render/scripts/render_backend_start.sh'
    expect(codesAt(lintStartScript(command, { platform: free, rootDirectory: 'backend/' }))).toEqual([
      'line 1: start-script-outside-root',
    ])
    const inside = 'bash deployment/render/scripts/render_backend_start.sh'
    expect(lintStartScript(inside, { platform: free })).toEqual([])
  })
})
