import { optionalObject, optionalText, Refusal } from '@keelson/core/testing'
import type { FakeEndpoint } from './store.js'

/** What a body can say about a compute. */
export type EndpointFields = Partial<
  Pick<FakeEndpoint, 'name' | 'minCu' | 'maxCu' | 'suspendTimeoutSeconds' | 'isDisabled' | 'pgSettings'>
>

/** Size and sleep of a compute, as a body gives them; a 400 for what Neon does not take. */
export function readSettings(fields: Record<string, unknown>): EndpointFields {
  const minCu = optionalNumber(fields, 'autoscaling_limit_min_cu')
  const maxCu = optionalNumber(fields, 'autoscaling_limit_max_cu')
  const suspendTimeoutSeconds = optionalNumber(fields, 'suspend_timeout_seconds')
  if ((minCu ?? 1) < 0.25 || (maxCu ?? 1) < 0.25) throw new Refusal(400, 'autoscaling_limit_min_cu: at least 0.25')
  const isKnownTimeout = [undefined, 0, -1].includes(suspendTimeoutSeconds)
  if (!isKnownTimeout && ((suspendTimeoutSeconds ?? 0) < 60 || (suspendTimeoutSeconds ?? 0) > 604_800))
    throw new Refusal(400, 'suspend_timeout_seconds: must be 0, -1 or from 60 to 604800')
  return {
    ...(minCu !== undefined && { minCu }),
    ...(maxCu !== undefined && { maxCu }),
    ...(suspendTimeoutSeconds !== undefined && { suspendTimeoutSeconds }),
  }
}

/** All that a body can say about one compute. */
export function readEndpointFields(fields: Record<string, unknown>): EndpointFields {
  const name = optionalText(fields, 'name')
  const settings = optionalObject(fields, 'settings')
  const isDisabled = fields['disabled']
  return {
    ...readSettings(fields),
    ...(name !== undefined && { name }),
    ...(typeof isDisabled === 'boolean' && { isDisabled }),
    ...('pg_settings' in settings && { pgSettings: optionalObject(settings, 'pg_settings') }),
  }
}

/** Refuses a range that ends before it begins. */
export function checkRange({ minCu, maxCu }: Pick<FakeEndpoint, 'minCu' | 'maxCu'>): void {
  if (maxCu < minCu) throw new Refusal(400, 'autoscaling_limit_max_cu: must not be less than autoscaling_limit_min_cu')
}

function optionalNumber(fields: Record<string, unknown>, name: string): number | undefined {
  const value = fields[name]
  if (value === undefined || typeof value === 'number') return value
  throw new Refusal(400, `${name}: must be a number`)
}
