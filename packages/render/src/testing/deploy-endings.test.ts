import { systemClock, type Clock } from '@keelson/core'
import { expect, onTestFinished, test, vi } from 'vitest'
import { diagnoseDeploy } from '../diagnose/index.js'
import * as render from '../index.js'
import { createFakeRender } from './fake-render.js'
import { createProcessRunner } from './process-runner.js'

/** A server that logs who asks it, as `answer` says. */
const server = (answer: string) => `
require('node:http').createServer((request, response) => {
  const { host, 'user-agent': agent } = request.headers
  ${answer}
  console.log('asked by ' + agent + ' for ' + host)
}).listen(process.env.PORT, '127.0.0.1')`

/** Deploys a program, and lets the time for its health pass once it has said something. */
async function deploy(program: string, details: object = {}, patienceMs = 5000) {
  let skippedMs = 0
  const clock: Clock = {
    ...systemClock,
    now: () => systemClock.now() + skippedMs,
    // An answer that does not come is not waited for.
    timer: (callback, ms) => systemClock.timer(callback, Math.min(ms, patienceMs)),
  }
  const runner = createProcessRunner({ cwd: '/', clock, healthIntervalMs: 10, shutdownDelayMs: 100 })
  const fake = createFakeRender({ ownerId: 'tea-1', runner })
  onTestFinished(() => fake.stop())
  const client = render.createRenderClient({ apiKey: 'rnd_endings', ownerId: 'tea-1', fetch: fake.fetch })
  const startCommand = `node -e '${program.replaceAll("'", '"')}'`
  const { service, deployId = '' } = await render.createService(client, {
    type: 'web_service',
    name: 'shop',
    repo: 'https://github.com/me/shop',
    serviceDetails: {
      runtime: 'node',
      healthCheckPath: '/healthz',
      envSpecificDetails: { buildCommand: '', startCommand },
      ...details,
    },
  })
  const serviceId = service.id
  const messages = () => fake.state.logs.map(({ message }) => message)
  const status = () => fake.state.deploys.get(deployId)?.status ?? ''
  await vi.waitUntil(() => /live|failed/.test(status()) || messages().some((line) => /^(?:asked|started)/.test(line)), {
    timeout: 10_000,
  })
  skippedMs = 60_000
  await vi.waitUntil(() => /live|failed/.test(status()), { timeout: 10_000 })
  const { causes } = await diagnoseDeploy(client, { serviceId, deployId })
  const events = await render.listEvents(client, { serviceId, type: 'deploy_ended' }).toArray()
  const [ended] = events
  const reason = ended?.type === 'deploy_ended' ? ended.details.reason.failure : undefined
  return {
    fake,
    client,
    causes: causes.map(({ code, title }) => `${code}: ${title}`),
    reason,
    messages: messages(),
    service,
  }
}

test('a process that ends with 3 is told with that status', async () => {
  const { causes, reason, messages } = await deploy('process.exit(3)')
  expect(reason).toEqual({ evicted: false, nonZeroExit: 3 })
  expect(causes[0]).toBe('exit-code: The process ended with status 3')
  expect(messages).toContain('==> Exited with status 3')
})

test('a process that is killed has the status of its signal', async () => {
  const { reason, messages } = await deploy('process.kill(process.pid, "SIGKILL")')
  expect(reason).toEqual({ evicted: false, nonZeroExit: 137 })
  expect(messages).toContain('==> Exited with status 137')
})

test('a process that ends well has ended too early', async () => {
  const { causes, reason, messages } = await deploy('console.log("done")')
  expect(reason).toEqual({ evicted: false, earlyExit: true })
  expect(causes[0]).toBe('exited-early: The process ended by itself')
  expect(messages).toContain('==> Application exited early')
})

test('a process that opens no port', async () => {
  const { causes, reason } = await deploy('console.log("started"); setInterval(() => {}, 1000)')
  expect(reason).toEqual({ evicted: false, timedOutSeconds: 30, timedOutReason: 'no open ports detected' })
  expect(causes[0]).toMatch(/^no-open-port: /)
  expect(causes.join()).not.toContain('status')
})

test.each([
  ['404', 'response.writeHead(404).end()', 'health-check-not-found', 'HTTP health check failed with status 404'],
  ['503', 'response.writeHead(503).end()', 'health-check-refused', 'HTTP health check failed with status 503'],
  ['nothing', '', 'health-check-timeout', 'HTTP health check got no answer in time'],
  ['a broken connection', 'response.destroy()', 'health-check-timeout', 'HTTP health check failed: ECONNRESET'],
])('a health check that is answered with %s', async (_what, answer, code, unhealthy) => {
  const { causes, reason, messages, service } = await deploy(server(answer), {}, answer === '' ? 100 : undefined)
  expect(reason).toEqual({ evicted: false, unhealthy })
  expect(causes[0]).toMatch(new RegExp(`^${code}: `))
  const { host, hostname } = new URL(service.serviceDetails.url ?? '')
  expect(messages).toContain(`asked by Render/1.0 for ${host}`)
  expect(messages).toContainEqual(
    expect.stringMatching(
      `^==> Timed out after waiting for internal health check to return a successful response code at: ${hostname}:\\d+ /healthz$`,
    ),
  )
})

const pickyProgram = server(`
  response.writeHead(400).end()
  console.log("Invalid HTTP_HOST header: \\u0027" + host + "\\u0027. You may need to add it to ALLOWED_HOSTS.")`)

test('a health check asks for the custom domain of a service that has one', async () => {
  const { fake, client, service } = await deploy(server('response.end()'))
  await render.createCustomDomain(client, { serviceId: service.id, name: 'shop.example.com' })
  for (const domain of fake.state.customDomains.values()) domain.verifiedAt = 0
  await render.createDeploy(client, { serviceId: service.id })
  const asked = () => fake.state.logs.map(({ message }) => message)
  await vi.waitFor(() => expect(asked()).toContain('asked by Render/1.0 for shop.example.com'), { timeout: 10_000 })
})

test('a program that refuses its own address', async () => {
  const { causes } = await deploy(pickyProgram)
  expect(causes[0]).toMatch(/^disallowed-host: .*the host 127\.0\.0\.1:\d+,/)
})

test('no start command is no end of a process', async () => {
  const details = { envSpecificDetails: { buildCommand: '', startCommand: '' } }
  const { causes, reason } = await deploy('', details)
  expect(reason).toEqual({ evicted: false })
  expect(causes).toEqual(['update-failed: The new version was built, but did not become healthy'])
})

test('a command of the build, and one before the deploy, end with their status', async () => {
  const built = await deploy('', { envSpecificDetails: { buildCommand: 'exit 4', startCommand: 'true' } })
  expect(built.causes.at(-1)).toBe('build-failed: The build command failed')
  expect(built.messages).toEqual([
    "==> Running build command 'exit 4'...",
    '==> Exited with status 4',
    '==> Build failed 😞',
  ])
  const prepared = await deploy('', { preDeployCommand: 'exit 5' })
  expect(prepared.reason).toEqual({ evicted: false, nonZeroExit: 5 })
  expect(prepared.messages.slice(-3)).toEqual([
    '==> Starting pre-deploy: exit 5',
    '==> Exited with status 5',
    '==> Pre-deploy has failed',
  ])
})
