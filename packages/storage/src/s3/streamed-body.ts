import type { S3Client } from '@aws-sdk/client-s3'
import type { StoreLocation } from '../location.js'
import { unsupported } from '../unsupported.js'

/** Makes a client refuse what its store would: a checksum behind a streamed body, which only `aws-chunked` can carry. */
export function refuseTrailers(client: S3Client, { name, bucket, capabilities }: StoreLocation): void {
  if (capabilities.checksumTrailer) return
  client.middlewareStack.add(
    (next) => (args) => {
      const { input } = args
      if (!('Body' in input && isStream(input.Body))) return next(args)
      const isAsked = capabilities.checksums === 'when_supported' || 'ChecksumAlgorithm' in input
      // One that is known beforehand is a header.
      const isKnown = Object.keys(input).some((field) => /^Checksum(?:CRC|SHA)/.test(field))
      if (!isAsked || isKnown) return next(args)
      throw unsupported(`bucket ${bucket} at ${name}`, 'checksums behind a streamed body (aws-chunked)', {
        provider: name,
        hint: 'Leave ChecksumAlgorithm out, pass a Uint8Array, or use putStream',
      })
    },
    { step: 'initialize', name: 'keelsonTrailer' },
  )
}

function isStream(body: unknown): boolean {
  return typeof body === 'object' && body !== null && !(ArrayBuffer.isView(body) || body instanceof ArrayBuffer)
}
