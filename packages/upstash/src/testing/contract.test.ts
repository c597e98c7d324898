import { createFakeClock, createRandom } from '@keelson/core/testing'
import { expect, test } from 'vitest'
import { contract } from '../../../../test/operations/upstash/contract.ts'
import { createFakeUpstash } from './fake-upstash.js'

const account = { email: 'me@example.com', apiKey: 'upstash-key-7f3k' }

function start() {
  const clock = createFakeClock()
  const fake = createFakeUpstash({ clock, random: createRandom(1), ...account })
  const call = async (method: string, path: string, body?: unknown, key = account.apiKey) => {
    const response = await fake.fetch(`https://api.upstash.com/v2${path}`, {
      method,
      headers: { authorization: `Basic ${btoa(`${account.email}:${key}`)}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: response.status, text: await response.text() }
  }
  return { clock, fake, call }
}

/** The contract describes none, and the vendor's own tool reads these three forms; the rows of test/operations have the successes. */
test('every refusal has a form that the vendor uses', async () => {
  const { clock, fake, call } = start()
  const body = { database_name: 'shop', platform: 'aws', primary_region: 'eu-central-1' }
  const make = async (fields: object) => {
    const { text } = await call('POST', '/redis/database', fields)
    return (JSON.parse(text) as { database_id: string }).database_id
  }
  const id = await make(body)
  const gcpId = await make({ ...body, platform: 'gcp', primary_region: 'us-central1' })
  await clock.advance(10_000)
  await call('POST', `/redis/create-backup/${id}`, { name: 'first' })
  const [backup] = fake.state.backups.keys()
  await call('POST', '/team', { team_name: 'sellers' })
  const [team_id] = fake.state.teams.keys()
  const member_email = 'you@example.com'
  await call('POST', '/teams/member', { team_id, member_email, member_role: 'finance' })

  const refuse = async (status: number, ...request: Parameters<typeof call>) => {
    const answer = await call(...request)
    expect({ request, ...answer }).toMatchObject({ status })
    expect(answer.text).toMatch(/^\{"error":"[^"]+"\}$|^Unauthorized$/)
  }
  // It is being made.
  await refuse(400, 'POST', `/redis/restore-backup/${id}`, { backup_id: backup })
  await refuse(404, 'DELETE', `/redis/delete-backup/${gcpId}/${backup}`)
  await refuse(404, 'DELETE', `/redis/delete-backup/${id}/none`)
  await refuse(400, 'POST', '/teams/member', { team_id, member_email, member_role: 'dev' })
  await refuse(400, 'POST', '/teams/member', { team_id, member_email, member_role: 'owner' })
  await refuse(400, 'POST', '/team', { team_name: 'sellers' })
  await refuse(400, 'DELETE', '/teams/member', { team_id, member_email: 'nobody@example.com' })
  await refuse(404, 'GET', '/teams/none')
  await refuse(404, 'POST', '/redis/move-to-team', { team_id: 'none', database_id: id })
  for (const path of ['disable-eviction', 'disable-autoupgrade', 'enable-tls'])
    await refuse(400, 'POST', `/redis/${path}/${id}`)
  await refuse(400, 'PATCH', `/redis/disable-dailybackup/${id}`)
  await refuse(400, 'PATCH', `/redis/update-budget/${id}`, {})
  await refuse(400, 'PATCH', `/redis/update-budget/${id}`, { budget: '5' })
  await refuse(400, 'POST', `/redis/update-regions/${id}`, { read_regions: ['eu-central-1'] })
  await refuse(400, 'POST', `/redis/update-regions/${gcpId}`, { read_regions: ['us-east-1'] })
  await refuse(400, 'POST', `/redis/${id}/change-plan`, { plan_name: 'huge' })
  await refuse(404, 'GET', '/redis/stats/none')
  await refuse(400, 'POST', `/redis/rename/${id}`, {})
  await refuse(400, 'POST', `/redis/rename/${id}`)
  for (const wrong of [
    { database_name: '' },
    { platform: 'azure' },
    { primary_region: 'us-central1' },
    { budget: -1 },
    { read_regions: ['eu-central-1'] },
    { read_regions: 'us-east-1' },
    { read_regions: ['mars'] },
    { plan: 'huge' },
    { tls: false },
  ])
    await refuse(400, 'POST', '/redis/database', { ...body, ...wrong })
  await refuse(401, 'GET', '/redis/databases', undefined, 'another-key')
  await refuse(404, 'DELETE', '/redis/database/none')
  await refuse(404, 'GET', '/redis/database/none')
})

test('the check sees an answer that is not of the contract', () => {
  const problem = (body: unknown) => contract.problemsOf('GET /redis/database/{id}', 200, body)
  expect(problem({ database_id: 'x', state: 'done' })).toContain('state')
  expect(problem({ madeUp: 1 })).toContain('additional properties')
  expect(problem({ database_id: 'x', password: 'y' })).toBeUndefined()
})
