import type { Finding } from '@keelson/core'
import { parseShell } from '@keelson/core/shell'
import { isInside, listPaths, resolvePath } from './command-paths.js'
import type { LintBlueprintContext } from './lint-context.js'
import { isOfProcfile, lintStart } from './lint-start.js'
import { unlessUnread } from './unless-unread.js'
import { isStatic, type CodeService } from './code-service.js'

const spec = 'https://render.com/docs/blueprint-spec'
const monorepo = 'https://render.com/docs/monorepo-support'

export function lintCommands(service: CodeService, context: LintBlueprintContext): Finding[] {
  return [...lintMissing(service), ...lintOutside(service), ...lintStart(service, context)]
}

/** Render reads no Procfile, and guesses no commands. */
function lintMissing(service: CodeService): Finding[] {
  const { name, runtime, buildCommand } = service
  if (isStatic(service)) {
    if ('staticPublishPath' in service && service.staticPublishPath) return []
    return [missing(name, 'staticPublishPath', 'Write the folder that the build makes, as ./dist')]
  }
  if (runtime === undefined || runtime === 'docker' || runtime === 'image') return []
  const startCommand = 'startCommand' in service ? service.startCommand : undefined
  const findings: Finding[] = []
  if (!buildCommand)
    findings.push(missing(name, 'buildCommand', "Write how it is built, or 'true' for nothing to build"))
  if (!startCommand) {
    findings.push(missing(name, 'startCommand', 'Write it; servicesFromProcfile takes it from a Procfile'))
  } else if (isOfProcfile(startCommand)) {
    findings.push({
      code: 'blueprint-procfile-start',
      severity: 'error',
      path: `services.${name}.startCommand`,
      message: `the start command is ${/^\w+: /.test(startCommand) ? 'a line of a Procfile' : 'the name of a file'}, not a command: Render reads no Procfile, and the shell finds no program ${startCommand.split(' ')[0]}`,
      fix: 'Write the command itself; servicesFromProcfile takes it from a Procfile',
      source: spec,
    })
  }
  return findings
}

function missing(name: string, field: string, fix: string): Finding {
  return {
    code: 'blueprint-command-missing',
    severity: 'error',
    path: `services.${name}.${field}`,
    message: `${name} has no ${field}, which Render does not guess: it reads no Procfile`,
    fix,
    source: spec,
  }
}

/** The start command is the business of `lintStartScript`. */
function lintOutside(service: CodeService): Finding[] {
  const rootDir = resolvePath('', service.rootDir ?? '')
  const fields: Readonly<Record<string, unknown>> = { ...service }
  const found = ['buildCommand', 'preDeployCommand', 'dockerfilePath', 'dockerContext', 'staticPublishPath'].flatMap(
    (field) => {
      const text = fields[field]
      if (typeof text !== 'string') return []
      const files = field.endsWith('Command')
        ? pathsIn(text, rootDir)
        : [{ word: text, file: resolvePath(rootDir, text) }]
      return files.filter(({ file }) => !isInside(file, rootDir)).map(({ word }) => ({ field, word }))
    },
  )
  return found.map(({ field, word }) => ({
    code: 'blueprint-outside-root-dir',
    severity: 'error',
    path: `services.${service.name}.${field}`,
    message: `${word} is outside of ${rootDir || 'the repository'}, and Render has no files but those in it`,
    fix: rootDir ? 'Move it into the root directory, or leave rootDir out' : 'Move it into the repository',
    source: monorepo,
  }))
}

function pathsIn(command: string, cwd: string): { readonly word: string; readonly file: string }[] {
  return unlessUnread(() => listPaths(parseShell(command), cwd))
}
