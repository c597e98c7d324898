import { createPages, isKeelsonError, type CallOptions, type Pages } from '@keelson/core'
import * as input from '@keelson/core/input'
import type { UpstashClient } from '../client.js'
import { teamRoles, type TeamRole } from '../known-values.js'
import { isRefusal } from './redis-switch.js'
import { Team, TeamList, TeamMember, TeamMemberList } from './teams.schema.js'

/** Which team is meant. */
export interface TeamParams {
  readonly teamId: string
}

/** Which member of a team is meant. */
export interface TeamMemberParams extends TeamParams {
  readonly member_email: string
}

const memberPath = '/teams/member'

/**
 * The teams of the account. https://upstash.com/docs/devops/developer-api/teams/list_teams
 *
 * @example
 * import * as upstash from '@keelson/upstash'
 * const teams = await upstash.listTeams(client).toArray()
 */
export function listTeams(
  client: UpstashClient,
  _params: Readonly<Record<string, never>> = {},
  options?: CallOptions,
): Pages<Team> {
  return createPages(async () => ({
    items: await client.send({ method: 'GET', path: '/teams', response: TeamList }, options),
  }))
}

/**
 * Creates a team. Never repeated by itself when it may have been carried out (`ambiguous_write`).
 * https://upstash.com/docs/devops/developer-api/teams/create_team
 *
 * @example
 * import * as upstash from '@keelson/upstash'
 * const { team_id } = await upstash.createTeam(client, { team_name: 'shop' })
 */
export async function createTeam(
  client: UpstashClient,
  {
    team_name,
    copy_cc = false,
  }: {
    readonly team_name: string
    /** Whether it pays with the card of this account. @default false */
    readonly copy_cc?: boolean
  },
  options?: CallOptions,
): Promise<Team> {
  const path = '/team'
  input.check(client, `POST ${path}`, [input.required('team_name', team_name)])
  const ambiguousHint = client.redact(`Look with listTeams for a team named "${team_name}" before creating it again`)
  const body = { team_name, copy_cc }
  return client.send({ method: 'POST', path, body, response: Team, ambiguousHint }, options)
}

/**
 * Deletes a team. https://upstash.com/docs/devops/developer-api/teams/delete_team
 *
 * @example
 * import * as upstash from '@keelson/upstash'
 * await upstash.deleteTeam(client, { teamId })
 */
export async function deleteTeam(client: UpstashClient, { teamId }: TeamParams, options?: CallOptions): Promise<void> {
  await client.send<unknown>({ method: 'DELETE', path: '/team/{id}', params: { id: teamId } }, options)
}

/**
 * The members of a team, its owner included. https://upstash.com/docs/devops/developer-api/teams/get_team_members
 *
 * @example
 * import * as upstash from '@keelson/upstash'
 * const members = await upstash.listTeamMembers(client, { teamId }).toArray()
 */
export function listTeamMembers(
  client: UpstashClient,
  { teamId }: TeamParams,
  options?: CallOptions,
): Pages<TeamMember> {
  const params = { team_id: teamId }
  return createPages(async () => ({
    items: await client.send({ method: 'GET', path: '/teams/{team_id}', params, response: TeamMemberList }, options),
  }))
}

/**
 * Adds somebody to a team; no error when they are in it already, with that role.
 * https://upstash.com/docs/devops/developer-api/teams/add_team_member
 *
 * @example
 * import * as upstash from '@keelson/upstash'
 * await upstash.addTeamMember(client, { teamId, member_email: 'you@example.com', member_role: 'dev' })
 */
export async function addTeamMember(
  client: UpstashClient,
  params: TeamMemberParams & { readonly member_role: TeamRole },
  options?: CallOptions,
): Promise<TeamMember> {
  const { teamId, member_email, member_role } = params
  input.check(client, `POST ${memberPath}`, [
    ...checkMember(params),
    input.required('member_role', member_role),
    input.word('member_role', member_role, teamRoles),
  ])
  const body = { team_id: teamId, member_email, member_role }
  try {
    const spec = { method: 'POST', path: memberPath, body, response: TeamMember } as const
    return await client.send({ ...spec, idempotent: true }, options)
  } catch (error) {
    const found = isRefusal(error) ? await findMember(client, params, options) : undefined
    if (found?.member_role === member_role) return found
    throw error
  }
}

/**
 * Takes somebody out of a team; no error when they are not in it.
 * https://upstash.com/docs/devops/developer-api/teams/delete_team_member
 *
 * @example
 * import * as upstash from '@keelson/upstash'
 * await upstash.removeTeamMember(client, { teamId, member_email: 'you@example.com' })
 */
export async function removeTeamMember(
  client: UpstashClient,
  params: TeamMemberParams,
  options?: CallOptions,
): Promise<void> {
  const { teamId, member_email } = params
  input.check(client, `DELETE ${memberPath}`, checkMember(params))
  const body = { team_id: teamId, member_email }
  try {
    await client.send<unknown>({ method: 'DELETE', path: memberPath, body }, options)
  } catch (error) {
    const mayBeGone = isRefusal(error) || (isKeelsonError(error) && error.code === 'not_found')
    if (!mayBeGone || (await findMember(client, params, options))) throw error
  }
}

function checkMember({ teamId, member_email }: TeamMemberParams): input.Problem[] {
  return [input.required('teamId', teamId), input.required('member_email', member_email)]
}

async function findMember(
  client: UpstashClient,
  { teamId, member_email }: TeamMemberParams,
  options: CallOptions | undefined,
): Promise<TeamMember | undefined> {
  const members = await listTeamMembers(client, { teamId }, options).toArray()
  const wanted = member_email.toLowerCase()
  return members.find((member) => member.member_email.toLowerCase() === wanted)
}
