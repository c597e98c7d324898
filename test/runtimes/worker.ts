// Runs the scenario in workerd: the request's body holds the addresses of the vendors.
import { formatError } from '@keelson/core'
import { runScenario, type VendorUrls } from './scenario.ts'

export default {
  async fetch(request: Request): Promise<Response> {
    try {
      return Response.json(await runScenario((await request.json()) as VendorUrls))
    } catch (error) {
      return new Response(formatError(error), { status: 500 })
    }
  },
}
