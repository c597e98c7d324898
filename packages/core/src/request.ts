import { attemptOnce } from './attempt.js'
import { callError, describeSend, prepareCall, type Call } from './call.js'
import type { ClientContext } from './context.js'
import { observe } from './observe.js'
import type { CallOptions } from './options.js'
import type { RequestSpec } from './request-spec.js'
import { decideRetry, retryDelay } from './retry.js'
import { wait } from './within.js'

/** Carries one call through gate, sends and repetitions; every way out is a value or a {@link KeelsonError}. */
export async function sendRequest<T>(
  context: ClientContext,
  spec: RequestSpec<T>,
  options: CallOptions = {},
): Promise<T> {
  const call = prepareCall(context, spec, options)
  const { rateLimit, budget, random, host } = context
  const { policy, signal, operation } = call
  let mayBeDone = false
  for (let attempts = 1; ; attempts++) {
    await passGate(call, attempts - 1)
    observe(context.options.onRequest, () => describeSend(call, attempts))
    stopIfAborted(call, attempts - 1)
    const outcome = await attemptOnce(call, attempts)
    if ('value' in outcome) {
      budget.refill()
      return outcome.value
    }
    const { said, kind, ...rest } = outcome
    const details = { ...rest, attempts }
    const { status = 0, retryAfterMs, cause } = details
    const decision = decideRetry(policy, { ...spec, status, kind })
    if (decision === 'ambiguous') {
      throw callError(call, `may have been carried out: ${signal?.aborted ? 'aborted' : said}`, {
        ...details,
        code: signal?.aborted ? 'aborted' : 'ambiguous_write',
        hint: spec.ambiguousHint ?? 'Read the resource back first',
      })
    }
    stopIfAborted(call, attempts)
    // A repeated DELETE whose first send was carried out finds nothing left: that is what was asked for.
    if (status === 404 && spec.method === 'DELETE' && mayBeDone) return undefined as T
    mayBeDone ||= kind !== 'not_sent' && !policy.refusedStatuses.includes(status)
    // `Retry-After: 0` is no invitation to hurry.
    const delayMs = retryAfterMs || retryDelay(policy, attempts, random)
    if (status === 429 && !retryAfterMs) rateLimit.pause(host, operation, delayMs)
    const stop = decision === 'fail' ? '' : whyStop(call, attempts, delayMs, retryAfterMs || status === 423)
    if (stop !== undefined) throw callError(call, `failed: ${said}${stop}`, details)
    const reason = cause?.code ?? kind ?? String(status)
    observe(context.options.onRetry, () => ({ ...describeSend(call, attempts), delayMs, reason }))
    // What the server asked for is kept at the gate, where all calls wait.
    if (!retryAfterMs) await pause(call, delayMs, attempts)
  }
}

/** Waits until the rate limit lets the call go; what cannot open in time is told at once. */
async function passGate(call: Call<unknown>, attempts: number): Promise<void> {
  const { context, operation, deadline } = call
  // Another call may close the gate while this one sleeps, so the gate is asked until it is open.
  for (;;) {
    const waitMs = context.rateLimit.delay(context.host, operation)
    if (waitMs >= deadline - context.clock.now()) {
      const why = waitMs > 0 ? `the rate limit opens in ${Math.ceil(waitMs / 1000)} s` : 'waiting took too long'
      throw callError(call, `was not sent: ${why}`, {
        code: waitMs > 0 ? 'rate_limited' : 'timeout',
        attempts,
        retryAfterMs: waitMs,
      })
    }
    if (waitMs <= 0) return
    // Those who waited together do not come back in the same millisecond.
    await pause(call, Math.ceil(waitMs) + context.random() * 200, attempts)
  }
}

/** Why a failed send that could be repeated is not; `undefined` to repeat it. */
function whyStop(
  { context, policy, deadline }: Call<unknown>,
  attempts: number,
  delayMs: number,
  isFree: unknown,
): string | undefined {
  if (attempts >= policy.maxAttempts) return '; no attempts left'
  if (context.clock.now() + delayMs >= deadline) return '; no time left'
  // A wait that the server asked for amplifies nothing, and a lock (423) is no outage.
  if (!isFree && !context.budget.take()) return '; too many calls are failing'
  return undefined
}

function stopIfAborted(call: Call<unknown>, attempts: number): void {
  if (!call.signal?.aborted) return
  throw callError(call, `was aborted${attempts > 0 ? '' : ' before it was sent'}`, { code: 'aborted', attempts })
}

async function pause(call: Call<unknown>, ms: number, attempts: number): Promise<void> {
  const { context, deadline, signal } = call
  await wait(context.clock, Math.min(ms, deadline - context.clock.now()), signal)
  stopIfAborted(call, attempts)
}
