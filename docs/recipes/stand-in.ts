import { fileURLToPath } from 'node:url'
import * as render from '@keelson/render'
import { createFakeRender, createProcessRunner } from '@keelson/render/testing'

/** Render on this machine: its API as a function, its instances as child processes that run the real start command. */
export function createStandIn() {
  const cwd = fileURLToPath(new URL('./app', import.meta.url))
  const fake = createFakeRender({ ownerId: 'tea-standin', runner: createProcessRunner({ cwd }) })
  const client = render.createRenderClient({ apiKey: 'rnd_standin_key', ownerId: 'tea-standin', fetch: fake.fetch })
  return { client, stop: () => fake.stop() }
}
