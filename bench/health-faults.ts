/** The faults of a check that a health endpoint must survive, asked over HTTP of a process of its own a fault. */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'

export const subjects = [
  '@keelson/health',
  '@godaddy/terminus',
  '@cloudnative/health-connect',
  '@fastify/under-pressure',
  'lightship',
] as const

interface Stats {
  readonly calls: number
  readonly running: number
  readonly peak: number
}

/** A subject in its process, and what can be asked of it. */
interface Driver {
  readonly paths: { readonly live: string; readonly ready: string; readonly report: string }
  get(path: string): Promise<{ readonly status: number; readonly body: string }>
  tell(message: object): void
  stats(): Promise<Stats>
  terminate(): void
  isAlive(): boolean
}

/** How long a client waits. */
const patienceMs = 4000
/** An answer is cached for 5 s, and three failures are one. */
const untilSeenMs = 14_000

const sleep = (ms: number) => new Promise((resolve) => void setTimeout(resolve, ms))

class Missed extends Error {}
function must(isRight: boolean, otherwise: string): void {
  if (!isRight) throw new Missed(otherwise)
}

/** What the check does from now on is answered in time, and red in the end; it harms nothing else. */
const isRed = (fault: string, forbidden?: string) => async (driver: Driver) => {
  driver.tell({ fault })
  for (const end = performance.now() + untilSeenMs; ; await sleep(500)) {
    const { status, body } = await driver.get(driver.paths.report)
    must(!forbidden || !body.includes(forbidden), 'shows a secret')
    must(body.length < 100_000, `a body of ${body.length} bytes`)
    if (status >= 500) break
    must(performance.now() < end, `${status} for ever`)
  }
  await isUnharmed(driver)
}

async function isUnharmed(driver: Driver): Promise<void> {
  await sleep(100)
  must(driver.isAlive(), 'the process ends')
  const { status } = await driver.get(driver.paths.live)
  must(status === 200, `then live is ${status}`)
}

/** Whatever is made of the answer: there is one, and it harms nothing else. */
const isAnswered = (fault: string, status?: number) => async (driver: Driver) => {
  driver.tell({ fault })
  for (let turn = 0; turn < 8; turn++) {
    const answer = await driver.get(driver.paths.report)
    must(status === undefined || answer.status === status, `${answer.status}`)
    await sleep(1000)
  }
  await isUnharmed(driver)
}

const burst = (fault: string, most: (stats: Stats) => string | undefined) => async (driver: Driver) => {
  driver.tell({ fault })
  // Until what was good is too old to be shown.
  await sleep(5100)
  const before = await driver.stats()
  await Promise.all(Array.from({ length: 1000 }, () => driver.get(driver.paths.report)))
  const { calls, ...after } = await driver.stats()
  const trouble = most({ ...after, calls: calls - before.calls })
  must(trouble === undefined, trouble ?? '')
}

/** Resolves when the subject survives. */
type Row = (driver: Driver) => Promise<void>

/** What only lists of checks, and limits of time, could fail with. */
const oursAlone = ['a check removes itself', 'two of one name', 'timeout of 2^31']
/** It has no checks, only states. */
const ofLightship = ['SIGTERM: ready 503, live 200', 'SIGTERM twice', 'a query']

export const rows: Readonly<Record<string, Row>> = {
  'never settles': isRed('hang'),
  'throws at once': isRed('throws'),
  'rejects undefined': isRed('undefined'),
  'error with a password': isRed('secret', 'S3cr3tP4ss'),
  'resolves a circle': isAnswered('circular'),
  'resolves BigInt rows': isAnswered('rows'),
  'resolves false': isRed('false'),
  '1,000 at once, 200 ms': burst('slow', ({ calls }) => (calls > 1 ? `${calls} calls` : undefined)),
  '1,000 at once, hanging': burst('hang', ({ running }) => (running > 1 ? `${running} left running` : undefined)),
  'hanging, asked for 10 s': async (driver) => {
    driver.tell({ fault: 'hang' })
    for (let second = 0; second < 10; second++) {
      await driver.get(driver.paths.report)
      await sleep(1000)
    }
    const { running } = await driver.stats()
    must(running <= 1, `${running} left running`)
  },
  'SIGTERM while it runs': async (driver) => {
    driver.tell({ fault: 'busy' })
    await sleep(5100)
    const answer = driver.get(driver.paths.report)
    await sleep(200)
    driver.terminate()
    await answer
  },
  'SIGTERM: ready 503, live 200': async (driver) => {
    driver.terminate()
    await sleep(200)
    const [live, ready] = await Promise.all([driver.get(driver.paths.live), driver.get(driver.paths.ready)])
    must(live.status === 200 && ready.status === 503, `ready ${ready.status}, live ${live.status}`)
  },
  'clock set back by 1 h': async (driver) => {
    driver.tell({ setBack: 3_600_000 })
    const before = await driver.stats()
    for (let second = 0; second < 7; second++) {
      await driver.get(driver.paths.report)
      await sleep(1000)
    }
    const { calls } = await driver.stats()
    must(calls > before.calls, 'not asked any more')
  },
  'a query': async (driver) => {
    const { status } = await driver.get(`${driver.paths.report}?x=1`)
    must(status === 200, `${status}`)
  },
  'data bleed': async (driver) => {
    driver.tell({ fault: 'tenant' })
    await sleep(5100)
    await driver.get(driver.paths.report)
    const { body } = await driver.get(driver.paths.live)
    must(!body.includes('tenant A'), 'live shows it')
  },
  'throwing getter': isRed('getter'),
  'thenable, both ways': isAnswered('thenable', 200),
  'abort ignored': isRed('hang'),
  '10 MB message': isRed('huge'),
  'a check removes itself': isAnswered('none', 200),
  'two of one name': isAnswered('none', 200),
  'event loop blocked 5 s': async (driver) => {
    driver.tell({ fault: 'block' })
    await sleep(5100)
    await driver.get(driver.paths.report).catch(() => undefined)
    driver.tell({ fault: 'slow' })
    await sleep(6000)
    const { status } = await driver.get(driver.paths.report)
    must(status === 200, `${status}`)
  },
  'timeout of 2^31': isAnswered('slow', 200),
  'SIGTERM twice': async (driver) => {
    driver.terminate()
    await sleep(300)
    driver.terminate()
    await sleep(300)
    must((await driver.get(driver.paths.ready)).status === 503, 'ready')
  },
  'frozen error': isRed('frozen'),
  'rejects a BigInt': isRed('bigint'),
  proxy: isRed('proxy'),
}

/** `ok`, what happens instead, or `–` where there is nothing to ask. */
export async function tryRow(name: string, row: Row, subject: string): Promise<string> {
  if (subject !== '@keelson/health' && oursAlone.includes(name)) return '–'
  if (subject === 'lightship' && !ofLightship.includes(name)) return '–'
  const child = fork(new URL('./health-subject.ts', import.meta.url), [subject, name], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  try {
    const started = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => [undefined])])
    const [port] = started as [number | undefined]
    if (port === undefined) return 'does not start'
    const driver = drive(child, port, subject)
    await driver.get(driver.paths.report)
    await row(driver)
    return 'ok'
  } catch (error) {
    if (error instanceof Missed) return error.message
    return child.exitCode === null && child.signalCode === null ? 'no answer' : 'the process ends'
  } finally {
    child.kill('SIGKILL')
  }
}

function drive(child: ChildProcess, port: number, subject: string): Driver {
  const paths = {
    live: subject === '@keelson/health' ? '/healthz' : '/live',
    ready: subject === '@keelson/health' ? '/readyz' : subject === '@fastify/under-pressure' ? '/health' : '/ready',
    report: '/health',
  }
  return {
    paths,
    async get(path) {
      const signal = AbortSignal.timeout(patienceMs)
      const response = await fetch(`http://127.0.0.1:${port}${path}`, { signal })
      return { status: response.status, body: await response.text() }
    },
    tell: (message) => void child.send(message),
    async stats() {
      child.send({})
      const [stats] = (await once(child, 'message', { signal: AbortSignal.timeout(patienceMs) })) as [Stats]
      return stats
    },
    terminate: () => void child.kill('SIGTERM'),
    isAlive: () => child.exitCode === null && child.signalCode === null,
  }
}
