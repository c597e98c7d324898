import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import type { StoreLocation } from '../location.js'
import { resolveStore } from '../environment/resolve-store.js'
import { aws } from '../stores/aws.js'
import { custom } from '../stores/custom.js'
import { minio } from '../stores/minio.js'
import { r2 } from '../stores/r2.js'
import { wasabi } from '../stores/wasabi.js'
import { awsEnvironment } from './aws-environment.js'

const keys = { accessKeyId: 'AKID-7f3k', secretAccessKey: 'secret-7f3k' }
const publicUrl = 'https://cdn.example.com/files'
const locations: StoreLocation[] = [
  aws({ bucket: 'shop', region: 'eu-central-1' }),
  aws({ bucket: 'shop', region: 'eu-central-1', ...keys, sessionToken: 'token-7f3k', publicUrl }),
  wasabi({ bucket: 'shop', region: 'ap-southeast-1', ...keys }),
  r2({ bucket: 'shop', accountId: 'a'.repeat(32), ...keys, publicUrl }),
  minio({ bucket: 'shop', endpoint: 'http://127.0.0.1:9000', ...keys }),
  custom({ bucket: 'shop', endpoint: 'https://s3.gra.io.cloud.ovh.net', region: 'gra', ...keys }),
]

test.each(locations.map((location) => [location.endpoint, location] as const))(
  '%s is found again by resolveStore',
  (_, location) => {
    const environment = awsEnvironment(location)
    expect(inspect(environment) + JSON.stringify(environment)).not.toContain('7f3k')
    const { bucket, endpoint, region, credentials } = location
    const found = resolveStore(environment)
    expect(found).toMatchObject({ bucket, endpoint, region })
    expect(found?.publicUrl).toBe(location.publicUrl)
    expect(found?.credentials?.secretAccessKey.reveal()).toBe(credentials?.secretAccessKey.reveal())
    expect(found?.credentials?.accessKeyId.reveal()).toBe(credentials?.accessKeyId.reveal())
    expect(found?.credentials?.sessionToken?.reveal()).toBe(credentials?.sessionToken?.reveal())
  },
)

test('says no endpoint and no checksums for AWS, and both for other stores', () => {
  const [ofAws, , ofWasabi] = locations.map((location) => awsEnvironment(location))
  expect(ofAws).toEqual({
    AWS_REGION: 'eu-central-1',
    AWS_DEFAULT_REGION: 'eu-central-1',
    AWS_STORAGE_BUCKET_NAME: 'shop',
    AWS_RETRY_MODE: 'adaptive',
    AWS_MAX_ATTEMPTS: '3',
  })
  expect(ofWasabi).toMatchObject({
    AWS_ENDPOINT_URL_S3: 'https://s3.ap-southeast-1.wasabisys.com',
    AWS_REQUEST_CHECKSUM_CALCULATION: 'when_required',
    AWS_RESPONSE_CHECKSUM_VALIDATION: 'when_required',
  })
})
