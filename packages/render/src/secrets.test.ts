import { inspect } from 'node:util'
import { formatError, runTransaction, Secret, TransactionError } from '@keelson/core'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import { triggerDeployHook } from './deploy-hook.js'
import * as render from './index.js'
import { createFakeRender } from './testing/index.js'

const letters = Array.from({ length: 0x7f - 0x21 }, (_, index) => String.fromCharCode(0x21 + index))
const anything = [...letters, ' ', '\n', 'é', '漢', '🔑', '%20', '\\n', '$&']

/** What a server may make of a value that it quotes. */
const spellings: readonly ((value: string) => string)[] = [
  (value) => value,
  (value) => encodeURIComponent(value),
  (value) => new URLSearchParams({ value }).toString(),
  (value) => JSON.stringify(value),
  (value) => Buffer.from(value).toString('base64'),
  (value) => Buffer.from(`user:${value}`).toString('base64'),
  (value) => Buffer.from(`{"v":"${value}"}`).toString('base64url'),
]

/** What a server, or the way to it, may make of a request. */
const echoes: readonly ((text: string) => Response)[] = [
  (text) => Response.json({ id: text, message: `invalid value ${text}` }, { status: 400 }),
  (text) => Response.json({ message: `already in use: ${text}` }, { status: 409 }),
  (text) => Response.json({ detail: { deep: [text] } }, { status: 402 }),
  (text) => new Response(`{"message":"cut off ${text}`, { status: 500 }),
  (text) => new Response(`{"cut":"${text}`, { status: 200 }),
  (text) => new Response(`<html>you sent <pre>${text}</pre>`, { status: 502 }),
  (text) => new Response(`<html>log in first: ${text}`, { status: 200 }),
  (text) => new Response(text, { status: 404, headers: { 'x-request-id': text.replace(/[^\x20-\x7e]/g, '') } }),
  (text) => Response.json({ unexpected: text, logs: text, service: { id: text } }),
  (text) => Response.json([{ cursor: 7, envVar: { key: text }, deploy: text, service: [text] }]),
  (text) => {
    throw new TypeError('fetch failed', { cause: Object.assign(new Error(`to ${text}`), { code: `E_${text}` }) })
  },
]

interface Known {
  readonly apiKey: string
  readonly value: string
  readonly hook: string
}

const ids = { serviceId: 'srv-1', deployId: 'dep-1' }

/** Everything that a program may do with an error to look into it. */
function shownOf(error: unknown): string {
  const chain: unknown[] = []
  for (let link = error; link !== undefined; link = (link as { cause?: unknown }).cause) chain.push(link)
  const links = chain.flatMap((link) => [String(link), String((link as Error).stack), inspect(link)])
  return [
    formatError(error),
    inspect(error, { depth: Infinity, showHidden: true }),
    JSON.stringify(error),
    ...links,
  ].join('\n')
}

/** A value in every spelling that a reader could turn back. */
function traces(value: string): string[] {
  const inside = Buffer.from(value).subarray(0, Math.floor(Buffer.byteLength(value) / 3) * 3)
  return [
    value,
    encodeURIComponent(value),
    inside.toString('base64'),
    inside.toString('base64url'),
    inside.toString('hex'),
  ]
}

function refuseTraces(shown: string, values: readonly string[], where: string): void {
  for (const value of values) {
    for (const trace of traces(value))
      if (shown.includes(trace)) throw new Error(`${where}: ${JSON.stringify(trace)} in ${shown}`)
  }
}

function draw(random: () => number): Known & { readonly pick: <T>(list: readonly T[]) => T } {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const text = (alphabet: readonly string[], length: number) => Array.from({ length }, () => pick(alphabet)).join('')
  return {
    pick,
    apiKey: `rnd_${text(letters, 24)}`,
    value: `v${text(anything, 6 + Math.floor(random() * 40))}v`,
    hook: `https://api.render.com/deploy/srv-${text(['a', '1', 'b'], 20)}?key=${text(['x', 'Y', '3', '_', '-'], 11)}`,
  }
}

test('a deploy hook shows nothing of its URL in 400 generated failures', async () => {
  let failures = 0
  for (let run = 1; run <= 400; run++) {
    const { pick, hook } = draw(createRandom(run))
    const key = new URL(hook).searchParams.get('key') ?? ''
    const echo = pick(echoes)
    const error: unknown = await triggerDeployHook(
      pick([hook, new Secret(hook)]),
      {},
      { fetch: async () => echo(pick(spellings)(pick([hook, key]))) },
    ).catch((thrown: unknown) => thrown)
    if (!(error instanceof Error)) continue
    failures += 1
    refuseTraces(shownOf(error), [hook, key], `run ${run}`)
  }
  expect(failures).toBeGreaterThan(200)
})

test('a deploy hook that nobody told the client about is blanked out by its shape', async () => {
  const hook = 'https://api.render.com/deploy/srv-abc123?key=Zz9-unknown_key'
  const client = render.createRenderClient({
    apiKey: 'rnd_hooks',
    fetch: async () => Response.json({ message: `call ${hook} instead` }, { status: 400 }),
  })
  const error: unknown = await render.getService(client, ids).catch((thrown: unknown) => thrown)
  expect(shownOf(error)).toContain('https://api.render.com/deploy/srv-abc123?key=[secret]')
  expect(shownOf(error)).not.toContain('Zz9')
})

describe('secrets in 150 releases that fail somewhere', () => {
  test('are in no journal, note, event or error', { timeout: 60_000 }, async () => {
    const outcomes = new Set<string>()
    for (let run = 1; run <= 150; run++) {
      const random = createRandom(run)
      const { pick, apiKey, value, hook } = draw(random)
      const old = draw(random).value
      const clock = createFakeClock({ auto: true })
      const fake = createFakeRender({ clock, random, ownerId: 'tea-1', durations: { build: 3000, update: 1000 } })
      const seen: unknown[] = []
      const note = (event: unknown) => void seen.push(event)
      const client = render.createRenderClient({
        apiKey,
        ownerId: 'tea-1',
        clock,
        random,
        fetch: fake.fetch,
        onRequest: note,
        onResponse: note,
        onRetry: note,
        onSchemaDrift: note,
      })
      const { service, deployId = '' } = await render.createService(client, {
        type: 'web_service',
        repo: 'https://github.com/me/shop',
        name: 'shop',
        envVars: [{ key: 'SECRET', value: old }],
        serviceDetails: { runtime: 'node' },
      })
      const serviceId = service.id
      await render.waitForDeploy(client, { serviceId, deployId })
      // A server can only echo what it was sent before.
      const [operation, sent] = pick([
        ['GET /services/{serviceId}/deploys', [apiKey, old]],
        ['PUT /services/{serviceId}/env-vars/{envVarKey}', [apiKey, old, value]],
        ['POST /services/{serviceId}/deploys', [apiKey, value, old, hook]],
        ['GET /services/{serviceId}/deploys/{deployId}', [apiKey, value, old, hook]],
        ['GET /logs', [apiKey, value, old, hook]],
      ] as const)
      const message = pick(spellings)(pick<string>(sent))
      fake.faults.add({
        operation,
        kind: 'status',
        status: pick([400, 402, 409, 500]),
        message: `refused: ${message}`,
        times: 9,
      })
      if (random() < 0.3) fake.faults.add({ operation: 'POST /services/{serviceId}/deploys', kind: 'build_failed' })
      const error: unknown = await runTransaction(
        { name: `release with ${apiKey}`, clock, redact: client.redact, onEvent: note },
        async (run) => {
          await run(render.rollbackPointStep(client, { serviceId }))
          await run(render.envVarsStep(client, { serviceId, set: { SECRET: value, HOOK: new Secret(hook) } }))
          for (const spelling of spellings)
            fake.state.log({ message: `I was given ${spelling(pick([value, old, hook]))}`, resource: serviceId })
          await run(render.deployStep(client, { serviceId }))
          await run({
            name: 'gate',
            run: async () => {
              throw new Error(`closed: ${message}`)
            },
          })
        },
      ).catch((thrown: unknown) => thrown)
      if (!(error instanceof TransactionError)) throw error
      outcomes.add(error.journal.steps.at(-1)?.name ?? '')
      const shown =
        shownOf(error) + inspect(seen, { depth: Infinity }) + JSON.stringify(seen) + JSON.stringify(error.journal)
      refuseTraces(shown, [apiKey, value, old, hook], `run ${run}`)
    }
    expect([...outcomes].toSorted()).toEqual(['deploy', 'environment', 'gate', 'rollback point'])
  })
})
