import { formatDuration, KeelsonError, sleep, type Clock } from '@keelson/core'

/**
 * Gives work at most `ms`, and does not wait for work that ignores its signal. Rejects with `timeout` when the time is
 * over, with what the work throws, or with any error when `signal` fires; work is not begun after that.
 */
export async function within<T>(
  work: (signal: AbortSignal) => Promise<T>,
  ms: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<T> {
  signal.throwIfAborted()
  const controller = new AbortController()
  const stop = () => controller.abort()
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await Promise.race([
      work(controller.signal),
      sleep(clock, ms, controller.signal).then(() => {
        throw new KeelsonError(`no answer within ${formatDuration(ms)}`, { code: 'timeout' })
      }),
    ])
  } finally {
    signal.removeEventListener('abort', stop)
    // Also after an answer: ends the timer, and frees what the work may still hold.
    stop()
  }
}
