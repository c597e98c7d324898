import * as render from '@keelson/render'
import * as datastores from '@keelson/render/datastores'
import { waiterOf, type Connection } from './waiter.ts'

export const key = 'rnd_4h2kQz8mWv0s'
export const basePath = '/v1'

/** A client as every process makes it. */
export function connect(connection: Connection): render.RenderClient {
  return render.createRenderClient({ apiKey: key, ownerId: 'tea-1', ...connection })
}

const waiter = waiterOf(connect)

/** Everything of Render that can be waited for. */
export const waiters = {
  deploy: waiter(render.checkDeploy, render.waitForDeploy),
  service: waiter(render.checkService, render.waitForService),
  job: waiter(render.checkJob, render.waitForJob),
  cronRun: waiter(render.checkCronRun, render.waitForCronRun),
  customDomain: waiter(render.checkCustomDomain, render.waitForCustomDomain),
  postgres: waiter(datastores.checkPostgres, datastores.waitForPostgres),
  keyValue: waiter(datastores.checkKeyValue, datastores.waitForKeyValue),
}
