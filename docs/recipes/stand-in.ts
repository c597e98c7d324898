import { fileURLToPath } from 'node:url'
import { createRenderClient, type RenderClient } from '@keelson/render'
import { createFakeRender, createProcessRunner } from '@keelson/render/testing'

/** Render on this machine: its API as a function, its instances as child processes that run the real start command. */
export function createStandIn(commit: string): { readonly client: RenderClient; stop(): Promise<void> } {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const fake = createFakeRender({
    ownerId: 'tea-standin',
    latestCommit: { id: commit, message: 'what this checkout holds' },
    runner: createProcessRunner({ cwd: root }),
  })
  const client = createRenderClient({ apiKey: 'rnd_standin_key', ownerId: 'tea-standin', fetch: fake.fetch })
  return { client, stop: () => fake.stop() }
}
