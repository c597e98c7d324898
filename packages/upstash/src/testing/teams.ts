import { bodyObject, oneOf, Refusal, requiredText, type FakeRequest } from '@keelson/core/testing'
import { teamRoles } from '../known-values.js'
import { newUuid } from './databases.js'
import type { FakeTeam, World } from './world.js'

/** The operations on teams; `emailOf` tells who asks. */
export function teamOperations(world: World, emailOf: (headers: Headers) => string) {
  const { teams } = world
  const find = (id: string | undefined) => {
    const team = teams.get(id ?? '')
    if (!team) throw new Refusal(404, 'team not found')
    return team
  }
  const show = ({ id, name, copyCard }: FakeTeam) => ({ team_id: id, team_name: name, copy_cc: copyCard })
  const showMember = ({ id, name, copyCard }: FakeTeam, [email, role]: readonly [string, string]) => ({
    team_id: id,
    team_name: name,
    member_email: email,
    member_role: role,
    copy_cc: copyCard,
  })
  const readMember = (request: FakeRequest) => {
    const fields = bodyObject(request)
    return { fields, team: find(requiredText(fields, 'team_id')), email: requiredText(fields, 'member_email') }
  }
  return {
    'GET /teams': () => ({ status: 200, body: Array.from(teams.values(), show) }),
    'POST /team': (request: FakeRequest) => {
      const fields = bodyObject(request)
      if (typeof fields['copy_cc'] !== 'boolean') throw new Refusal(400, 'copy_cc: must be a boolean')
      const members = new Map([[emailOf(request.headers), 'owner']])
      const name = requiredText(fields, 'team_name')
      const team: FakeTeam = { id: newUuid(world), name, copyCard: fields['copy_cc'], members }
      teams.set(team.id, team)
      return { status: 200, body: show(team) }
    },
    'DELETE /team/{id}': (request: FakeRequest) => {
      teams.delete(find(request.path['id']).id)
      return { status: 200, body: 'OK' }
    },
    'GET /teams/{team_id}': (request: FakeRequest) => {
      const team = find(request.path['team_id'])
      return { status: 200, body: Array.from(team.members, (member) => showMember(team, member)) }
    },
    'POST /teams/member': (request: FakeRequest) => {
      const { fields, team, email } = readMember(request)
      const role = oneOf('member_role', requiredText(fields, 'member_role'), teamRoles)
      if (team.members.has(email)) throw new Refusal(400, 'the user is already a member of the team')
      team.members.set(email, role)
      return { status: 200, body: showMember(team, [email, role]) }
    },
    'DELETE /teams/member': (request: FakeRequest) => {
      const { team, email } = readMember(request)
      if (!team.members.delete(email)) throw new Refusal(400, "Couldn't find the member")
      return { status: 200, body: 'OK' }
    },
  }
}
