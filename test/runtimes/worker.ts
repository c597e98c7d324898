// Runs the scenario in workerd, the request's body holding the addresses of the vendors; and answers for the health of an
// origin, as the recipe for Workers does.
import { formatError } from '@keelson/core'
import { createHealth } from '@keelson/health'
import { httpProbe } from '@keelson/health/probes/http'
import { runScenario, type VendorUrls } from './scenario.ts'

export default {
  async fetch(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url)
    if (pathname === '/health') {
      const origin = httpProbe(searchParams.get('origin') ?? '')
      return createHealth({ checks: [{ probe: origin, ttlMs: 10 }] }).fetch(request)
    }
    try {
      return Response.json(await runScenario((await request.json()) as VendorUrls))
    } catch (error) {
      return new Response(formatError(error), { status: 500 })
    }
  },
}
