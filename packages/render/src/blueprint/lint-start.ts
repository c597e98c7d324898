import { findSecretSign, redactShapes, type Finding, type KeelsonError, type Platform } from '@keelson/core'
import { lintGunicorn, parseGunicornArgs, type GunicornContext } from '@keelson/core/gunicorn'
import { parseShell } from '@keelson/core/shell'
import { lintStartScript, parseStartScript } from '@keelson/core/start-script'
import type { ServicePlanName } from '../known-values.js'
import { renderPlatform } from '../platform.js'
import { isStatic, type CodeService } from './code-service.js'
import { resolvePath } from './command-paths.js'
import type { LintBlueprintContext } from './lint-context.js'
import { lintStartSecrets } from './lint-start-secrets.js'
import { unlessUnread } from './unless-unread.js'

/** What the linters of start commands find, with the plan that the service has. */
export function lintStart(service: CodeService, { peakMemoryMb = {}, files = {} }: LintBlueprintContext): Finding[] {
  if (!('startCommand' in service) || !service.startCommand) return []
  if (service.type === 'workflow' || service.type === 'cron' || isStatic(service)) return []
  const { name, startCommand, rootDir, envVars = [], scaling, numInstances } = service
  const platform = platformOf(service)
  const instances = scaling?.maxInstances ?? numInstances
  const variables = envVars.flatMap((one) => ('key' in one ? one.key : []))
  // Messages show what settings are filled with.
  const values = envVars.flatMap((one) =>
    'value' in one && findSecretSign(one.key, String(one.value)) === undefined ? [[one.key, String(one.value)]] : [],
  )
  // Render's own default, as long as the service does not say otherwise.
  const env: Record<string, string> = { PORT: '10000', ...Object.fromEntries(values) }
  const lint = (path: string, text: string) => {
    let unread: KeelsonError | undefined
    const onUnread = (error: KeelsonError) => (unread = error)
    const found = unlessUnread(
      () => [
        ...unlessUnread(() => lintStartSecrets(text)),
        ...lintStartScript(text, { platform, instances, variables, rootDirectory: rootDir }),
        ...lintServer(text, { platform, env, appPeakMb: ofName(peakMemoryMb, name) }, onUnread),
      ],
      onUnread,
    )
    const all = unread && found.length === 0 && !isOfProcfile(text) ? [tellUnread(unread)] : found
    return all.map((finding) => ({ ...finding, path: `${path}: ${finding.path}` }))
  }
  const script = scriptOf(startCommand, rootDir)
  const text = script === undefined ? undefined : ofName(files, script)
  return [
    ...lint(`services.${name}.startCommand`, startCommand),
    ...(script !== undefined && text !== undefined ? lint(script, text) : []),
  ]
}

/** A service or script may be called `constructor`. */
function ofName<T>(record: Readonly<Partial<Record<string, T>>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined
}

/** The name of a Procfile, or a line of one. */
export function isOfProcfile(startCommand: string): boolean {
  return /^(?:\.\/)?Procfile$|^[a-z]+: /.test(startCommand)
}

/** Silence would pass for praise. */
function tellUnread({ message }: KeelsonError): Finding {
  return {
    code: 'blueprint-start-unread',
    severity: 'info',
    path: 'start',
    // A word of the command may be a URL with a password.
    message: `this was not judged: ${redactShapes(message)}`,
    source: 'https://render.com/docs/blueprint-spec#startcommand',
  }
}

function lintServer(text: string, context: GunicornContext, onUnread: (error: KeelsonError) => void): Finding[] {
  return unlessUnread(() => {
    const { argv } = parseStartScript(text).server
    if (!argv.some((word) => typeof word === 'string' && /(?:^|\/)gunicorn$/.test(word))) return []
    const config = parseGunicornArgs(argv)
    return lintGunicorn(config, { ...context, env: { ...context.env, ...plainOf(config.assignments) } })
  }, onUnread)
}

/** The script that a command starts, seen from the repository: `bash start.sh`, `./start.sh`. */
function scriptOf(startCommand: string, rootDir = ''): string | undefined {
  const [command, ...rest] = unlessUnread(() => parseShell(startCommand))
  if (!command || rest.length > 0) return undefined
  const words = command.argv[0] === 'exec' ? command.argv.slice(1) : command.argv
  const isShell = typeof words[0] === 'string' && /^(?:\S*\/)?(?:ba|da)?sh$/.test(words[0])
  const script = isShell ? words.slice(1).find((word) => typeof word !== 'string' || !word.startsWith('-')) : words[0]
  return typeof script === 'string' && !script.startsWith('/') ? resolvePath(rootDir, script) : undefined
}

function plainOf(assignments: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(assignments).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  )
}

/** What a service's plan has; the plans that are named after their size are read. */
function platformOf(service: CodeService): Platform {
  const plan = 'plan' in service ? (service.plan ?? 'starter') : 'starter'
  const delay = 'maxShutdownDelaySeconds' in service ? service.maxShutdownDelaySeconds : undefined
  const known = renderPlatform({
    plan: plan.replace(' ', '_') as ServicePlanName,
    ...(delay !== undefined && { maxShutdownDelaySeconds: delay }),
  })
  const [, cpus, size, unit] = /^([\d.]+)c-(\d+)(mb|g)$/.exec(plan) ?? []
  if (!cpus || !size) return known
  return { ...known, cpus: Number(cpus), memoryMb: Number(size) * (unit === 'g' ? 1024 : 1) }
}
