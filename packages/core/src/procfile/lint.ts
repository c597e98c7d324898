import type { Finding } from '../finding.js'
import type { Platform } from '../platform.js'
import { redactShapes } from '../redact.js'
import { parseShell } from '../shell/parse.js'
import { isEnvText, showText, type Text } from '../text.js'
import { readProcfile, type ProcfileEntry, type ProcfileProcess } from './parse.js'

/** Where the Procfile is going to be used; what is left out is not judged. */
export interface ProcfileContext {
  readonly platform?: Platform | undefined
}

const heroku = 'https://devcenter.heroku.com/articles/procfile'
const format = 'https://github.com/heroku/buildpacks-procfile/blob/main/SPEC.md'

/**
 * What the programs that read Procfiles skip, rename or cut off, and what will not run on this platform.
 *
 * @example
 * import { lintProcfile } from '@keelson/core/procfile'
 * for (const { path, message } of lintProcfile('web: gunicorn app:app \\\n  --workers=2')) console.log(path, message)
 */
export function lintProcfile(
  procfile: string | readonly ProcfileProcess[],
  { platform }: ProcfileContext = {},
): Finding[] {
  const entries: readonly ProcfileEntry[] =
    typeof procfile === 'string'
      ? readProcfile(procfile)
      : procfile.map((process, index) => ({ line: index + 1, lines: 1, process }))
  const processes = entries.flatMap(({ process }) => process ?? [])
  return [
    ...entries.flatMap(lintEntry),
    ...lintNames(processes),
    ...lintWeb(processes),
    ...(platform ? lintPlatform(processes, platform) : []),
  ]
}

function lintEntry({ line, lines, process }: ProcfileEntry): Finding[] {
  const path = `line ${line}`
  const findings: Finding[] = []
  if (!process) {
    findings.push({
      code: 'procfile-line-ignored',
      severity: 'error',
      path,
      message: `line ${line} is no "name: command": foreman and honcho skip it without a word, Heroku's builder ends there`,
      fix: 'Write name: command, the name at the beginning of the line, or # in front of a comment',
      source: format,
    })
  }
  if (lines > 1) {
    findings.push({
      code: 'procfile-continuation',
      severity: 'error',
      path,
      message: `${process?.name ?? path} continues on ${lines} lines, which no program that runs Procfiles joins: its command ends with the first of them`,
      fix: 'Write it in one line, or put it into a script',
      source: 'https://github.com/ddollar/foreman/issues/496',
    })
  }
  return findings
}

function lintNames(processes: readonly ProcfileProcess[]): Finding[] {
  const names = processes.map(({ name }) => name)
  const findings: Finding[] = []
  for (const name of new Set(names.filter((one, index) => names.indexOf(one) !== index))) {
    findings.push({
      code: 'procfile-duplicate',
      severity: 'error',
      path: name,
      message: `${name} is there twice: foreman starts both, Heroku's builder takes the last, honcho ends`,
      fix: 'Leave one of them',
      source: format,
    })
  }
  for (const name of new Set(names)) {
    const renamed = name.toLowerCase().replaceAll('_', '-')
    if (renamed === name) continue
    findings.push({
      code: 'procfile-name',
      severity: 'info',
      path: name,
      message: `Heroku's builder of container images calls ${name} ${renamed}`,
      fix: `Call it ${renamed}`,
      source: format,
    })
  }
  return findings
}

function lintWeb(processes: readonly ProcfileProcess[]): Finding[] {
  const web = processes.find(({ name }) => name === 'web')
  if (!web) {
    return [
      {
        code: 'procfile-no-web',
        severity: 'warning',
        path: 'web',
        message: 'no process is called web, the only one that requests are sent to',
        fix: 'Call the process that listens on $PORT web',
        source: heroku,
      },
    ]
  }
  const fixed = portOf(web.command)
  if (fixed === undefined) return []
  return [
    {
      code: 'procfile-web-port',
      severity: 'error',
      path: 'web',
      message: `${fixed}, but requests arrive at the port that the variable PORT names`,
      fix: 'Listen on 0.0.0.0, port $PORT: --bind 0.0.0.0:$PORT',
      source: heroku,
    },
  ]
}

/** Servers that listen on a port of their own unless they are told $PORT. gunicorn reads PORT itself when no --bind is given. */
const deaf =
  /(?:^|\/|-m |\brun )(uvicorn|hypercorn|daphne|waitress-serve|granian|http\.server|flask(?= (?:.* )?run\b)|manage\.py(?= runserver\b))(?= |$)|[ /](manage\.py)(?= runserver\b)/

/** How a command listens elsewhere than on $PORT; `undefined` when it does not, or cannot be read. */
function portOf(command: string): string | undefined {
  let argv: readonly Text[]
  try {
    argv = parseShell(command).at(-1)?.argv ?? []
  } catch {
    return undefined
  }
  const names = argv
    .flatMap((word) => (isEnvText(word) ? word.parts : []))
    .map((part) => typeof part !== 'string' && part.env)
  if (names.some((name) => name && name.includes('PORT'))) return undefined
  const line = argv.map(showText).join(' ')
  const [, bound] = /\bgunicorn\b.* (?:-b|--bind)[ =]?((?!unix:|fd:)\S+)/.exec(line) ?? []
  if (bound !== undefined) return `gunicorn listens on ${bound}`
  const [, module, server = module] = deaf.exec(line) ?? []
  return server === undefined ? undefined : `${server} is not told $PORT`
}

function lintPlatform(processes: readonly ProcfileProcess[], platform: Platform): Finding[] {
  const {
    name: where,
    procfile,
    releasePhase,
    preDeployCommand,
    backgroundWorkers,
    sleepsAfterMinutes,
    sources,
  } = platform
  const findings: Finding[] = []
  const release = processes.find(({ name }) => name === 'release')
  const others = processes.filter(({ name }) => name !== 'release' && name !== 'web').map(({ name }) => name)
  if (procfile === false) {
    const web = processes.find(({ name }) => name === 'web')
    findings.push({
      code: 'procfile-not-run',
      severity: 'warning',
      path: 'web',
      message: `${where} runs no Procfile by itself`,
      fix: web ? `Set the start command: ${redactShapes(web.command)}` : 'Set a start command',
      source: sources?.['procfile'] ?? 'https://render.com/docs/deploys',
    })
  }
  if (release && releasePhase === false) {
    const place = preDeployCommand ? 'the pre-deploy command' : 'the start script, before the server'
    findings.push({
      code: 'procfile-release-not-run',
      severity: 'error',
      path: 'release',
      message: `${where} has no release phase: ${redactShapes(release.command)} never runs`,
      fix: `Make it ${place}`,
      source: sources?.['releasePhase'] ?? 'https://devcenter.heroku.com/articles/release-phase',
    })
  }
  if (others.length > 0 && (backgroundWorkers === false || sleepsAfterMinutes !== undefined)) {
    const fate =
      sleepsAfterMinutes === undefined
        ? 'has no place for a process that answers no requests'
        : `stops a service ${sleepsAfterMinutes} minutes after its last request, and with it what runs beside the server`
    findings.push({
      code: 'procfile-background-process',
      severity: 'warning',
      path: others.join(', '),
      message: `${where} ${fate}: ${others.join(' and ')}`,
      fix: 'Take a plan with background workers, or run the work at the time of the request or by schedule',
      source: sources?.['backgroundWorkers'] ?? sources?.['sleepsAfterMinutes'] ?? 'https://render.com/docs/free',
    })
  }
  return findings
}
