import type { FakeRequest } from '@keelson/core/testing'

/** The end of the deploy that a request starts, if a fault asks for one. */
export function failureOf<Failure extends 'build_failed' | 'update_failed'>(
  request: FakeRequest,
  possible: readonly Failure[],
): Failure | undefined {
  return possible.find((kind) => request.strikes(kind))
}
