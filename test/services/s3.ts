import { buildApp } from 'fauxqs'

export interface S3Server {
  readonly endpoint: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  stop(): Promise<void>
}

/**
 * An S3 server in this process that keeps everything in memory; buckets are addressed in the path.
 *
 * It checks no signature, so everybody may read and write, and it takes bodies of up to 11 MiB. Subresources of buckets
 * other than `lifecycle` (cors, policy, versioning, ...) are not known to it: a PUT of one creates the bucket.
 */
export async function startS3({ port = 0 }: { readonly port?: number } = {}): Promise<S3Server> {
  const region = 'us-east-1'
  const app = buildApp({ logger: false, defaultRegion: region })
  const endpoint = await app.listen({ port, host: '127.0.0.1' })
  return {
    endpoint,
    region,
    accessKeyId: 'AKIATESTACCESSKEY000',
    secretAccessKey: 'test-secret-access-key',
    stop: () => app.close(),
  }
}
