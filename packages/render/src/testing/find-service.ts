import { Refusal, type FakeRequest } from '@keelson/core/testing'
import type { FakeService, Store } from './store.js'

/** The service that a path names. */
export function findService(store: Store, { path }: FakeRequest): FakeService {
  const service = store.services.get(path['serviceId'] ?? '')
  if (!service) throw new Refusal(404, `not found: service ${path['serviceId']}`)
  return service
}
