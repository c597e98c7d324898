import type { Finding } from '../finding.js'
import { showText, type Text } from '../text.js'
import { lintLayout } from './lint-layout.js'
import { lintRerun } from './lint-rerun.js'
import { lintServer } from './lint-server.js'
import type { ParsedStartScript } from './parse.js'
import { purposeOf } from './purpose.js'
import { readText } from './read-text.js'
import type { StartScript, StartStep } from './script.js'
import { formatShort, nameOf, type SeenStep, type StartScriptContext } from './seen-step.js'

type AnyScript = StartScript & Partial<Pick<ParsedStartScript, 'written'>>

/**
 * What goes wrong at the start of an instance, and what does not belong there. A text is read by `parseStartScript` first, which
 * throws `config` for what it cannot read.
 *
 * @example
 * import { lintStartScript } from '@keelson/core/start-script'
 * const script = '#!/bin/bash\npython manage.py migrate\ngunicorn shop.wsgi --bind 0.0.0.0:$PORT\n'
 * for (const { path, message, fix } of lintStartScript(script)) console.log(path, message, fix)
 */
export function lintStartScript(script: StartScript | string, context: StartScriptContext = {}): Finding[] {
  const { read, findings }: { read: AnyScript; findings: readonly Finding[] } =
    typeof script === 'string' ? readText(script) : { read: script, findings: [] }
  const { written } = read
  const steps = read.steps.map((step, index): SeenStep => {
    const how = written?.steps[index]
    return { step, path: how ? `line ${how.line}` : `steps[${index}]`, written: how }
  })
  const server = { path: written ? `line ${written.server.line}` : 'server', ...written?.server }
  return [
    ...findings,
    ...lintStrictness(steps),
    ...lintExec(read, server.path, written),
    ...steps.flatMap(lintFailure),
    ...steps.flatMap((seen) => lintUnquoted(seen.path, seen.step, seen.written?.unquoted)),
    ...lintUnquoted(server.path, undefined, server.unquoted),
    ...lintRerun(steps, context),
    ...lintLayout(steps, read.server.argv, server.path, context),
    ...lintServer(read.server, server.path),
  ]
}

/** What only speaks or waits: its failure changes nothing. */
const harmless: ReadonlySet<Text> = new Set(['echo', 'printf', 'sleep', 'true', ':'])

/** One finding for all: they have one cause. A directory that is not there has a rule of its own. */
function lintStrictness(steps: readonly SeenStep[]): Finding[] {
  const unchecked = steps.filter(
    ({ step, written }) =>
      written && !written.stops && step.kind !== 'variable' && !mayFail(step) && !isBackground(step),
  )
  const findings: Finding[] = []
  const first = unchecked.find(
    ({ step }) => step.kind !== 'chdir' && !(step.kind === 'run' && harmless.has(step.argv[0] ?? '')),
  )
  if (first) {
    const command = nameOf(first.step)
    findings.push({
      code: 'start-script-not-strict',
      severity: 'error',
      path: first.path,
      message: `${command} may fail and the script goes on: the server starts as if nothing had happened, and answers 200`,
      fix: 'Write set -eu as the second line, and commands that may fail on lines of their own',
      source: 'measured: bash 5.2, dash 0.5.12, gunicorn 20.1',
    })
  }
  for (const { path, step, written } of steps) {
    if (step.kind !== 'chdir' || !written || written.stops) continue
    findings.push({
      code: 'start-script-cd-unchecked',
      severity: 'error',
      path,
      message: `without ${showText(step.directory)} the script goes on where it is, and starts what it finds there`,
      fix: 'Write set -eu as the second line, and cd on a line of its own',
      source: 'https://www.shellcheck.net/wiki/SC2164',
    })
  }
  return findings
}

function lintExec(
  { server, steps }: StartScript,
  path: string,
  written: ParsedStartScript['written'] | undefined,
): Finding[] {
  // Of what bash -c is given, the last command takes its place by itself, unless its output goes elsewhere.
  const isReplaced = written?.commandLine && !server.redirects
  if (!written || written.server.exec || isReplaced) return []
  const [program = ''] = server.argv
  return [
    {
      code: 'start-script-no-exec',
      severity: 'warning',
      path,
      message: `SIGTERM reaches the shell alone: it ends, and ${showText(program)} answers on until it is killed, with every request under way`,
      fix: `exec ${formatShort(server.argv)}${steps.length === 0 ? '' : ', as the last command'}`,
      source: 'measured: bash 5.2, dash 0.5.12, gunicorn 20.1',
    },
  ]
}

function lintFailure({ step, path, written }: SeenStep): Finding[] {
  if (step.kind !== 'run') return []
  const command = nameOf(step)
  const { argv, input, background } = step
  const findings: Finding[] = []
  if (mayFail(step) && purposeOf(argv, input) === 'migration') {
    findings.push({
      code: 'start-script-migration-may-fail',
      severity: 'error',
      path,
      message: `when ${command} fails, the server starts on the old tables and answers 200 until a query fails`,
      fix: 'Let a failed migration stop the script: nothing behind it',
      source: 'measured: gunicorn 20.1',
    })
  } else if (written?.hidesFailure) {
    findings.push({
      code: 'start-script-failure-hidden',
      severity: 'warning',
      path,
      message: `nobody learns that ${command} failed, nor why the next start is different`,
      fix: `${formatShort(argv)} || echo "exit code $? of ${command}, going on" >&2, or run(…, { onFailure: 'continue' })`,
      source: 'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_09_03',
    })
  }
  if (background) {
    findings.push({
      code: 'start-script-background-process',
      severity: 'warning',
      path,
      message: `nobody notices when ${command} ends, and SIGTERM does not reach it: what it is working on is lost at every deploy`,
      fix: 'Make it a service of its own: a background worker',
      source: 'measured: bash 5.2, dash 0.5.12',
    })
  }
  return findings
}

/** Names that hold numbers, which have no blanks. */
const numeric =
  /(?:^|_)(?:PORT|WORKERS|THREADS|CONCURRENCY|TIMEOUT|CONNECTIONS|REQUESTS|JITTER|DELAY|RETRIES|COUNT|SIZE|SECONDS)$/

function lintUnquoted(path: string, step: StartStep | undefined, unquoted: readonly string[] = []): Finding[] {
  // The shell splits no value that it assigns.
  const names = step?.kind === 'variable' && step.exported === false ? [] : [...new Set(unquoted)]
  return names
    .filter((name) => !numeric.test(name))
    .map((name) => ({
      code: 'start-script-unquoted-variable',
      severity: 'warning',
      path,
      message: `a blank in the value of ${name} makes several arguments of it, and a * the names of files`,
      fix: `Write it between double quotes: "$${name}"`,
      source: 'https://www.shellcheck.net/wiki/SC2086',
    }))
}

function mayFail(step: StartStep): boolean {
  return step.kind === 'run' && step.onFailure === 'continue'
}

function isBackground(step: StartStep): boolean {
  return step.kind === 'run' && step.background === true
}
