import { KeelsonError, type Finding } from '@keelson/core'
import { parseProcfile, type ProcfileProcess } from '@keelson/core/procfile'
import { parseShell, quoteShell } from '@keelson/core/shell'
import type { BlueprintServer } from './blueprint-services.js'
import { unlessUnread } from './unless-unread.js'

type WebOnly =
  | 'disk'
  | 'domain'
  | 'domains'
  | 'healthCheckPath'
  | 'ipAllowList'
  | 'maintenanceMode'
  | 'numInstances'
  | 'renderSubdomainPolicy'
  | 'scaling'

type FromProcfile = 'type' | 'buildSource' | 'dockerCommand' | 'preDeployCommand' | 'startCommand'

/** What all services of a Procfile have; the commands come from it. */
export interface ProcfileServicesParams extends Omit<BlueprintServer, WebOnly | FromProcfile> {
  /** Of the web service; the others are called `name-process`. */
  readonly name: string
  /** What only the web service has. */
  readonly web?: Pick<BlueprintServer, WebOnly> | undefined
}

/** The services, and what had to be decided. */
export interface ProcfileServices {
  readonly services: readonly BlueprintServer[]
  readonly findings: readonly Finding[]
}

const deploys = 'https://render.com/docs/deploys#pre-deploy-command'
const free = 'https://render.com/docs/free'

/**
 * The services that run what a Procfile says, which Render does not read by itself: `web` is a web service, `release` its
 * pre-deploy command, everything else a background worker. On the free plan, which has neither pre-deploy commands nor
 * workers, `release` goes in front of the start command and workers are `starter`; the findings say so. Throws `config` for a
 * Procfile that cannot be read, or that has nothing but `release`. https://render.com/docs/deploys
 *
 * @example
 * import { servicesFromProcfile } from '@keelson/render/blueprint'
 * const { services } = servicesFromProcfile('web: gunicorn shop.wsgi\nworker: celery -A shop worker', {
 *   name: 'shop',
 *   runtime: 'python',
 *   plan: 'starter',
 *   buildCommand: 'pip install -r requirements.txt',
 *   web: { healthCheckPath: '/healthz' },
 * })
 */
export function servicesFromProcfile(
  procfile: string | readonly ProcfileProcess[],
  { name, web, ...shared }: ProcfileServicesParams,
): ProcfileServices {
  const processes = typeof procfile === 'string' ? parseProcfile(procfile) : procfile
  const release = processes.find((one) => one.name === 'release')
  const isFree = shared.plan === 'free'
  const findings: Finding[] = []
  const services = processes.flatMap((process): BlueprintServer[] => {
    if (process === release) return []
    if (process.name !== 'web') {
      const service = `${name}-${process.name}`
      if (isFree) findings.push(paidWorker(service))
      const plan = isFree ? { plan: 'starter' as const } : {}
      return [{ type: 'worker', name: service, ...shared, ...plan, startCommand: process.command }]
    }
    const commands = placeRelease(process.command, release?.command, isFree)
    if (release && isFree) findings.push(releaseAtStart(name))
    return [{ type: 'web', name, ...shared, ...web, ...commands }]
  })
  const [first] = services
  if (!first) {
    const what = release ? 'nothing but release in it' : 'no process in it'
    throw new KeelsonError(`The Procfile makes no service: there is ${what}`, { code: 'config' })
  }
  // A worker is never free.
  if (release && !services.some(({ type }) => type === 'web'))
    services[0] = { ...first, preDeployCommand: release.command }
  return { services, findings }
}

function placeRelease(
  start: string,
  release: string | undefined,
  isFree: boolean,
): Pick<BlueprintServer, 'startCommand' | 'preDeployCommand'> {
  if (release === undefined) return { startCommand: start }
  if (!isFree) return { preDeployCommand: release, startCommand: start }
  const first = isList(release) ? release : `sh -c ${quoteShell(release)}`
  return { startCommand: `${first} && ${isPlainCommand(start) ? 'exec ' : ''}${start}` }
}

/** Commands that `&&` can be put behind: no comment would swallow it, and none changes the shell that goes on. */
function isList(command: string): boolean {
  const commands = unlessUnread(() => parseShell(command))
  const isPlain = commands.every(
    ({ joinedBy = '&&', background, argv: [program] }) =>
      joinedBy === '&&' && !background && typeof program === 'string' && !changesShell.test(program),
  )
  return commands.length > 0 && isPlain && !/[#\n]/.test(command)
}

const changesShell = /^(?:\.|:|cd|eval|exec|exit|export|read|set|shift|source|trap|umask|unset)$/

/** One program, which can take the shell's place and so gets the signal to stop. */
function isPlainCommand(command: string): boolean {
  const [first, ...more] = unlessUnread(() => parseShell(command))
  if (!first || more.length > 0 || Object.keys(first.assignments).length > 0) return false
  const [program] = first.argv
  return typeof program === 'string' && !changesShell.test(program)
}

function paidWorker(name: string): Finding {
  return {
    code: 'blueprint-worker-paid',
    severity: 'warning',
    path: `services.${name}.plan`,
    message: `${name} is a background worker, which cannot be free: it is starter, and costs money`,
    fix: 'Leave the process out, or do its work inside the web service',
    source: free,
  }
}

function releaseAtStart(name: string): Finding {
  return {
    code: 'blueprint-release-at-start',
    severity: 'warning',
    path: `services.${name}.startCommand`,
    message: `the free plan has no pre-deploy command: release runs in front of the server, at each deploy and each time ${name} wakes up`,
    fix: 'Take a paid plan, where preDeployCommand runs it once a deploy',
    source: deploys,
  }
}
