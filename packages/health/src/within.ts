import type { Clock } from '@keelson/core'

/** How work with a time limit ended. */
export type Ending<T> =
  | { readonly how: 'done'; readonly value: T }
  | { readonly how: 'threw'; readonly thrown: unknown }
  | { readonly how: 'timeout' | 'aborted' }

/** Runs work for at most `ms`; work that ignores its signal does not keep the caller. Never rejects. */
export function within<T>(
  work: (signal: AbortSignal) => Promise<T>,
  ms: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<Ending<T>> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve({ how: 'aborted' })
    const controller = new AbortController()
    const end = (ending: Ending<T>) => {
      cancel()
      signal.removeEventListener('abort', onAbort)
      resolve(ending)
      // Also after an answer: frees what the work may still hold.
      controller.abort()
    }
    const onAbort = () => end({ how: 'aborted' })
    const cancel = clock.timer(() => end({ how: 'timeout' }), ms)
    signal.addEventListener('abort', onAbort, { once: true })
    // `async` also turns what `work` throws at once into a rejection.
    const run = async () => work(controller.signal)
    run().then(
      (value) => end({ how: 'done', value }),
      (thrown: unknown) => end({ how: 'threw', thrown }),
    )
  })
}
