import { formatPythonSettings } from '@keelson/core/python'
import { describe, expect, test } from 'vitest'
import { aws } from '../stores/aws.js'
import { r2 } from '../stores/r2.js'
import { wasabi } from '../stores/wasabi.js'
import { boto3Client, boto3Config, type Boto3ClientOptions } from './boto3.js'

const keys = { accessKeyId: 'AKID-7f3k', secretAccessKey: 'secret-7f3k' }
const location = wasabi({ bucket: 'shop', region: 'ap-southeast-1', ...keys })

describe('boto3Config', () => {
  test('has what a store away from AWS needs', () => {
    expect(boto3Config(location)).toEqual({
      region_name: 'ap-southeast-1',
      signature_version: 's3v4',
      s3: { addressing_style: 'path' },
      max_pool_connections: 50,
      connect_timeout: 10,
      read_timeout: 60,
      retries: { mode: 'adaptive', total_max_attempts: 3 },
      request_checksum_calculation: 'when_required',
      response_checksum_validation: 'when_required',
    })
  })

  test('leaves checksums to AWS, and to a botocore that knows them', () => {
    expect(boto3Config(aws({ bucket: 'shop', region: 'eu-central-1' }))).not.toHaveProperty(
      'request_checksum_calculation',
    )
    expect(boto3Config(aws({ bucket: 'shop', region: 'eu-central-1' }))['s3']).toEqual({ addressing_style: 'virtual' })
    expect(boto3Config(location, { botocore: '1.35.99' })).not.toHaveProperty('request_checksum_calculation')
    expect(boto3Config(location, { botocore: '1.36' })).toHaveProperty('request_checksum_calculation')
  })
})

describe('boto3Client', () => {
  test('refers to the environment for keys, and shows none', () => {
    const token = r2({ accountId: 'a'.repeat(32), bucket: 'shop', ...keys, sessionToken: 'token-7f3k' })
    const file = formatPythonSettings({
      client: boto3Client(token, { keys: { accessKeyId: 'R2_ID', secretAccessKey: 'R2_SECRET' } }),
    })
    expect(file).not.toContain('7f3k')
    expect(file).toMatch(/^import boto3\nimport botocore.config\nimport os\n\nclient = boto3.client\(\n {4}"s3",\n/)
    expect(file).toContain('    aws_access_key_id=os.environ["R2_ID"],\n')
    expect(file).toContain('    aws_session_token=os.environ["AWS_SESSION_TOKEN"],\n')
    expect(file).toContain('    config=botocore.config.Config(\n        region_name="auto",\n')
  })

  test('leaves the keys of a role to botocore', () => {
    const { python } = boto3Client(aws({ bucket: 'shop', region: 'eu-central-1' }))
    expect(python).not.toMatch(/key|environ/)
  })
})

test.each<[Boto3ClientOptions, string]>([
  [{ total_max_attempts: 0 }, 'total_max_attempts cannot be 0'],
  [{ max_pool_connections: 1.5 }, 'max_pool_connections cannot be 1.5'],
  [{ connect_timeout: 0 }, 'connect_timeout cannot be 0'],
  [{ read_timeout: Number.NaN }, 'read_timeout cannot be NaN'],
  [{ botocore: '1' as '1.0' }, 'the version of botocore cannot be "1"'],
  [{ keys: { accessKeyId: 'A B' } }, '"A B" is not a name'],
])('refuses %j', (options, problem) => {
  expect(() => boto3Client(location, options)).toThrow(
    expect.objectContaining({ code: 'config', message: expect.stringContaining(problem) }),
  )
})
