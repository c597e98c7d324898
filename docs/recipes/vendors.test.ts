import { readEnv } from '@keelson/core'
import { expect, test } from 'vitest'
import { settings } from './settings.ts'
import { openVendors } from './vendors.ts'

const render = {
  RENDER_API_KEY: 'rnd_1234567890',
  RENDER_OWNER_ID: 'tea-mine',
  SESSION_KEY: 'a-session-key-of-my-own',
  SERVICE_REPO: 'https://github.com/me/shop',
}
const neon = { NEON_API_KEY: 'napi_1234567890' }

test('a service at Render gets nothing of this machine: no Redis, no bucket, and it is said', async () => {
  const vendors = await openVendors(readEnv(settings, { ...render, ...neon }), 'c0ffee')
  expect(vendors.upstash).toBeUndefined()
  expect(vendors.files).toBeUndefined()
  expect(vendors.ca).toBeUndefined()
  expect(vendors.variables).toEqual({})
  expect(vendors.said).toEqual([
    expect.stringContaining('Redis is left out (UPSTASH_API_KEY)'),
    expect.stringContaining('No bucket is configured (S3_BUCKET)'),
  ])
  await vendors.stop()
})

test('each vendor takes over when its keys are there', async () => {
  const environment = {
    ...render,
    ...neon,
    UPSTASH_EMAIL: 'me@shop.example',
    UPSTASH_API_KEY: 'an-upstash-key',
    S3_BUCKET: 'shop-files',
    S3_REGION: 'eu-central-1',
    S3_ACCESS_KEY_ID: 'an-access-key-id',
    S3_SECRET_ACCESS_KEY: 'a-secret-access-key',
    NODE_EXTRA_CA_CERTS: '/etc/ssl/mine.pem',
  }
  const vendors = await openVendors(readEnv(settings, environment), 'c0ffee')
  expect(vendors.said).toEqual([])
  expect([vendors.render, vendors.neon, vendors.upstash].map((client) => client?.baseUrl)).toEqual([
    'https://api.render.com/v1',
    'https://console.neon.tech/api/v2',
    'https://api.upstash.com/v2',
  ])
  expect(vendors.files?.variables('static/')).toEqual({
    STATIC_URL: 'https://shop-files.s3.eu-central-1.amazonaws.com/static/',
  })
  expect(vendors.variables).toEqual({ NODE_EXTRA_CA_CERTS: '/etc/ssl/mine.pem' })
  const secrets = ['an-access-key-id', 'a-secret-access-key', 'a-session-key-of-my-own', 'rnd_1234567890']
  expect(vendors.redact(secrets.join(' '))).toBe(secrets.map(() => '[secret]').join(' '))
  const elsewhere = {
    ...environment,
    S3_ENDPOINT: 'https://s3.wasabisys.com',
    S3_PUBLIC_URL: 'https://files.shop.example',
  }
  const { files } = await openVendors(readEnv(settings, elsewhere), 'c0ffee')
  expect(files?.store.name).toContain('s3.wasabisys.com')
  expect(files?.variables('static/')).toEqual({ STATIC_URL: 'https://files.shop.example/static/' })
})
