import * as upstash from '@keelson/upstash'
import { expect } from 'vitest'
import { row, type Refusal } from './world.ts'

const member_email = 'they@example.com'

export const rows = [
  row({
    operation: 'listTeams',
    call: ({ client }) => upstash.listTeams(client).toArray(),
    requests: ['GET /teams'],
    answer: [{ team_name: 'sellers', copy_cc: false }],
  }),
  row({
    operation: 'createTeam',
    call: ({ client }) => upstash.createTeam(client, { team_name: 'buyers', copy_cc: true }),
    requests: ['POST /team'],
    body: { team_name: 'buyers', copy_cc: true },
    answer: { team_name: 'buyers', copy_cc: true, team_id: expect.any(String) },
  }),
  row({
    operation: 'createTeam with its own means',
    call: ({ client }) => upstash.createTeam(client, { team_name: 'buyers' }),
    requests: ['POST /team'],
    body: { team_name: 'buyers', copy_cc: false },
    answer: { copy_cc: false },
  }),
  row({
    operation: 'deleteTeam',
    call: ({ client, teamId }) => upstash.deleteTeam(client, { teamId }),
    requests: ['DELETE /team/team'],
    answer: undefined,
  }),
  row({
    operation: 'listTeamMembers',
    call: ({ client, teamId }) => upstash.listTeamMembers(client, { teamId }).toArray(),
    requests: ['GET /teams/team'],
    answer: [
      { member_email: 'me@example.com', member_role: 'owner' },
      { member_email: 'you@example.com', member_role: 'dev' },
    ],
  }),
  row({
    operation: 'addTeamMember',
    call: ({ client, teamId }) => upstash.addTeamMember(client, { teamId, member_email, member_role: 'finance' }),
    requests: ['POST /teams/member'],
    body: { team_id: 'team', member_email, member_role: 'finance' },
    answer: { member_email, member_role: 'finance' },
  }),
  row({
    operation: 'removeTeamMember',
    call: ({ client, teamId }) => upstash.removeTeamMember(client, { teamId, member_email: 'you@example.com' }),
    requests: ['DELETE /teams/member'],
    body: { team_id: 'team', member_email: 'you@example.com' },
    answer: undefined,
  }),
]

const teamId = 'team'

export const refusals: readonly Refusal[] = [
  {
    operation: 'createTeam without a name',
    call: (client) => upstash.createTeam(client, { team_name: '' }),
    says: ['POST /team', 'team_name is missing'],
  },
  {
    operation: 'addTeamMember as a second owner',
    // A program in JavaScript can give anything.
    call: (client) => upstash.addTeamMember(client, { teamId, member_email, member_role: 'owner' as 'dev' }),
    says: ['POST /teams/member', 'member_role cannot be "owner", only admin, dev, finance'],
  },
  {
    operation: 'removeTeamMember of nobody',
    call: (client) => upstash.removeTeamMember(client, { teamId: '', member_email: '' }),
    says: ['DELETE /teams/member', 'teamId is missing', 'member_email is missing'],
  },
]
