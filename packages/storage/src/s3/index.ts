export { createS3Client, s3ClientConfig } from './client.js'
export type { S3ClientOptions } from './client.js'
export { createS3Store } from './store.js'
export type { S3StoreTarget } from './bucket.js'
