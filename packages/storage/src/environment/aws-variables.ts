import { findSet, readAll, toUrl, type Names, type ReadNames, type StoreVariables } from './environment-names.js'
import { locateEndpoint } from './locate-endpoint.js'
import { aws } from '../stores/aws.js'
import { custom } from '../stores/custom.js'

const awsBucket: Names = [
  'AWS_STORAGE_BUCKET_NAME',
  'AWS_S3_BUCKET_NAME',
  'AWS_S3_BUCKET',
  'AWS_BUCKET_NAME',
  // https://laravel.com/docs/filesystem
  'AWS_BUCKET',
  'S3_BUCKET_NAME',
  'S3_BUCKET',
]
const awsEndpoint: Names = [
  'AWS_S3_ENDPOINT_URL',
  'AWS_ENDPOINT_URL_S3',
  'S3_ENDPOINT_URL',
  'S3_ENDPOINT',
  // https://laravel.com/docs/filesystem
  'AWS_ENDPOINT',
  'AWS_ENDPOINT_URL',
]
const awsRegion: Names = ['AWS_S3_REGION_NAME', 'S3_REGION', 'AWS_REGION', 'AWS_DEFAULT_REGION']
/** Pairs that belong together; those of S3 alone come before those that AWS itself sets. */
const awsKeys = [
  // https://django-storages.readthedocs.io/en/latest/backends/amazon-S3.html
  { accessKeyId: ['AWS_S3_ACCESS_KEY_ID'], secretAccessKey: ['AWS_S3_SECRET_ACCESS_KEY'] },
  // https://bun.com/docs/runtime/s3
  { accessKeyId: ['S3_ACCESS_KEY_ID'], secretAccessKey: ['S3_SECRET_ACCESS_KEY'] },
  { accessKeyId: ['AWS_ACCESS_KEY_ID'], secretAccessKey: ['AWS_SECRET_ACCESS_KEY'] },
] as const

/** Also of another server, by its endpoint. Keys and regions of AWS are set for many purposes; a bucket's name is for this one. */
export const awsVariables: StoreVariables = {
  name: 'AWS S3',
  findSign: (read) => findSet(bucketNames(read), read),
  locate(read) {
    const endpoint = read(awsEndpoint, toUrl)
    const bucket = bucketNames(read)
    const region = read(awsRegion)
    const publicUrl = read(['AWS_S3_CUSTOM_DOMAIN'], toUrl)
    const anyKey = ({ accessKeyId, secretAccessKey }: (typeof awsKeys)[number]) =>
      read(accessKeyId) !== undefined || read(secretAccessKey) !== undefined
    const names = awsKeys.find(anyKey)
    const sessionToken = names === awsKeys[2] ? read(['AWS_SESSION_TOKEN']) : undefined
    // No keys at all: a role or a profile has them.
    if (endpoint === undefined)
      return aws({
        ...readAll<'region' | 'bucket'>('AWS S3', { region: awsRegion, bucket, ...names }, read),
        sessionToken,
        publicUrl,
      })
    const values = {
      ...readAll('AWS S3', { bucket, ...(names ?? awsKeys[2]) }, read),
      sessionToken,
      endpoint,
      publicUrl,
    }
    const known = locateEndpoint({ ...values, region })
    return known ?? custom({ ...values, ...readAll('AWS S3', { region: awsRegion }, read) })
  },
}

/** https://fly.io/docs/tigris/ sets BUCKET_NAME beside the endpoint. */
function bucketNames(read: ReadNames): Names {
  return findSet(awsEndpoint, read) ? [...awsBucket, 'BUCKET_NAME'] : awsBucket
}
