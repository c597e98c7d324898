import { KeelsonError } from '../errors.js'
import type { ShellCommand } from '../shell/parse.js'
import type { Text } from '../text.js'
import { usesExitCode } from './exit-code.js'
import { builtins, type RunStep } from './script.js'

/** A command as a step. */
export function readRun(command: ShellCommand, handler: ShellCommand | undefined): RunStep {
  const { argv, assignments, redirects, background } = command
  if (argv[0] === '[' || argv[0] === 'test') refuse(command.line, 'a condition is not read')
  const input = redirects.find(isDocument)?.target
  return {
    kind: 'run',
    argv,
    env: assignments,
    redirects: redirects.filter((one) => !isDocument(one)),
    ...(handler && { onFailure: 'continue' as const }),
    background,
    ...(input !== undefined && { input }),
  }
}

/** Only words may follow `||`: a command there would be a step that runs when another failed. */
export function checkHandler(handler: ShellCommand, failed: ShellCommand, next: ShellCommand | undefined): void {
  const { argv, line, background } = handler
  if (failed.joinedBy === '&&')
    refuse(line, 'what || belongs to behind && is not read: write them on lines of their own')
  if (background || next?.joinedBy === '||') refuse(line, 'a list of several || is not read')
  if (handler.redirects.some(({ operator, target }) => !operator.endsWith('&') && target !== '/dev/null')) {
    refuse(line, 'what is written to a file when a command fails is not read')
  }
  if (['true', ':', 'echo', 'printf'].every((words) => words !== argv[0]))
    refuse(line, 'a command that runs when another fails is not read')
}

/** Whether a redirect is a here-document. */
export function isDocument({ operator }: { readonly operator: string }): boolean {
  return operator === '<<'
}

/** What depends on the exit code of the command before cannot be read. */
export function refuseExitCode(command: ShellCommand): void {
  if (usesExitCode(command)) refuse(command.line, 'the value of $? is not known here')
}

/** Whether a command changes the shell itself. */
export function changesShell(program: Text): program is string {
  return typeof program === 'string' && builtins.has(program)
}

/** A step that changes the shell has no room for more than that. */
export function refuseSurroundings({ argv, assignments, redirects, background, line }: ShellCommand): void {
  if (background) refuse(line, 'what changes the shell in the background has no effect')
  if (redirects.length > 0 || (argv.length > 0 && Object.keys(assignments).length > 0)) {
    refuse(line, 'an assignment or redirect of a command of the shell itself is not read')
  }
}

/** A script that is not read: where, and why. */
export function refuse(line: number, what: string): never {
  throw new KeelsonError(`the start script cannot be read: line ${line}: ${what}`, { code: 'config' })
}
