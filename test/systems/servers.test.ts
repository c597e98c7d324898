import { describe, expect, test } from 'vitest'
import { defineEnv, isSecret, type Platform } from '@keelson/core'
import { lintConfigFile, readConfig } from '@keelson/core/config-files'
import { defineGunicorn, lintGunicorn, parseGunicornArgs, sizeGunicorn } from '@keelson/core/gunicorn'
import { lintStartScript, placeMigrations } from '@keelson/core/start-script'
import * as variable from '@keelson/core/variable'

const codes = (findings: readonly { readonly code: string }[]) => findings.map(({ code }) => code)

describe('a Django application in a container behind nginx, later behind a load balancer', () => {
  const container: Platform = { name: 'a container on a server', container: true, memoryMb: 1024, cpus: 1 }

  /** Migrations run whenever the service starts anew. */
  const asFound = '#!/bin/bash\npython manage.py migrate\ngunicorn shop.wsgi:application --bind 0.0.0.0:8000\n'

  test('as found: one instance serves after a migration that failed, and does not hear SIGTERM', () => {
    expect(codes(lintStartScript(asFound, { platform: container }))).toEqual([
      'start-script-not-strict',
      'start-script-no-exec',
    ])
    const config = parseGunicornArgs('gunicorn shop.wsgi:application --bind 0.0.0.0:8000')
    expect(codes(lintGunicorn(config, { platform: container }))).toEqual(['gunicorn-worker-tmp-dir'])
  })

  test('as found: several instances behind the balancer migrate at once', () => {
    expect(codes(lintStartScript(asFound, { platform: container, instances: 3 }))).toEqual([
      'start-script-not-strict',
      'start-script-no-exec',
      'start-script-migration-race',
    ])
    expect(placeMigrations({ platform: container, instances: 3 }).place).toBe('ci job')
    expect(placeMigrations({ platform: container }).place).toBe('start script')
  })

  test('corrected: nothing is found', () => {
    const { settings } = sizeGunicorn({ appPeakMb: 250, platform: container })
    const config = defineGunicorn({ target: 'shop.wsgi:application', settings: { ...settings, bind: '0.0.0.0:8000' } })
    expect(lintGunicorn(config, { platform: container })).toEqual([])
    const script =
      '#!/bin/sh\nset -eu\npython manage.py migrate --noinput\nexec gunicorn shop.wsgi:application --bind 0.0.0.0:8000\n'
    expect(lintStartScript(script, { platform: container })).toEqual([])
    const without = '#!/bin/sh\nset -eu\nexec gunicorn shop.wsgi:application --bind 0.0.0.0:8000\n'
    expect(lintStartScript(without, { platform: container, instances: 3 })).toEqual([])
  })
})

describe('a server where systemd keeps gunicorn, with JSON files, secrets from the environment and modules', () => {
  const definition = defineEnv({
    ENVIRONMENT: variable.oneOf(['production', 'development']),
    DATABASE_URL: variable.postgresUrl(),
    SECRET_KEY: variable.secret({ minLength: 50 }),
    STATIC_URL: variable.url(),
  })
  const modules = {
    web: defineEnv({ WEB_CATALOGUE_PAGE_SIZE: variable.integer({ min: 1, default: 24 }) }),
    admin: defineEnv({ ADMIN_HOST: variable.string(), ADMIN_TOKEN: variable.secret() }),
  }
  const base = { name: 'config/base.json', value: { static: { url: 'https://dexample.cloudfront.net/static/' } } }
  const production = {
    name: 'config/production.json',
    value: { environment: 'production', modules: { web: true }, web: { catalogue: { pageSize: 48 } } },
  }
  const secrets = {
    DATABASE_URL: 'postgresql://shop:q7Rk2vX9w@db.internal/shop?sslmode=verify-full',
    SECRET_KEY: 'c8Fq2Lr7-pV0zYx3sNwKdT5mJhQe9uBgA1iRo6HnZkS4vXcWtPyl',
  }

  test('as found: secrets in a file of the repository are told by their place, and not shown', () => {
    const text = JSON.stringify(
      { ...production.value, secretKey: secrets.SECRET_KEY, databaseUrl: secrets.DATABASE_URL },
      null,
      2,
    )
    const findings = lintConfigFile(text, production.name)
    expect(findings.map(({ severity, path }) => `${severity} ${path}`)).toEqual([
      'error config/production.json:11:16',
      'error config/production.json:12:18',
    ])
    for (const secret of ['q7Rk2vX9w', secrets.SECRET_KEY]) expect(JSON.stringify(findings)).not.toContain(secret)
  })

  test('corrected: the module that is on is read, the other is not asked for, and every value has its origin', () => {
    for (const { name, value } of [base, production]) expect(lintConfigFile(JSON.stringify(value), name)).toEqual([])
    const config = readConfig({ definition, modules, files: [base, production], env: secrets })
    expect(config.values).toMatchObject({ ENVIRONMENT: 'production', STATIC_URL: base.value.static.url })
    expect(isSecret(config.values.SECRET_KEY)).toBe(true)
    expect(config.modules).toEqual({ web: { WEB_CATALOGUE_PAGE_SIZE: 48 }, admin: undefined })
    expect(config.origins).toMatchObject({
      ENVIRONMENT: { from: 'file', file: production.name, path: 'environment' },
      STATIC_URL: { from: 'file', file: base.name, path: 'static.url' },
      SECRET_KEY: { from: 'environment', variable: 'SECRET_KEY' },
      WEB_CATALOGUE_PAGE_SIZE: { from: 'file', file: production.name, path: 'web.catalogue.pageSize' },
    })
  })

  test('a module that is switched on without its settings names them all; one that does not exist is told with the nearest name', () => {
    const env = { ...secrets, MODULES_ADMIN: 'true' }
    expect(() => readConfig({ definition, modules, files: [base, production], env })).toThrow(
      /the configuration has 2 problems\n {2}ADMIN_HOST is missing.*\n {2}ADMIN_TOKEN is missing/,
    )
    const typo = { name: 'config/local.json', value: { modules: { wbe: true } } }
    expect(() => readConfig({ definition, modules, files: [base, production, typo], env: secrets })).toThrow(
      'config/local.json: modules.wbe is MODULES_WBE, which nothing reads: expected MODULES_WEB',
    )
  })

  test('gunicorn: several workers that fit, its logs in the journal, nothing found', () => {
    const server: Platform = { name: 'a server with systemd', memoryMb: 4096, cpus: 2, shutdownSeconds: 90 }
    const { settings } = sizeGunicorn({ appPeakMb: 300, platform: server })
    expect(settings.workers).toBeGreaterThan(1)
    const config = defineGunicorn({
      target: 'shop.wsgi:application',
      settings: { ...settings, bind: 'unix:/run/shop/gunicorn.sock', accesslog: '-', errorlog: '-' },
    })
    expect(lintGunicorn(config, { platform: server })).toEqual([])
  })
})
