import { KeelsonError, type CallOptions, type RequestSpec } from '@keelson/core'
import type { NeonClient } from './client.js'

/** What Neon answers under a name: `project` of `{ project }`. Throws `schema` for an answer without it. */
export async function sendPart<Body, Name extends keyof Body & string>(
  client: NeonClient,
  spec: RequestSpec<Body>,
  name: Name,
  options?: CallOptions,
): Promise<NonNullable<Body[Name]>> {
  const part = (await client.send(spec, options))[name]
  if (part) return part
  const operation = `${spec.method} ${spec.path}`
  throw new KeelsonError(`${operation} was answered without the ${name} that was due: check baseUrl`, {
    code: 'schema',
    provider: 'neon',
    operation,
  })
}
