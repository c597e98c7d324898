import type { S3Server } from '../../services/s3.ts'

/** An S3 server that is used as such in the world, and checks signatures; buckets are addressed in the path. */
export interface S3TestServer extends S3Server {
  readonly name: 'swift' | 'ceph'
}
