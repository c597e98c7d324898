import {
  createRedactor,
  describeCause,
  isCertificateError,
  KeelsonError,
  reveal,
  systemClock,
  within,
  type Clock,
  type ErrorDetails,
  type Secret,
} from '@keelson/core'

/** What a deploy hook may deploy instead of the newest commit or the image of the settings; at most one of both. */
export interface DeployHookParams {
  /** A commit of the service's repository. */
  readonly commitId?: string
  /** For services of an image: only its tag or digest may differ from the settings. */
  readonly imageUrl?: string
}

/** Options of {@link triggerDeployHook}. */
export interface DeployHookOptions {
  readonly signal?: AbortSignal | undefined
  /** In milliseconds. @default 30000 */
  readonly timeoutMs?: number
  /** @default the fetch of the runtime */
  readonly fetch?: typeof fetch
  /** @default the clock of the machine */
  readonly clock?: Clock
}

const operation = 'POST /deploy/{serviceId}'
const form =
  /^(?:https:\/\/api\.render\.com|https?:\/\/(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?)\/deploy\/([a-z]{3}-[\w-]+)\?/
const hookHint = 'Copy the whole deploy hook URL from the settings of the service; regenerating it ends the one before'
const ambiguousHint = 'Look at the deploys of the service for one with the trigger deploy_hook before triggering again'

/**
 * Starts a deploy by the deploy hook URL of a service, without an API key; 10 a minute. Sent once only: a repetition could
 * start a second deploy.
 *
 * Throws `config` for a URL of another form, `auth` for a key that is not (any more) that of the service, `rate_limited` with
 * `retryAfterMs`, `network` when nothing was sent, and `ambiguous_write` when a deploy may have been started. The URL is
 * a credential and in no message. https://render.com/docs/deploy-hooks
 *
 * @example
 * import { triggerDeployHook } from '@keelson/render/deploy-hook'
 * const { deployId } = await triggerDeployHook(process.env.RENDER_DEPLOY_HOOK_URL ?? '', { commitId: '4f2a…' })
 */
export async function triggerDeployHook(
  url: string | Secret,
  { commitId, imageUrl }: DeployHookParams = {},
  { fetch = globalThis.fetch, signal, timeoutMs = 30_000, clock = systemClock }: DeployHookOptions = {},
): Promise<{ readonly deployId?: string }> {
  // A variable that is not set, in a program without types.
  const given = reveal((url as typeof url | undefined) ?? '').trim()
  const hook = URL.canParse(given) ? new URL(given) : undefined
  const [, serviceId = ''] = form.exec(hook?.href ?? '') ?? []
  const key = hook?.searchParams.get('key')
  if (!hook || !serviceId || !key)
    throw hookError('was not sent: the URL is not https://api.render.com/deploy/srv-…?key=…', 'config', hookHint)
  if (commitId && imageUrl) throw hookError('was not sent: commitId and imageUrl cannot be given together', 'config')
  if (commitId) hook.searchParams.set('ref', commitId)
  if (imageUrl) hook.searchParams.set('imgURL', imageUrl)
  if (signal?.aborted) throw hookError('was aborted before it was sent', 'aborted')
  const redact = createRedactor([given, hook.href, hook.search, key])
  const fail = (said: string, code: ErrorDetails['code'], hint?: string, more: Partial<ErrorDetails> = {}) =>
    hookError(`of ${serviceId} ${redact(said)}`, code, hint, more)

  let status: number | undefined
  let retryAfter: string | null = null
  const ending = await within(
    async (inner) => {
      // A redirect would take the key along.
      const response = await fetch(hook, { method: 'POST', redirect: 'manual', signal: inner })
      status = response.status
      retryAfter = response.headers.get('retry-after')
      return response.text()
    },
    timeoutMs,
    clock,
    signal,
  )
  // A whole status is an answer, even when its text does not arrive.
  if (status !== undefined && status >= 200 && status < 300) {
    const deployId = ending.how === 'done' ? readDeployId(ending.value) : undefined
    return deployId === undefined ? {} : { deployId }
  }
  if (status === 429) {
    const retryAfterMs = readWait(retryAfter, clock)
    const wait = retryAfterMs === undefined ? 'a minute' : `${Math.ceil(retryAfterMs / 1000)} s`
    throw fail('was refused: too many deploys were started', 'rate_limited', `Wait ${wait}`, { status, retryAfterMs })
  }
  if (status === 401 || status === 403 || status === 404)
    throw fail(`was refused: ${status}, it is not a hook of this service`, 'auth', hookHint, { status })
  // A browser does not say where to, nor the status.
  if (status !== undefined && status < 400)
    throw fail(`was redirected (${status}), which is not followed: the key would go along`, 'config', hookHint, {
      status,
    })
  if (status !== undefined && status < 500) {
    const said = ending.how === 'done' ? ending.value.slice(0, 2000).replace(/\s+/g, ' ') : ''
    throw fail(`was refused: ${status} ${redact(said).slice(0, 300)}`.trimEnd(), 'invalid_request', undefined, {
      status,
    })
  }
  if (status !== undefined)
    throw fail(`may have started a deploy: ${status}`, 'ambiguous_write', ambiguousHint, { status })
  if (ending.how === 'aborted') throw fail('may have started a deploy: aborted', 'aborted', ambiguousHint)
  if (ending.how !== 'threw')
    throw fail(`may have started a deploy: no answer within ${timeoutMs / 1000} s`, 'ambiguous_write', ambiguousHint)
  const cause = describeCause(ending.thrown, redact)
  // Raised before a connection stood, so nothing can have been carried out.
  if (
    isCertificateError(cause.code) ||
    /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|UNREACH|CONNECT_TIMEOUT/.test(cause.code ?? '')
  )
    throw fail(`was not sent: ${cause.message}`, 'network', undefined, { cause })
  throw fail(`may have started a deploy: ${cause.message}`, 'ambiguous_write', ambiguousHint, { cause })
}

function hookError(
  said: string,
  code: ErrorDetails['code'],
  hint?: string,
  more: Partial<ErrorDetails> = {},
): KeelsonError {
  return new KeelsonError(`the deploy hook ${said}`, {
    code,
    provider: 'render',
    operation,
    hint,
    attempts: 1,
    ...more,
  })
}

/** `{ deploy: { id } }`, where Render says it. */
function readDeployId(text: string): string | undefined {
  try {
    const body = JSON.parse(text) as { readonly deploy?: { readonly id?: unknown } } | null
    const id = body?.deploy?.id
    return typeof id === 'string' ? id : undefined
  } catch {
    return undefined
  }
}

/** Seconds, or a date. */
function readWait(text: string | null, clock: Clock): number | undefined {
  if (text === null) return undefined
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - clock.date()
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined
}
