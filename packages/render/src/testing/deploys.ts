import {
  bodyObject,
  oneOf,
  optionalText,
  Refusal,
  requiredText,
  type FakeAnswer,
  type FakeRequest,
} from '@keelson/core/testing'
import { deployStatuses } from '../resources/deploys.schema.js'
import { failureOf } from './deploy-failure.js'
import { checkSameImage } from './image-name.js'
import { listPage, repeatedFilter, timeFilter } from './list.js'
import { showDeploy } from './service-record.js'
import type { World } from './world.js'
import type { FakeDeploy, FakeService } from './store.js'

/** `GET /services/{serviceId}/deploys`: the newest first. */
export function listDeploys(request: FakeRequest, service: FakeService, { store }: World): FakeAnswer {
  const inStatus = repeatedFilter(request, 'status', deployStatuses)
  const inTime = timeFilter(request, ['createdAt', 'updatedAt', 'finishedAt'])
  const items = [...store.deploys.values()].filter(
    (deploy) => deploy.serviceId === service.id && inStatus(deploy.status) && inTime(deploy),
  )
  return listPage(request, items, { name: 'deploy', position: (deploy) => -deploy.sequence, show: showDeploy })
}

/** `POST /services/{serviceId}/deploys`: 201 with the deploy, or 202 without a body when it has to wait. */
export function createDeploy(request: FakeRequest, service: FakeService, { timeline }: World): FakeAnswer {
  const body = bodyObject(request)
  const clearCache = optionalText(body, 'clearCache')
  if (clearCache !== undefined) oneOf('clearCache', clearCache, ['clear', 'do_not_clear'])
  const commitId = optionalText(body, 'commitId')
  const imageUrl = optionalText(body, 'imageUrl')
  const mode = oneOf('deployMode', optionalText(body, 'deployMode') ?? 'build_and_deploy', [
    'build_and_deploy',
    'deploy_only',
  ])
  if (body['deployMode'] !== undefined && (clearCache ?? commitId ?? imageUrl) !== undefined) {
    throw new Refusal(400, 'deployMode: cannot be combined with commitId, imageUrl or clearCache')
  }
  if (imageUrl !== undefined) checkSameImage('imageUrl', imageUrl, service.imagePath)
  if (commitId !== undefined && service.type === 'cron_job') throw new Refusal(400, 'commitId: not for cron jobs')
  const forceQueue = request.strikes('empty_202')
  const deploy = timeline.start(service, {
    trigger: 'api',
    failAs: failureOf(request, ['build_failed', 'update_failed']),
    forceQueue,
    skipBuild: mode === 'deploy_only',
    commit: commitId === undefined ? undefined : { id: commitId, message: `Commit ${commitId.slice(0, 7)}` },
    imagePath: imageUrl,
  })
  const queued = forceQueue || deploy.status === 'queued'
  return queued ? { status: 202 } : { status: 201, body: showDeploy(deploy) }
}

/** `GET /services/{serviceId}/deploys/{deployId}` */
export function getDeploy({ path }: FakeRequest, service: FakeService, world: World): FakeAnswer {
  return { status: 200, body: showDeploy(findDeploy(world, service, path['deployId'])) }
}

/** `POST /services/{serviceId}/deploys/{deployId}/cancel` */
export function cancelDeploy({ path }: FakeRequest, service: FakeService, world: World): FakeAnswer {
  const deploy = findDeploy(world, service, path['deployId'])
  if (service.type === 'cron_job') throw new Refusal(400, 'a deploy of a cron job cannot be canceled')
  world.timeline.cancel(deploy)
  return { status: 200, body: showDeploy(deploy) }
}

/**
 * `POST /services/{serviceId}/rollback`: a new deploy with the artifact, commands and environment of an older one. The
 * service's own settings and its automatic deploys stay as they are.
 */
export function rollbackDeploy(request: FakeRequest, service: FakeService, world: World): FakeAnswer {
  const target = findDeploy(world, service, requiredText(bodyObject(request), 'deployId'))
  if (target.status !== 'live' && target.status !== 'deactivated') {
    throw new Refusal(400, `deployId: ${target.id} is ${target.status} and has nothing to go back to`)
  }
  // A rollback has no build that could fail.
  const failAs = failureOf(request, ['update_failed'])
  const start = { trigger: 'rollback', skipBuild: true, pinnedRelease: target.release, failAs }
  return { status: 201, body: showDeploy(world.timeline.start(service, start)) }
}

function findDeploy({ store }: World, service: FakeService, id: string | undefined): FakeDeploy {
  const deploy = id === undefined ? undefined : store.deploys.get(id)
  if (deploy?.serviceId !== service.id) throw new Refusal(404, `not found: deploy ${id}`)
  return deploy
}
