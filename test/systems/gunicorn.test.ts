import { describe, expect, test } from 'vitest'
import {
  checkTarget,
  defineGunicorn,
  gunicornCommand,
  lintGunicorn,
  parseGunicornArgs,
  sizeGunicorn,
  type GunicornInput,
  type GunicornContext,
} from '@keelson/core/gunicorn'
import { renderPlatform } from '@keelson/render/plans'

const codesOf = (line: string, context: GunicornContext) =>
  lintGunicorn(parseGunicornArgs(line), context).map(({ code }) => code)

/** What is found in the command line that is written for a configuration. */
function codesOfWritten(config: GunicornInput, context: GunicornContext): string[] {
  const defined = defineGunicorn(config)
  const line = gunicornCommand(defined)
  expect(defineGunicorn(parseGunicornArgs(line))).toEqual(defined)
  return codesOf(line, context)
}

describe("a shop on Render's free plan with Neon, Upstash and Cloudinary", () => {
  const platform = renderPlatform({ plan: 'free' })
  const env = { PORT: '10000' }
  const line = String.raw`gunicorn core.wsgi:application \
    --bind 0.0.0.0:$PORT \
    --workers 2 \
    --threads 4 \
    --timeout 120 \
    --access-logfile - \
    --error-logfile - \
    --log-level info`

  test('counts workers by processors, calls threads sync, and keeps times that Render does not', () => {
    const found = lintGunicorn(parseGunicornArgs(line), { platform, env })
    expect(found.map(({ code, severity }) => [code, severity])).toEqual([
      ['gunicorn-workers-memory', 'info'],
      ['gunicorn-sync-threads', 'info'],
      ['gunicorn-keepalive-short', 'warning'],
      ['gunicorn-graceful-timeout', 'warning'],
      ['gunicorn-worker-tmp-dir', 'warning'],
    ])
    expect(found[0]?.message).toContain('(2 x CPU) + 1 does not look at memory')
  })

  test('cannot have two workers of 398 MB', () => {
    const [memory] = lintGunicorn(parseGunicornArgs(line), { platform, env, appPeakMb: 398 })
    expect(memory).toMatchObject({
      code: 'gunicorn-workers-memory',
      severity: 'error',
      path: 'settings.workers',
      fix: 'Set workers=1, or take 1024 MB',
    })
  })

  test('yields nothing once it is sized by memory', () => {
    const { target, settings } = parseGunicornArgs(line)
    const size = sizeGunicorn({ platform, appPeakMb: 220 })
    expect(size.settings).toMatchObject({ workers: 1, threads: 8, worker_class: 'gthread', keepalive: 125 })
    const corrected = { target, settings: { ...settings, ...size.settings } }
    expect(codesOfWritten(corrected, { platform, env, appPeakMb: 220, accessLog: true })).toEqual([])
  })
})

describe('a Flask app on Render Starter with Wasabi', () => {
  const platform = renderPlatform({ plan: 'starter' })
  const context = { platform, env: { PORT: '10000' }, appPeakMb: 398 }
  const line = String.raw`gunicorn Gallery:app \
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
    --max-requests-jitter=50`
  const asGiven = ['gunicorn-keepalive-short', 'gunicorn-graceful-timeout', 'gunicorn-max-requests-single']

  test('ends connections and requests too early, and its only worker', () => {
    expect(codesOf(line, { platform, env: context.env })).toEqual(asGiven)
    expect(codesOf(line, context)).toEqual(asGiven)
  })

  test('takes a timeout for what uploads need', () => {
    const found = codesOf(line, { ...context, uploads: true })
    expect(found.filter((code) => !asGiven.includes(code))).toEqual(['gunicorn-timeout-uploads'])
  })

  test('names a module that has no application', () => {
    const files = { 'wsgi.py': 'from Gallery import create_app\napp = create_app()\n' }
    const source = 'from flask import Flask\ndef create_app():\n    app = Flask(__name__)\n    return app\n'
    expect(checkTarget('Gallery:app', source, { file: 'Gallery.py', files })).toMatchObject([
      { code: 'gunicorn-target-missing', fix: expect.stringContaining('wsgi:app') },
    ])
    expect(checkTarget('wsgi:app', files['wsgi.py'], { file: 'wsgi.py' })).toEqual([])
  })

  test('yields nothing once it is corrected, with the workers and threads that it was measured with', () => {
    const { settings } = parseGunicornArgs(line)
    const { max_requests: _, max_requests_jitter: __, ...kept } = settings
    const size = sizeGunicorn({ platform, appPeakMb: 398 })
    expect(size.settings).toMatchObject({ workers: settings.workers, threads: settings.threads, timeout: 120 })
    expect(size.nextWorker).toMatchObject({ addsMb: 448, memoryMb: 1024 })
    expect(codesOfWritten({ target: 'wsgi:app', settings: { ...kept, ...size.settings } }, context)).toEqual([])
  })
})

describe("a Django backend on Render's free plan with R2", () => {
  const platform = renderPlatform({ plan: 'free' })
  const env = { PORT: '10000', WEB_CONCURRENCY: '2' }
  const line = 'gunicorn notebook.wsgi:application --bind 0.0.0.0:$PORT'

  test('leaves everything but the address to gunicorn and WEB_CONCURRENCY', () => {
    const found = lintGunicorn(parseGunicornArgs(line), { platform, env })
    expect(found.map(({ code, path }) => [code, path])).toEqual([
      ['gunicorn-workers-memory', 'env.WEB_CONCURRENCY'],
      ['gunicorn-graceful-timeout', 'settings.graceful_timeout'],
      ['gunicorn-worker-tmp-dir', 'settings.worker_tmp_dir'],
    ])
  })

  test('yields nothing once it is sized, and WEB_CONCURRENCY is gone', () => {
    const { target, settings } = parseGunicornArgs(line)
    const size = sizeGunicorn({ platform, appPeakMb: 200 })
    expect(size.settings).toMatchObject({ workers: 1, threads: 8 })
    const corrected = { target, settings: { ...settings, ...size.settings } }
    expect(codesOfWritten(corrected, { platform, env: { PORT: '10000' }, appPeakMb: 200 })).toEqual([])
    expect(codesOfWritten(corrected, { platform, env, appPeakMb: 200 })).toEqual([
      'gunicorn-web-concurrency-overridden',
    ])
  })
})
