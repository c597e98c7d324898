import type { Clock } from './clock.js'
import { KeelsonError } from './errors.js'

/** How work with a time limit ended. */
export type Ending<T> =
  | { readonly how: 'done'; readonly value: T }
  | { readonly how: 'threw'; readonly thrown: unknown }
  | { readonly how: 'timeout' | 'aborted' }

/**
 * Runs work for at most `ms`; never rejects. Work that ignores its signal does not keep the caller.
 *
 * @example
 * import { systemClock, within } from '@keelson/core'
 * const ending = await within((signal) => fetch('https://api.example.com', { signal }), 2000, systemClock)
 * if (ending.how === 'timeout') console.log('too slow')
 */
export function within<T>(
  work: (signal: AbortSignal) => Promise<T>,
  ms: number,
  clock: Clock,
  signal?: AbortSignal,
): Promise<Ending<T>> {
  return new Promise((resolve) => {
    const controller = new AbortController()
    const end = (ending: Ending<T>) => {
      cancel()
      signal?.removeEventListener('abort', onAbort)
      resolve(ending)
      // Frees what the work may still hold.
      if (ending.how !== 'done') controller.abort()
    }
    const onAbort = () => end({ how: 'aborted' })
    const cancel = clock.timer(() => end({ how: 'timeout' }), ms)
    if (signal?.aborted) return onAbort()
    signal?.addEventListener('abort', onAbort)
    // `async` also turns what `work` throws at once into a rejection.
    const run = async () => work(controller.signal)
    run().then(
      (value) => end({ how: 'done', value }),
      (thrown: unknown) => end({ how: 'threw', thrown }),
    )
  })
}

/** Resolves after `ms` or at an abort, and says which. */
export function wait(clock: Clock, ms: number, signal?: AbortSignal): Promise<Ending<never>> {
  return within(() => new Promise(() => {}), ms, clock, signal)
}

/** Resolves after `ms`, or rejects with `aborted` as soon as the signal fires. */
export async function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  const { how } = await wait(clock, ms, signal)
  if (how === 'aborted') throw new KeelsonError('aborted while waiting', { code: 'aborted' })
}
