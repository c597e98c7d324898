import { checkHealthy, waitUntilHealthy, type CheckHealthyOptions } from '@keelson/health'
import { httpProbe } from '@keelson/health/probes/http'
import type { Connection, Waiter } from './waiter.ts'

export const basePath = '/v1'

/** The gate on the health endpoint below the base path, the same in every process. */
function gate({ baseUrl = 'http://shop.test/v1', clock, fetch }: Connection, expect: object) {
  const probe = httpProbe(`${baseUrl}/healthz`, { name: 'shop', clock, cacheBuster: false, ...(fetch && { fetch }) })
  const options: CheckHealthyOptions = {
    expect,
    clock,
    stableMs: 3000,
    totalTimeoutMs: 20_000,
    refusedMs: 5000,
    superseded: (release) => release > 'b2',
    random: () => 0.9,
  }
  return { probe, options }
}

/** What it waits for is told look by look; `params` is what every counted answer must say. */
export const waiters = {
  gate: {
    check: async (connection: Connection, params: object, resume) => {
      const { probe, options } = gate(connection, params)
      const check = await checkHealthy(probe, options, resume)
      return { ...check, value: check.value.last }
    },
    wait: (connection: Connection, params: object, { onProgress }) => {
      const { probe, options } = gate(connection, params)
      return waitUntilHealthy(probe, { ...options, onSample: onProgress })
    },
  } satisfies Waiter,
}
