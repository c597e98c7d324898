import { createTable, Refusal, type FakeOperation, type FakeRequest } from '@keelson/core/testing'
import { failureOf } from './deploy-failure.js'
import { checkSameImage } from './image-name.js'
import type { World } from './world.js'
import type { Store } from './store.js'

const keysOf = createTable<string>()

/** The deploy hook URL of a service, whose key is made when it is first asked for. */
export function deployHookUrl(store: Store, serviceId: string): string {
  const key = keysOf(store).get(serviceId) ?? store.newHex(11)
  keysOf(store).set(serviceId, key)
  return `https://api.render.com/deploy/${serviceId}?key=${key}`
}

/** The deploy hooks, which stand beside the API: the key is in the address and nowhere else. */
export function deployHookOperations({ store, timeline }: World) {
  const trigger = (request: FakeRequest) => {
    const { path, query } = request
    const service = store.services.get(path['serviceId'] ?? '')
    const key = service && keysOf(store).get(service.id)
    if (!service || !key || query.get('key') !== key) throw new Refusal(404, 'Not Found')
    const commitId = query.get('ref')
    const imageUrl = query.get('imgURL')
    if (imageUrl !== null) checkSameImage('imgURL', imageUrl, service.imagePath)
    const deploy = timeline.start(service, {
      trigger: 'deploy_hook',
      failAs: failureOf(request, ['build_failed', 'update_failed']),
      commit: commitId === null ? undefined : { id: commitId, message: `Commit ${commitId.slice(0, 7)}` },
      imagePath: imageUrl ?? undefined,
    })
    return { status: deploy.status === 'queued' ? 202 : 200, body: { deploy: { id: deploy.id } } }
  }
  return {
    'GET /deploy/{serviceId}': trigger,
    'POST /deploy/{serviceId}': trigger,
  } satisfies Record<string, FakeOperation>
}

/** Whether an operation is one of a deploy hook, which takes no API key. */
export function isDeployHook(operation: string): boolean {
  return operation.endsWith(' /deploy/{serviceId}')
}
