import { runTransaction, TransactionError, type Journal, type Step } from '@keelson/core'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import * as render from '@keelson/render'
import { createFakeRender, type FakeRenderOptions } from '@keelson/render/testing'
import { expect } from 'vitest'

export const oldCommit = 'a'.repeat(40)
export const newCommit = 'b'.repeat(40)
export const before = { SECRET_KEY: 'secret-of-before', DEBUG: 'true', OLD_FLAG: 'old-flag' }
export const desired = {
  type: 'web_service',
  name: 'shop',
  repo: 'https://github.com/me/shop',
  serviceDetails: { runtime: 'python', healthCheckPath: '/healthz' },
} satisfies render.CreateServiceParams

export function startEmpty(options: FakeRenderOptions = {}) {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeRender({ clock, random: createRandom(1), ownerId: 'tea-1', ...options })
  /** What the environment was whenever something was sent. */
  const environments: Readonly<Record<string, string>>[] = []
  const client = render.createRenderClient({
    apiKey: 'rnd_steps',
    ownerId: 'tea-1',
    clock,
    random: createRandom(2),
    fetch: async (input, init) => {
      const [service] = fake.state.services.values()
      environments.push(Object.fromEntries(service?.envVars ?? []))
      return fake.fetch(input, init)
    },
  })
  const journals: Journal[] = []
  const transact = <T>(body: Parameters<typeof runTransaction<T>>[1], signal?: AbortSignal) =>
    runTransaction(
      { name: 'release', clock, redact: client.redact, signal, onEvent: ({ journal }) => journals.push(journal) },
      body,
    )
  return { clock, fake, client, environments, journals, transact }
}

/** A service that runs the old commit in the environment of before. */
export async function start(options: FakeRenderOptions = {}) {
  const started = startEmpty(options)
  const { client, fake, clock } = started
  const { service, deployId = '' } = await render.createService(client, {
    ...desired,
    envVars: Object.entries(before).map(([key, value]) => ({ key, value })),
  })
  const serviceId = service.id
  const kept = fake.state.services.get(serviceId)!
  await render.waitForDeploy(client, { serviceId, deployId })
  const old = await render.createDeploy(client, { serviceId, commitId: oldCommit })
  await render.waitForDeploy(client, { serviceId, deployId: old.id })
  await new Promise<void>((resolve) => void clock.timer(resolve, 120_000))
  const from = fake.state.calls.length
  const writes = () =>
    fake.state.calls
      .slice(from)
      .filter(({ operation }) => !operation.startsWith('GET'))
      .map(({ operation, path, status }) => `${operation.split(' ')[0]} ${path.replace(/.*\/(?=.)/, '')} ${status}`)
  const live = () => [...fake.state.deploys.values()].filter(({ status }) => status === 'live')
  return {
    ...started,
    serviceId,
    oldId: old.id,
    environment: () => Object.fromEntries(kept.envVars),
    writes,
    live,
    from,
  }
}

export type Started = Awaited<ReturnType<typeof start>>

export const set = { SECRET_KEY: 'secret-of-after', NEW_FLAG: 'new-flag', DEBUG: 'true', THIRD: 'third-value' }

/** A release as a script would write it; `last` stands for a gate. */
export function release({ client, serviceId, transact }: Started, last?: Step<unknown>, signal?: AbortSignal) {
  return transact(async (run) => {
    await run(render.rollbackPointStep(client, { serviceId }))
    await run(render.envVarsStep(client, { serviceId, set, unset: ['OLD_FLAG'] }))
    const deploy = await run(render.deployStep(client, { serviceId, commitId: newCommit }))
    if (last) await run(last)
    return deploy
  }, signal)
}

/** A client for which Render is silent for four minutes after it has carried out this POST. */
export function outageAfter({ clock, fake }: Started, path: string) {
  return render.createRenderClient({
    apiKey: 'rnd_steps',
    ownerId: 'tea-1',
    clock,
    fetch: async (input, init) => {
      const request = new Request(input, init)
      const response = await fake.fetch(request)
      if (request.method === 'POST' && request.url.endsWith(path))
        clock.timer(fake.faults.add({ operation: '*', kind: 'hang', probability: 1 }), 240_000)
      return response
    },
  })
}

export const closedGate: Step<never> = {
  name: 'gate',
  run: async () => {
    throw new Error('not healthy')
  },
}

export async function failed(promise: Promise<unknown>): Promise<TransactionError> {
  const error: unknown = await promise.then(
    () => expect.unreachable(),
    (thrown: unknown) => thrown,
  )
  if (error instanceof TransactionError) return error
  throw error
}

export const undosOf = ({ journal }: { readonly journal: Journal }) =>
  journal.steps.flatMap(({ name, undo }) =>
    undo.map(({ what, status, detail }) => ({ step: name, what, status, detail })),
  )
export const notesOf = (journal: Journal, step: string) => journal.steps.find(({ name }) => name === step)?.notes ?? []
