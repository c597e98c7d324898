import * as neon from '@keelson/neon'
import * as render from '@keelson/render'
import * as datastores from '@keelson/render/datastores'
import { describe, expect, test } from 'vitest'
import { onNeon, onRender } from './fakes.ts'
import { each, runSeeds } from './seeded-runs.ts'

/** Removes one of two, the newer one. */
const removals = {
  removeService: onRender(
    'DELETE /services/{serviceId}',
    ({ services }) => services.keys(),
    async (client) => {
      const other = { type: 'static_site', name: 'shop-preview', repo: 'https://github.com/me/shop' } as const
      await render.createService(client, other)
      return other
    },
    (client, other) => render.removeService(client, other),
  ),
  removeCustomDomain: onRender(
    'DELETE /services/{serviceId}/custom-domains/{customDomainIdOrName}',
    ({ customDomains }) => customDomains.keys(),
    async (client, serviceId) => {
      const params = { serviceId, name: 'a.example.com' }
      await render.createCustomDomain(client, { serviceId, name: 'b.example.com' })
      await render.createCustomDomain(client, params)
      return params
    },
    (client, params) => render.removeCustomDomain(client, params),
  ),
  removePostgres: onRender(
    'DELETE /postgres/{postgresId}',
    ({ postgres }) => postgres.keys(),
    async (client) => {
      for (const name of ['shop', 'shop-preview'])
        await datastores.createPostgres(client, { name, plan: 'basic_256mb', version: '17' })
      return { name: 'shop-preview', dataLossAccepted: true } as const
    },
    (client, params) => datastores.removePostgres(client, params),
  ),
  removeKeyValue: onRender(
    'DELETE /key-value/{keyValueId}',
    ({ keyValues }) => keyValues.keys(),
    async (client) => {
      for (const name of ['shop', 'shop-preview']) await datastores.createKeyValue(client, { name, plan: 'starter' })
      return { name: 'shop-preview', dataLossAccepted: true } as const
    },
    (client, params) => datastores.removeKeyValue(client, params),
  ),
  removeBranch: onNeon(
    'DELETE /projects/{project_id}/branches/{branch_id}',
    ({ branches }) => branches.keys(),
    async (client, { projectId }) => {
      await neon.ensureBranch(client, { projectId, name: 'preview' })
      return { projectId, name: 'preview' }
    },
    (client, params) => neon.removeBranch(client, params),
  ),
  removeReadReplica: onNeon(
    'DELETE /projects/{project_id}/endpoints/{endpoint_id}',
    ({ endpoints }) => endpoints.keys(),
    async (client, place) => {
      await neon.ensureReadReplica(client, { ...place, name: 'reports' })
      return { ...place, name: 'reports' }
    },
    (client, params) => neon.removeReadReplica(client, params),
  ),
}

describe('1,000 runs over lost answers', { timeout: 60_000 }, () => {
  test.each(each(removals))('$name: that one and no other, and the next run writes nothing', async ({ start }) => {
    const ends = await runSeeds(start, async (run, { answer, code }) => {
      const [other, ...more] = run.kept()
      // All of its sends may have been lost.
      expect(code ?? [answer, more]).toEqual(code ?? ['removed', []])
      expect(['removed', 'absent']).toContain(await run.act())
      const before = run.writes()
      expect([await run.act(), run.kept(), run.writes() - before]).toEqual(['absent', [other], 0])
    })
    expect(ends['done']).toBeGreaterThan(990)
  })
})
