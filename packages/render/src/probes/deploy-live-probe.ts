import { defineControlPlaneProbe, type ControlPlaneProbeOptions, type Probe, type ProbeReading } from '@keelson/core'
import * as input from '@keelson/core/input'
import type { RenderClient } from '../client.js'
import type { Deploy } from '../resources/deploys.schema.js'
import { findSuccessor } from '../wait.js'
import { endOf, listNewestDeploys, type ServiceParams } from '../wait-service.js'

/** What {@link deployLiveProbe} looks for. */
export interface DeployLiveParams extends ServiceParams {
  /** Id of the commit that must be live, or its first 7 digits or more. @default whatever was deployed last */
  readonly commit?: string | undefined
}

/**
 * A probe of what is deployed: passes when the newest deploy is live, or that of `commit`, whose id is the `release` of the
 * reading. While a newer deploy is on the way, or when one failed, what was live before still is: that warns. One request.
 *
 * Codes: the state of the deploy that is not live (`build_in_progress`, `queued`, …), how it ended (`build_failed`,
 * `pre_deploy_failed`, `update_failed`, `canceled`, `superseded`), `not_deployed`, or those of the call (`not_found`, …).
 * Throws `config` for what is no id of a commit. https://api-docs.render.com/reference/list-deploys
 *
 * @example
 * import { deployLiveProbe } from '@keelson/render/probes'
 * const reading = await deployLiveProbe(client, { serviceId: 'srv-…', commit: '3f2aa30' }).run({
 *   signal: AbortSignal.timeout(5000), attempt: 1,
 * })
 */
export function deployLiveProbe(
  client: RenderClient,
  { serviceId, commit }: DeployLiveParams,
  options?: ControlPlaneProbeOptions,
): Probe {
  const why = 'it must be the id of a commit, or its first 7 digits or more'
  input.check(client, 'deployLiveProbe', [input.text('commit', commit, /^[0-9a-f]{7,64}$/i, why)])
  return defineControlPlaneProbe(
    client,
    {
      name: 'render-deploy',
      ask: async (call) => judge(await listNewestDeploys(client, serviceId, call), serviceId, commit?.toLowerCase()),
    },
    options,
  )
}

/** The newest deploy comes first. */
function judge(deploys: readonly Deploy[], serviceId: string, commit: string | undefined): ProbeReading {
  const live = deploys.find(({ status }) => status === 'live')
  const release = live && { release: releaseOf(live) }
  const isWanted = (deploy: Deploy) => commit === undefined || releaseOf(deploy)?.startsWith(commit) === true
  const isServed = live !== undefined && isWanted(live)
  const candidates = isServed ? deploys : deploys.filter(isWanted)
  // A deploy that was canceled changed nothing: the one before it counts.
  const newest = candidates.find((deploy) => endOf(deploy)?.outcome !== 'canceled') ?? candidates[0]
  if (live && newest === live) return { status: 'pass', ...release }
  const now = live ? `${nameOf(live)} is live` : 'none is live'
  if (!newest) {
    const what = commit ? `commit ${commit} has no deploy` : 'there is no deploy'
    return { status: 'fail', code: 'not_deployed', output: `${what} of ${serviceId}; ${now}`, ...release }
  }
  const { code, said } = stateOf(newest, deploys)
  const output = `${nameOf(newest)} of ${serviceId} ${said}; ${now}`
  return { status: isServed ? 'warn' : 'fail', code, output, ...release }
}

function stateOf(deploy: Deploy, deploys: readonly Deploy[]): { readonly code: string; readonly said: string } {
  const end = endOf(deploy)
  if (!end) return { code: deploy.status, said: `is on the way (${deploy.status})` }
  const successor = end.outcome === 'canceled' ? findSuccessor(deploy, deploys) : undefined
  if (successor) return { code: 'superseded', said: `was canceled in favour of ${nameOf(successor)}` }
  return { code: end.outcome, said: end.said }
}

/** `deploy dep-1 (3f2aa30)` */
function nameOf(deploy: Deploy): string {
  const release = releaseOf(deploy)
  return `deploy ${deploy.id}${release ? ` (${release.replace('sha256:', '').slice(0, 7)})` : ''}`
}

/** A commit, or the digest of an image. */
function releaseOf({ commit, image }: Deploy): string | undefined {
  return commit?.id ?? image?.sha
}
