import { createFakeClock, createRandom, type FakeClock } from '@keelson/core/testing'
import * as render from '@keelson/render'
import { createFakeRender, type FakeRender } from '@keelson/render/testing'
import { rowsIn, type RefusalRow } from '../table.ts'

const apiKey = 'rnd_operations'
export const ownerId = 'tea-1'

/** A workspace with one web service, "shop", whose first deploy is live. */
export interface RenderWorld {
  readonly clock: FakeClock
  readonly fake: FakeRender
  readonly client: render.RenderClient
  readonly serviceId: string
  readonly deployId: string
}

export async function start(): Promise<RenderWorld> {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeRender({ clock, random: createRandom(1), ownerId, apiKey })
  const client = connect(fake.fetch, { clock })
  const { service, deployId = '' } = await render.createService(client, {
    type: 'web_service',
    name: 'shop',
    repo: 'https://github.com/me/shop',
    envVars: [{ key: 'SECRET_KEY', value: 'first-secret-value' }],
    serviceDetails: { runtime: 'python', plan: 'free', region: 'frankfurt' },
  })
  await render.waitForDeploy(client, { serviceId: service.id, deployId })
  fake.state.log({ message: 'hello', resource: service.id })
  return { clock, fake, client, serviceId: service.id, deployId }
}

/** What comes back must be as its schemas say, from the fake and from Prism, unless a client is not strict. */
export function connect(
  fetch: typeof globalThis.fetch,
  { clock }: Pick<RenderWorld, 'clock'> = { clock: createFakeClock({ auto: true }) },
  strict = true,
): render.RenderClient {
  return render.createRenderClient({ apiKey, ownerId, strict, clock, random: createRandom(2), fetch })
}

/** Ids are told by their prefix; those of the first service and its deploy are `srv` and `dep`. */
export function shorten(text: string, { serviceId, deployId }: RenderWorld): string {
  return text
    .replaceAll(serviceId, 'srv')
    .replaceAll(deployId, 'dep')
    .replaceAll(/\b([a-z]{3})-[\da-v]{20}\b/g, '$1-new')
}

export const row = rowsIn<RenderWorld>()
export type Refusal = RefusalRow<render.RenderClient>
