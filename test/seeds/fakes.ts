import { createFakeClock, createRandom } from '@keelson/core/testing'
import * as neon from '@keelson/neon'
import { createFakeNeon, type FakeNeon } from '@keelson/neon/testing'
import * as render from '@keelson/render'
import { createFakeRender, type FakeRender } from '@keelson/render/testing'
import type { Run } from './seeded-runs.ts'

type RenderWrite = Parameters<FakeRender['faults']['add']>[0]['operation']
type NeonWrite = Parameters<FakeNeon['faults']['add']>[0]['operation']
/** The ids of all things of a kind. */
type Things = (state: FakeRender['state']) => Iterable<string>

const isWrite = ({ operation }: { readonly operation: string }) => !operation.startsWith('GET ')

/** In a workspace with a web service that runs: `act` does what `write` is for, to what `prepare` left. */
export function onRender<Before>(
  write: RenderWrite,
  things: Things,
  prepare: (client: render.RenderClient, serviceId: string) => Promise<Before>,
  act: (client: render.RenderClient, before: Before) => Promise<string>,
) {
  return async (seed: number): Promise<Run> => {
    const clock = createFakeClock({ auto: true })
    const durations = { created: 0, build: 0, update: 0 }
    const fake = createFakeRender({ clock, random: createRandom(seed), ownerId: 'tea-1', durations })
    const client = render.createRenderClient({
      apiKey: 'rnd_seeds',
      ownerId: 'tea-1',
      clock,
      random: createRandom(seed + 1_000_000),
      fetch: fake.fetch,
    })
    const { service, deployId } = await render.createService(client, {
      type: 'web_service',
      name: 'shop',
      repo: 'https://github.com/me/shop',
      serviceDetails: { runtime: 'node' },
    })
    await render.waitForDeploy(client, { serviceId: service.id, deployId: deployId! })
    const before = await prepare(client, service.id)
    const known = new Set(things(fake.state))
    const there = () => [...things(fake.state)]
    return {
      act: () => act(client, before),
      made: () => there().filter((id) => !known.has(id)),
      kept: () => there().filter((id) => known.has(id)),
      writes: () => fake.state.calls.filter(isWrite).length,
      disturb: (fault, where) => void fake.faults.add({ ...fault, operation: where === 'all' ? '*' : write }),
      async calm() {
        fake.faults.clear()
        await clock.advance(60_000)
      },
      struck: fake.faults.log,
    }
  }
}

/** In an organization with a project at rest, whose lists lag behind in three of four runs. */
export function onNeon<Before>(
  write: NeonWrite,
  things: (state: FakeNeon['state']) => Iterable<string>,
  prepare: (client: neon.NeonClient, place: { projectId: string; branchId: string }) => Promise<Before>,
  act: (client: neon.NeonClient, before: Before) => Promise<string>,
) {
  return async (seed: number): Promise<Run> => {
    const clock = createFakeClock({ auto: true })
    const durations = { create_branch: 100, start_compute: 100, delete_timeline: 100, suspend_compute: 100 }
    const random = createRandom(seed)
    const fake = createFakeNeon({ clock, random, orgId: 'org-1', durations, listLagMs: (seed % 4) * 1500 })
    const client = neon.createNeonClient({
      apiKey: 'napi_seeds',
      clock,
      random: createRandom(seed + 1_000_000),
      fetch: fake.fetch,
    })
    const { project, branch } = await neon.createProject(client, { name: 'base' })
    const place = { projectId: project.id, branchId: branch.id }
    await neon.waitForBranch(client, place)
    const before = await prepare(client, place)
    // Longer than the lists lag behind.
    await clock.advance(10_000)
    const known = new Set(things(fake.state))
    const there = () => [...things(fake.state)]
    return {
      act: () => act(client, before),
      made: () => there().filter((id) => !known.has(id)),
      kept: () => there().filter((id) => known.has(id)),
      writes: () => fake.calls.filter(isWrite).length,
      disturb: (fault, where) => void fake.faults.add({ ...fault, operation: where === 'all' ? '*' : write }),
      async calm() {
        fake.faults.clear()
        await clock.advance(60_000)
      },
      struck: fake.faults.log,
    }
  }
}
