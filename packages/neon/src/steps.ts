import {
  formatDuration,
  formatFieldChange,
  insist,
  isKeelsonError,
  type Ensured,
  type EnsureOptions,
  type Probe,
  type Step,
  type UndoContext,
  type UndoResult,
} from '@keelson/core'
import * as input from '@keelson/core/input'
import type { NeonClient } from './client.js'
import { ensureProject, type EnsuredProject, type EnsureProjectParams } from './ensure.js'
import { ensureBranch, findBranch, type EnsureBranchParams } from './ensure-branch.js'
import { secondsAfter } from './expiry.js'
import { removeBranch, type BranchReference } from './remove-branch.js'
import type { BranchParams } from './resources/branches.js'
import type { Branch } from './resources/branches.schema.js'
import { describeBranch, usable, waitForBranch, type BranchStatus } from './wait-branch.js'

/**
 * A step that runs `ensureProject`. A project that was created stays and is named: there is data in it.
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const { resource, branch } = await run(neon.ensureProjectStep(client, { name: 'shop' }))
 */
export function ensureProjectStep(
  client: NeonClient,
  desired: EnsureProjectParams,
  options?: Pick<EnsureOptions, 'adopt'>,
): Step<EnsuredProject> {
  return {
    name: 'database project',
    async run({ signal, note, keep }) {
      const ensured = await ensureProject(client, desired, { ...options, signal })
      const { resource, branch, outcome } = ensured
      note(`${resource.name} (${resource.id}): ${outcome}, branch ${branch.name} (${branch.id})`)
      if (outcome === 'created') keep(`Neon project ${resource.name} (${resource.id})`)
      return ensured
    },
  }
}

/** What {@link restorePointStep} makes. */
export interface RestorePointParams extends BranchParams {
  /** Of the new branch; the same for every run of one release, and another one for each release. */
  readonly name: string
  /** How long it is kept, in milliseconds; 30 days at most. */
  readonly expiresInMs: number
}

/**
 * A step that keeps the data of a branch as they are now: as a branch without a compute, which costs what changes from now
 * on. A repeated run of the same release keeps the point of the first one, for longer if need be. Neon makes none of a branch
 * that expires itself.
 *
 * Undo never restores: it names the point, until when it exists, what restoring it would lose, and the calls that do it.
 *
 * @example
 * import * as neon from '@keelson/neon'
 * await run(neon.restorePointStep(client, { projectId, branchId, name: `before-${commitId}`, expiresInMs: 7 * 86_400_000 }))
 */
export function restorePointStep(client: NeonClient, params: RestorePointParams): Step<Branch> {
  const { projectId, branchId, name, expiresInMs } = params
  return {
    name: 'restore point',
    async run({ signal, note, keep, onUndo }) {
      // The next release would have the same one, and with it the data of this release.
      const isUnset = /(?:^|[^a-z])(?:undefined|null|NaN)$/.test(name)
      input.check(client, 'POST /projects/{project_id}/branches', [
        isUnset ? `name is "${name}": a variable in it is not set` : undefined,
      ])
      const expires_at = secondsAfter(client.clock.date(), expiresInMs)
      let point: Branch | undefined
      onUndo(`data of ${branchId}`, async (context) => {
        point ??= await findBranch(insist(client, note), { projectId, name }, context)
        return describePoint(client, params, point)
      })
      const desired = { projectId, name, parent_id: branchId, withCompute: false }
      const older = await findBranch(client, { projectId, name }, { signal })
      // One that somebody keeps for longer, or for ever, is not to go earlier.
      const isKept = older && !(Date.parse(older.expires_at ?? '') < Date.parse(expires_at))
      const { resource, outcome } = await ensureBranch(client, isKept ? desired : { ...desired, expires_at }, {
        signal,
      })
      point = resource
      const until = resource.expires_at ? `, kept until ${resource.expires_at}` : ''
      const age = outcome === 'created' ? '' : `; it holds the data of ${ageOf(client, resource)} ago`
      note(`${resource.name} (${resource.id}) of ${resource.created_at}: ${outcome}${until}${age}`)
      if (outcome === 'created') keep(`restore point ${resource.name} (${resource.id})${until}`)
      return resource
    },
  }
}

function ageOf({ clock }: NeonClient, { created_at }: Branch): string {
  return formatDuration(Math.max(0, clock.date() - Date.parse(created_at)))
}

function describePoint(
  client: NeonClient,
  { projectId, branchId }: RestorePointParams,
  point: Branch | undefined,
): UndoResult {
  // Another branch of the name holds other data.
  if (point?.parent_id !== branchId) return { status: 'kept', detail: 'no restore point was made' }
  const { id, name, current_state: state, created_at, expires_at } = point
  if (!usable.some((one) => one === state)) {
    const advice = 'use it only once it is ready (getBranch); if it never is, removeBranch makes room for the next run'
    return {
      status: 'kept',
      detail: `nothing was restored; ${name} (${id}) is ${state}, and may never hold the data: ${advice}`,
    }
  }
  const age = ageOf(client, point)
  // The restored branch becomes a child of the point, and Neon has no children of branches that expire.
  const keep = `updateBranch(client, { projectId: '${projectId}', branchId: '${id}', expires_at: null })`
  // The point itself is a child of the branch, so Neon asks for a name under which to preserve what it replaces.
  const restore = `restoreBranch(client, { projectId: '${projectId}', branchId: '${branchId}', source_branch_id: '${id}', preserve_under_name: ${JSON.stringify(`${name}-undone`)} })`
  return {
    status: 'kept',
    detail:
      `the data are as they are, nothing was restored; ${name} (${id}) holds them as of ${created_at} ` +
      `and exists ${expires_at ? `until ${expires_at}` : 'until it is deleted'}; ` +
      `restoring it takes every write of the last ${age} out of ${branchId}: ${expires_at ? `${keep}, then ` : ''}${restore}`,
  }
}

/** What {@link branchReadyStep} waits for. */
export interface BranchReadyParams extends BranchParams {
  /** Must pass, too: the control plane says ready before a compute takes connections. */
  readonly serving?: Probe | undefined
  /** In milliseconds. @default 600000 */
  readonly totalTimeoutMs?: number | undefined
}

/**
 * A step that waits until a branch is ready and, with `serving`, answers.
 *
 * @example
 * import * as neon from '@keelson/neon'
 * await run(neon.branchReadyStep(client, { projectId, branchId, serving: probe }))
 */
export function branchReadyStep(client: NeonClient, params: BranchReadyParams): Step<BranchStatus> {
  const { projectId, branchId, serving, totalTimeoutMs } = params
  return {
    name: 'database ready',
    run({ signal, note }) {
      let said = ''
      const onProgress = (status: BranchStatus) => {
        const state = describeBranch(status)
        if (state !== said) note(`${status.branch.name} (${branchId}): ${state}`)
        said = state
      }
      return waitForBranch(client, { projectId, branchId }, { serving, totalTimeoutMs, signal, onProgress })
    },
  }
}

/**
 * A step that runs `ensureBranch`, for previews. Undo removes a branch that this run created; one that was there stays.
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const { resource } = await run(neon.ensureBranchStep(client, { projectId, name: 'preview/42', expires_at: '2026-12-01T00:00:00Z' }))
 */
export function ensureBranchStep(
  client: NeonClient,
  desired: EnsureBranchParams,
  options?: Pick<EnsureOptions, 'adopt'>,
): Step<Ensured<Branch>> {
  const { projectId, name } = desired
  return {
    name: 'database branch',
    async run({ signal, note, onUndo }) {
      let ours: BranchReference | undefined
      if (!(await findBranch(client, { projectId, name }, { signal }))) ours = { projectId, name }
      onUndo(`branch ${name}`, (context) => removeOurs(insist(client, note), name, ours, context))
      try {
        const ensured = await ensureBranch(client, desired, { ...options, signal })
        const { resource, outcome, changes } = ensured
        // Somebody else may have been faster.
        ours = outcome === 'created' ? { projectId, branchId: resource.id } : undefined
        for (const change of changes) note(formatFieldChange(change))
        note(`${name} (${resource.id}): ${outcome}`)
        return ensured
      } catch (error) {
        if (isKeelsonError(error) && error.code === 'conflict') ours = undefined
        throw error
      }
    },
  }
}

async function removeOurs(
  client: NeonClient,
  name: string,
  ours: BranchReference | undefined,
  { signal }: UndoContext,
): Promise<UndoResult> {
  if (!ours) return { status: 'kept', detail: `${name} was not made by this run` }
  const outcome = await removeBranch(client, ours, { signal })
  return outcome === 'removed'
    ? { status: 'undone', detail: `${name} was removed` }
    : { status: 'kept', detail: `${name} is not there` }
}
