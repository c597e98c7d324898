import type { Finding, Platform } from '@keelson/core'
import { lintGunicorn, parseGunicornArgs } from '@keelson/core/gunicorn'
import { lintStartScript, parseStartScript } from '@keelson/core/start-script'
import type { ServicePlanName } from '../known-values.js'
import { renderPlatform } from '../platform.js'
import { isStatic, type CodeService } from './code-service.js'
import type { LintBlueprintContext } from './lint-context.js'
import { isSecretText } from './is-secret-text.js'
import { unlessUnread } from './unless-unread.js'

/** What the linters of start commands find, with the plan that the service has. */
export function lintStart(service: CodeService, { peakMemoryMb }: LintBlueprintContext): Finding[] {
  if (!('startCommand' in service) || !service.startCommand) return []
  if (service.type === 'workflow' || service.type === 'cron' || isStatic(service)) return []
  const { name, startCommand, rootDir, envVars = [], scaling, numInstances } = service
  const platform = platformOf(service)
  const instances = scaling?.maxInstances ?? numInstances
  const variables = envVars.flatMap((one) => ('key' in one ? one.key : []))
  // Messages show what settings are filled with.
  const values = envVars.flatMap((one) =>
    'value' in one && !isSecretText(one.key, one.value) ? [[one.key, String(one.value)]] : [],
  )
  // Render's own default, as long as the service does not say otherwise.
  const env: Record<string, string> = { PORT: '10000', ...Object.fromEntries(values) }
  const found = unlessUnread(() => {
    const script = parseStartScript(startCommand)
    return [
      ...lintStartScript(startCommand, { platform, instances, variables, rootDirectory: rootDir }),
      ...unlessUnread(() => {
        if (!script.server.argv.some((word) => typeof word === 'string' && /(?:^|\/)gunicorn$/.test(word))) return []
        const config = parseGunicornArgs(script.server.argv)
        return lintGunicorn(config, {
          platform,
          env: { ...env, ...plainOf(config.assignments) },
          appPeakMb: peakMemoryMb?.[name],
        })
      }),
    ]
  })
  return found.map((finding) => ({ ...finding, path: `services.${name}.startCommand: ${finding.path}` }))
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
