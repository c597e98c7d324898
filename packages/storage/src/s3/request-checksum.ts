import { createHash } from 'node:crypto'

/** Where middleware about checksums is put: behind the SDK's own one, in front of the signature. */
export const behindChecksum = { step: 'build', priority: 'low', name: 'keelsonChecksum' } as const

interface Sending {
  readonly request: unknown
}

/** Middleware of the SDK that puts Content-MD5 in place of its checksum, for servers that know no other. */
export function contentMd5<Args extends Sending, Result>(next: (args: Args) => Promise<Result>) {
  return (args: Args): Promise<Result> => {
    const { headers, body } = dropChecksum(args)
    headers['content-md5'] = createHash('md5').update(body).digest('base64')
    return next(args)
  }
}

/**
 * Middleware of the SDK that sends a part without its checksum: AWS would want the same one named before the first part, sent
 * with every part, also those that others send by signed URLs, and repeated at the end. The signature has one of its own.
 */
export function withoutChecksum<Args extends Sending, Result>(next: (args: Args) => Promise<Result>) {
  return (args: Args): Promise<Result> => {
    dropChecksum(args)
    return next(args)
  }
}

function dropChecksum({ request }: Sending) {
  // Typed unknown by the SDK, since it may be another protocol's.
  const { headers, body } = request as { headers: Record<string, string>; body: string | Uint8Array }
  for (const name of Object.keys(headers)) if (/^x-amz-(?:sdk-)?checksum-/i.test(name)) delete headers[name]
  return { headers, body }
}
