import {
  bodyObject,
  createTable,
  oneOf,
  optionalObject,
  optionalText,
  Refusal,
  requiredText,
  type FakeAnswer,
  type FakeOperation,
  type FakeRequest,
} from '@keelson/core/testing'
import { servicePlans } from '../known-values.js'
import { failureOf } from './deploy-failure.js'
import { findService } from './find-service.js'
import { writeEvent } from './events.js'
import { splitImage } from './image-name.js'
import { secretFilesOf } from './secret-files.js'
import { isoTime, showService } from './service-record.js'
import { isCount, readAutoscaling } from './service-settings.js'
import { addService, checkNameIsFree } from './services.js'
import type { World } from './world.js'
import type { FakeService } from './store.js'

/** When the instances of a service were restarted last, by its id. */
const restartsOf = createTable<number>()

/** What is done to a service that is there: suspend, resume, restart, scale, preview, purge. */
export function serviceActionOperations(world: World) {
  const on =
    (run: (service: FakeService, request: FakeRequest) => FakeAnswer | Promise<FakeAnswer>): FakeOperation =>
    (request) =>
      run(findService(world.store, request), request)
  return {
    'POST /services/{serviceId}/suspend': on((service) => suspend(service, world)),
    'POST /services/{serviceId}/resume': on((service, request) => resume(service, request, world)),
    'POST /services/{serviceId}/restart': on((service) => restart(service, world)),
    'POST /services/{serviceId}/scale': on((service, request) => scale(service, request, world)),
    'PUT /services/{serviceId}/autoscaling': on((service, request) => setAutoscaling(service, request, world)),
    'DELETE /services/{serviceId}/autoscaling': on((service) => deleteAutoscaling(service, world)),
    'POST /services/{serviceId}/preview': on((service, request) => createPreview(service, request, world)),
    'POST /services/{serviceId}/cache/purge': on((service) => {
      if (service.type !== 'web_service') throw new Refusal(400, 'only web services have a cache')
      return { status: 202 }
    }),
    'GET /services/{serviceId}/instances': on((service) => ({ status: 200, body: instancesOf(service, world) })),
  } satisfies Record<string, FakeOperation>
}

async function suspend(service: FakeService, { store, timeline, runner }: World): Promise<FakeAnswer> {
  timeline.abandon(service)
  service.suspended = true
  service.updatedAt = store.clock.date()
  writeEvent(store, { serviceId: service.id, type: 'suspender_added', details: { actor: 'user' } })
  writeEvent(store, { serviceId: service.id, type: 'service_suspended', details: {} })
  await runner?.suspend(service.id)
  return { status: 202 }
}

/** Brings the service back with a deploy of its own. */
function resume(service: FakeService, request: FakeRequest, { store, timeline }: World): FakeAnswer {
  if (!service.suspended) throw new Refusal(400, 'the service is not suspended')
  service.suspended = false
  service.updatedAt = store.clock.date()
  writeEvent(store, { serviceId: service.id, type: 'suspender_removed', details: { actor: 'user' } })
  writeEvent(store, { serviceId: service.id, type: 'service_resumed', details: {} })
  timeline.start(service, { trigger: 'service_resumed', failAs: failureOf(request, ['update_failed']) })
  return { status: 202 }
}

function restart(service: FakeService, { store }: World): FakeAnswer {
  if (service.type === 'cron_job') throw new Refusal(400, 'a cron job cannot be restarted')
  if (service.suspended) throw new Refusal(400, 'the service is suspended')
  restartsOf(store).set(service.id, store.clock.date())
  writeEvent(store, { serviceId: service.id, type: 'server_restarted', details: { triggeredByUser: null } })
  return { status: 200 }
}

function checkScales({ type }: FakeService): void {
  if (type === 'cron_job' || type === 'static_site') throw new Refusal(400, `a ${type} has no instances`)
}

function scale(service: FakeService, request: FakeRequest, { store }: World): FakeAnswer {
  checkScales(service)
  const { numInstances } = bodyObject(request)
  if (!isCount(numInstances)) throw new Refusal(400, 'numInstances: must be 1 or more')
  if (service.details['disk'] && numInstances > 1) throw new Refusal(400, 'numInstances: a service with a disk has one')
  service.details['numInstances'] = numInstances
  service.updatedAt = store.clock.date()
  return { status: 202 }
}

function setAutoscaling(service: FakeService, request: FakeRequest, { store }: World): FakeAnswer {
  checkScales(service)
  const autoscaling = readAutoscaling(bodyObject(request))
  service.details['autoscaling'] = autoscaling
  service.updatedAt = store.clock.date()
  return { status: 200, body: autoscaling }
}

function deleteAutoscaling(service: FakeService, { store }: World): FakeAnswer {
  delete service.details['autoscaling']
  service.updatedAt = store.clock.date()
  return { status: 204 }
}

/** A service of its own with the settings of the base, which its details name as `parentServer`. */
async function createPreview(base: FakeService, request: FakeRequest, world: World): Promise<FakeAnswer> {
  if (base.imagePath === undefined) throw new Refusal(400, 'the service is not based on an image')
  const body = bodyObject(request)
  const imagePath = requiredText(body, 'imagePath')
  const [image, tag = 'latest'] = splitImage(imagePath)
  const [own] = splitImage(base.imagePath)
  if (own !== image && !own.endsWith(`/${image}`))
    throw new Refusal(400, 'imagePath: only the tag or digest may differ')
  const name = optionalText(body, 'name') ?? `${base.name} ${tag}`
  // No 409 is documented here.
  checkNameIsFree(world.store, name, base.ownerId, 400)
  const given = optionalText(body, 'plan')
  const plan = given === undefined ? base.details['plan'] : oneOf('plan', given, servicePlans)
  if (plan === 'free' && base.details['plan'] !== 'free') throw new Refusal(400, 'plan: the base is not free')
  const { disk: _disk, ...details } = base.details
  const settings = {
    ...base,
    name,
    imagePath: `${own}${imagePath.slice(image.length)}`,
    details: {
      ...details,
      ...(plan !== undefined && { plan }),
      parentServer: { id: base.id, name: base.name },
      previews: optionalObject(base.details, 'previews'),
    },
    envVars: new Map(base.envVars),
  }
  const secretFiles = new Map(secretFilesOf(world.store).get(base.id))
  const { service, deploy } = await addService(request, world, settings, secretFiles)
  return { status: 200, body: { service: showService(service), deployId: deploy.id } }
}

function instancesOf(service: FakeService, { store }: World): readonly unknown[] {
  if (service.suspended || service.type === 'cron_job' || service.type === 'static_site') return []
  const live = [...store.deploys.values()].find(
    ({ serviceId, status }) => serviceId === service.id && status === 'live',
  )
  if (!live) return []
  const since = Math.max(live.finishedAt ?? 0, restartsOf(store).get(service.id) ?? 0)
  const { numInstances = 1 } = service.details
  return Array.from({ length: Number(numInstances) }, (_, index) => ({
    id: `${service.id}-${live.id.slice(-5)}${index}`,
    createdAt: isoTime(since),
  }))
}
