import { expect, test } from 'vitest'
import { runPython, type Site } from './programs.ts'

/** What gunicorn does where the linter says that it does it. */
interface Case {
  readonly args: readonly string[]
  readonly env?: Record<string, string>
  readonly target?: string
  /** Look with --check-config first. */
  readonly check?: true
  /** It is expected to end by itself. */
  readonly ends?: true
  readonly noBind?: true
  /** SIGHUP after the code has changed. */
  readonly reload?: true
  /** What the log says when requests can be sent. @default Booting worker */
  readonly until?: string
  readonly requests?: readonly { readonly path?: string; readonly header?: string; readonly timeout?: number }[]
}

interface Outcome {
  readonly check?: number
  readonly exit: number | null
  readonly log: string
  readonly replies: readonly {
    readonly status?: number
    readonly body?: string
    readonly connection?: string
    readonly error?: string
  }[]
}

type Row = readonly [code: string, given: Case, told: (outcome: Outcome, site: Site) => void]

const once = [{}]
const status = ({ replies }: Outcome) => replies.map((reply) => reply.status ?? reply.error)
const line = (length: number) => ({ path: `/${'a'.repeat(length)}` })

const rows: readonly Row[] = [
  [
    'gunicorn-setting-invalid',
    { args: ['--workers=0'], check: true, until: 'Using worker', requests: once },
    (outcome) => {
      expect(outcome).toMatchObject({ check: 0, exit: null })
      expect(status(outcome)).toEqual(['TimeoutError'])
    },
  ],
  [
    'gunicorn-setting-invalid',
    { args: ['--worker-class=gthread', '--threads=0'], check: true, ends: true },
    (outcome) => {
      expect(outcome).toMatchObject({ check: 0, exit: 3, log: expect.stringContaining('max_workers must be greater') })
    },
  ],
  [
    'gunicorn-setting-invalid',
    { args: ['--threads=0'], requests: once },
    (outcome) => expect(status(outcome)).toEqual([200]),
  ],
  [
    'gunicorn-web-concurrency',
    { args: ['--workers=2'], env: { WEB_CONCURRENCY: '' }, ends: true },
    (outcome) =>
      expect(outcome).toMatchObject({ exit: 1, log: expect.stringContaining('ValueError: invalid literal') }),
  ],
  [
    'gunicorn-web-concurrency',
    { args: ['--workers=2'], env: { WEB_CONCURRENCY: 'auto' }, ends: true },
    (outcome) =>
      expect(outcome).toMatchObject({ exit: 1, log: expect.stringContaining('ValueError: invalid literal') }),
  ],
  [
    'gunicorn-web-concurrency',
    { args: [], env: { WEB_CONCURRENCY: ' +0_2 ' }, requests: once },
    (outcome) => expect(status(outcome)).toEqual([200]),
  ],
  [
    'gunicorn-web-concurrency-overridden',
    { args: ['--workers=1'], env: { WEB_CONCURRENCY: '3' }, requests: once },
    ({ log }) => expect(log.match(/Booting worker/g)).toHaveLength(1),
  ],
  [
    'gunicorn-setting-invalid',
    { args: ['--worker-class=gtread'], check: true, ends: true },
    (outcome) => expect(outcome).toMatchObject({ check: 0, exit: 1, log: expect.stringContaining("'gtread' invalid") }),
  ],
  [
    'gunicorn-setting-invalid',
    { args: ['--worker-class=asgi'], target: 'asgi:application', requests: once },
    (outcome, site) => {
      if (site === 'debian') expect(outcome).toMatchObject({ exit: 1 })
      else expect(status(outcome)).toEqual([200])
    },
  ],
  [
    'gunicorn-setting-invalid',
    { args: ['--worker-class=eventlet'], ends: true },
    ({ log }, site) =>
      expect(log).toContain(site === 'debian' ? 'requires eventlet' : "'eventlet' invalid or not found"),
  ],
  [
    'gunicorn-sync-threads',
    { args: ['--worker-class=sync', '--threads=2'], requests: once },
    ({ log }) => expect(log).toMatch(/Using worker: g?thread/),
  ],
  [
    'gunicorn-keepalive-short',
    { args: ['--worker-class=gthread', '--keep-alive=0'], requests: once },
    ({ replies }) => expect(replies).toMatchObject([{ connection: 'close' }]),
  ],
  [
    'gunicorn-setting-ignored',
    { args: ['--keep-alive=65'], requests: once },
    ({ replies }) => expect(replies).toMatchObject([{ connection: 'close' }]),
  ],
  [
    'gunicorn-target-interface',
    { args: ['--worker-class=uvicorn.workers.UvicornWorker'], target: 'wsgi:application', requests: once },
    (outcome) => expect(status(outcome)).toEqual([500]),
  ],
  [
    'gunicorn-target-interface',
    { args: ['--worker-class=gthread'], target: 'asgi:application', requests: once },
    (outcome) => expect(status(outcome)).toEqual([500]),
  ],
  [
    'gunicorn-target-missing',
    { args: [], target: 'factory:app', ends: true },
    ({ exit, log }) => {
      expect(exit).toBe(4)
      expect(log).toContain("Failed to find attribute 'app' in 'factory'")
    },
  ],
  [
    'gunicorn-target-arguments',
    { args: [], target: 'factory:make(port=1)', ends: true },
    ({ exit, log }) => {
      expect(exit).toBe(4)
      expect(log).toContain("unexpected keyword argument 'port'")
    },
  ],
  [
    'gunicorn-target-arguments',
    { args: [], target: 'factory:make(debug=True)', requests: once },
    (outcome) => expect(status(outcome)).toEqual([200]),
  ],
  [
    'gunicorn-target-factory',
    { args: [], target: 'factory:make', requests: once },
    (outcome) => expect(status(outcome)).toEqual([500]),
  ],
  [
    'gunicorn-timeout-uploads',
    { args: ['--timeout=2', '--worker-class=gthread'], requests: [{ path: '/?4', timeout: 10 }] },
    (outcome) => expect(status(outcome)).toEqual([200]),
  ],
  [
    'gunicorn-timeout-uploads',
    { args: ['--timeout=1'], requests: [{ path: '/?5', timeout: 10 }] },
    (outcome) => {
      expect(status(outcome)).not.toEqual([200])
      expect(outcome.log).toContain('WORKER TIMEOUT')
    },
  ],
  [
    'gunicorn-preload-reload',
    { args: ['--preload'], reload: true, requests: once },
    ({ replies }) => expect(replies).toMatchObject([{ body: 'one' }]),
  ],
  [
    'gunicorn-preload-reload',
    { args: [], reload: true, requests: once },
    ({ replies }) => expect(replies).toMatchObject([{ body: 'more' }]),
  ],
  [
    'gunicorn-setting-invalid',
    { args: ['--bind=127.0.0.1:99999'], noBind: true, check: true, ends: true },
    (outcome) =>
      expect(outcome).toMatchObject({ check: 0, exit: 1, log: expect.stringContaining('port must be 0-65535') }),
  ],
  [
    'gunicorn-setting-invalid',
    { args: ['--keyfile=wsgi.py'], requests: once },
    (outcome) => expect(status(outcome)).toEqual([500]),
  ],
  [
    'gunicorn-setting-invalid',
    { args: ['--ssl-version=2'], requests: once },
    ({ log }, site) => expect(log.includes('`ssl_version` is deprecated and it is ignored')).toBe(site === 'pip'),
  ],
  [
    'gunicorn-setting-invalid',
    { args: ['--limit-request-field_size=0'], requests: [{ header: 'b'.repeat(60_000) }] },
    (outcome, site) => expect(status(outcome)).toEqual([site === 'debian' ? 200 : 431]),
  ],
  [
    'gunicorn-setting-invalid',
    { args: ['--limit-request-line=20000'], requests: [line(8100), line(9000)] },
    (outcome) => expect(status(outcome)).toEqual([200, 400]),
  ],
  [
    'gunicorn-setting-invalid',
    { args: ['--log-level=loud'], check: true, requests: once },
    (outcome) => {
      expect(outcome).toMatchObject({ check: 0, log: expect.stringContaining('[INFO]') })
      expect(status(outcome)).toEqual([200])
    },
  ],
]

test.each(['debian', 'pip'] as const)('gunicorn of %s does what the rules say', async (site) => {
  const outcomes = await runPython(
    site,
    'gunicorn_rules.py',
    rows.map(([, given]) => given),
  )
  rows.forEach(([code, given, told], index) => {
    const outcome = (outcomes as Outcome[])[index]
    if (!outcome) throw new Error('there are fewer outcomes than cases')
    try {
      told(outcome, site)
    } catch (error) {
      throw new Error(`${code}, ${given.args.join(' ')}: ${JSON.stringify(outcome)}`, { cause: error })
    }
  })
})
