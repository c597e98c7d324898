import { KeelsonError, isKeelsonError } from '../errors.js'
import { parseShell, type ShellCommand } from '../shell/parse.js'
import { isEnvText } from '../text.js'
import { hideExitCodes, restoreTexts, showExitCodes, usesExitCode } from './exit-code.js'
import { isAnnouncement, readSuperuser } from './phrases.js'
import { purposeOf } from './purpose.js'
import {
  changesShell,
  checkHandler,
  isDocument,
  readRun,
  refuse,
  refuseExitCode,
  refuseSurroundings,
} from './read-command.js'
import { builtins, defineStartScript, type StartScript, type StartStep } from './script.js'

/** How a step, or the server, stands in the text that it was read from. */
export interface WrittenStep {
  readonly line: number
  /** Whether the script ends when it fails. */
  readonly stops: boolean
  /** Its failure is taken away by `|| true`, or by words that do not say its exit code. */
  readonly hidesFailure: boolean
  /** Variables that stand outside of quotes. */
  readonly unquoted: readonly string[]
}

/** A start script that was read: what it does, and how it is written. */
export interface ParsedStartScript extends StartScript {
  readonly written: {
    /** One for each of `steps`. */
    readonly steps: readonly WrittenStep[]
    readonly server: WrittenStep & {
      /** The server takes the place of the shell. */
      readonly exec: boolean
    }
    /** A single line without `#!`, as start commands are. */
    readonly commandLine: boolean
  }
}

/**
 * The steps and the server of a start script or start command: `cd`, variables, `set -e`, `&&`, `|| true`, `exec`,
 * here-documents, continued lines. What {@link formatStartScript} makes of it is the same script, strict and with `exec`.
 *
 * Throws `config`, with the line and the reason, for what is not a list of plain commands that ends with a server.
 *
 * @example
 * import { parseStartScript } from '@keelson/core/start-script'
 * const { steps, server } = parseStartScript('python manage.py migrate && gunicorn shop.wsgi --bind 0.0.0.0:$PORT')
 */
export function parseStartScript(text: string): ParsedStartScript {
  const [, interpreter] = /^#!\s*(.*)/.exec(text) ?? []
  if (interpreter !== undefined && !/\b(?:sh|bash|dash|ash|ksh|zsh)\b/.test(interpreter)) {
    refuse(1, `${interpreter} is no shell`)
  }
  const reading = new Reading(splitLists(read(text)), /\s-[a-z]*e/.test(interpreter ?? ''))
  reading.readLists()
  const commandLine = interpreter === undefined && !text.trim().replaceAll('\\\n', '').includes('\n')
  return reading.finish(commandLine)
}

function read(text: string): ShellCommand[] {
  try {
    return parseShell(hideExitCodes(text)).map(restoreTexts)
  } catch (error) {
    if (!isKeelsonError(error)) throw error
    throw new KeelsonError(
      showExitCodes(error.message).replace('the shell command cannot', 'the start script cannot'),
      { code: 'config' },
    )
  }
}

/** Commands that `&&` and `||` join: a shell decides over them together. */
function splitLists(commands: readonly ShellCommand[]): ShellCommand[][] {
  const lists: ShellCommand[][] = []
  for (const command of commands) {
    if (command.joinedBy === '|') refuse(command.line, 'the exit code of a pipe is that of its last command alone')
    if (command.joinedBy === '&&' || command.joinedBy === '||') lists.at(-1)?.push(command)
    else lists.push([command])
  }
  return lists
}

/** Goes through a script from top to bottom, as a shell does. */
class Reading {
  readonly #lists: readonly (readonly ShellCommand[])[]
  readonly #steps: StartStep[] = []
  readonly #written: WrittenStep[] = []
  #server: { readonly command: ShellCommand; readonly exec: boolean } | undefined
  #strict: boolean

  constructor(lists: readonly (readonly ShellCommand[])[], strict: boolean) {
    this.#lists = lists
    this.#strict = strict
  }

  readLists(): void {
    for (const [index, list] of this.#lists.entries()) {
      const first = list[0]
      if (!first || isAnnouncement(list, this.#lists[index + 1])) continue
      if (this.#server) refuse(first.line, 'nothing behind exec is carried out')
      const manage = readSuperuser(list)
      if (manage) this.#add({ kind: 'superuser', manage }, first, { stops: this.#strict, hidesFailure: false })
      else this.#readList(list, index === this.#lists.length - 1)
    }
  }

  #readList(list: readonly ShellCommand[], isLast: boolean): void {
    if (list.length > 1 && list.at(-1)?.background) {
      refuse(list[0]?.line ?? 1, 'several commands in the background are not read')
    }
    const handlers = list.filter(({ joinedBy }) => joinedBy === '||')
    const exits = handlers.length > 0 && handlers.every(({ argv }) => argv[0] === 'exit' && argv[1] !== '0')
    for (const [index, command] of list.entries()) {
      if (command.joinedBy === '||') continue
      const handler = list[index + 1]?.joinedBy === '||' ? list[index + 1] : undefined
      const endsScript = isLast && list.at(-1)?.joinedBy !== '||'
      if (handler && !exits) checkHandler(handler, command, list[index + 2])
      if (endsScript && index === list.length - 1) return this.#endWith(command)
      // A failure in front of && skips what is behind it, and set -e does not see it.
      const stops = exits || endsScript || (this.#strict && index === list.length - 1)
      this.#readCommand(command, exits ? undefined : handler, stops)
    }
  }

  #endWith(command: ShellCommand): void {
    const [program] = command.argv
    if (program === 'exec' || command.argv.length === 0 || typeof program !== 'string') this.#serve(command)
    else if (command.background)
      refuse(command.line, 'the last command runs in the background, so that the script ends')
    else if (
      builtins.has(program) ||
      /^(?:echo|printf|true|sleep|mkdir|touch)$/.test(program) ||
      purposeOf(command.argv)
    ) {
      const what = /^(?:ba|da)?sh$/.test(program) ? 'a script of its own: write its commands here' : 'no server'
      refuse(command.line, `the last command, ${program}, is ${what}`)
    } else this.#serve(command)
  }

  #serve(command: ShellCommand): void {
    const { argv, line } = command
    if (argv.length === 0 || (argv[0] === 'exec' && argv.length === 1))
      refuse(line, 'the last command starts no server')
    refuseExitCode(command)
    if (command.background) refuse(line, 'the server runs in the background, so that the script ends')
    if (command.redirects.some(isDocument)) refuse(line, 'a server does not read a here-document')
    this.#server = { command, exec: argv[0] === 'exec' }
  }

  #readCommand(command: ShellCommand, handler: ShellCommand | undefined, stops: boolean): void {
    const { argv, line, assignments } = command
    const [program] = argv
    if (program === undefined || (program !== 'exec' && changesShell(program))) refuseSurroundings(command)
    if (program === undefined) {
      for (const [name, value] of Object.entries(assignments)) {
        this.#add({ kind: 'variable', name, value, exported: false }, command, { stops, hidesFailure: false })
      }
    } else if (program === 'set') this.#set(command)
    else if (program === 'export') this.#export(command)
    else if (program === 'exec') this.#serve(command)
    else if (program === 'cd') {
      const [directory, ...rest] = argv.slice(argv[1] === '--' ? 2 : 1)
      if (directory === undefined || rest.length > 0) refuse(line, 'cd needs one directory')
      this.#add({ kind: 'chdir', directory }, command, {
        stops: stops && !handler,
        hidesFailure: handler !== undefined,
      })
    } else if (changesShell(program)) {
      refuse(line, `what ${program} does to the shell is not known here`)
    } else {
      const hidesFailure = handler !== undefined && !usesExitCode(handler)
      this.#add(readRun(command, handler), command, { stops: stops && !handler && !command.background, hidesFailure })
    }
  }

  #set({ argv, line }: ShellCommand): void {
    for (let index = 1; index < argv.length; index++) {
      const word = argv[index]
      if (typeof word !== 'string' || !/^[-+][euxov]+$/.test(word)) refuse(line, 'these options of set are not read')
      const names = word
        .slice(1)
        .split('')
        .map((letter) => (letter === 'o' ? argv[++index] : letter))
      if (names.includes('e') || names.includes('errexit')) this.#strict = word.startsWith('-')
      const unknown = names.find(
        (name) => typeof name !== 'string' || !/^(?:[eux]|v|errexit|nounset|xtrace|pipefail)$/.test(name),
      )
      if (unknown !== undefined) refuse(line, 'these options of set are not read')
    }
  }

  #export(command: ShellCommand): void {
    for (const word of command.argv.slice(1)) {
      const [first, ...rest] = isEnvText(word) ? word.parts : [word]
      const [, name, begun = ''] = (typeof first === 'string' && /^([A-Za-z_]\w*)=(.*)$/s.exec(first)) || []
      if (name !== undefined) {
        const parts = [...(begun === '' ? [] : [begun]), ...rest]
        const value = rest.length === 0 ? begun : { parts }
        this.#add({ kind: 'variable', name, value }, command, { stops: true, hidesFailure: false })
        continue
      }
      const known = this.#steps.findIndex((step) => step.kind === 'variable' && step.name === first)
      const step = this.#steps[known]
      if (step?.kind !== 'variable') refuse(command.line, 'export without a value is not read')
      this.#steps[known] = { ...step, exported: true }
    }
  }

  #add(step: StartStep, command: ShellCommand, how: Pick<WrittenStep, 'stops' | 'hidesFailure'>): void {
    refuseExitCode(command)
    const { line, unquoted } = command
    this.#steps.push(step)
    this.#written.push({ line, unquoted, ...how })
  }

  finish(commandLine: boolean): ParsedStartScript {
    if (!this.#server) return refuse(1, 'it starts no server')
    const { command, exec } = this.#server
    const { line, unquoted, assignments: env, redirects } = command
    const argv = exec ? command.argv.slice(1) : command.argv
    const script = defineStartScript({ steps: this.#steps, server: { argv, env, redirects } })
    const server = { line, unquoted, stops: true, hidesFailure: false, exec }
    return { ...script, written: { steps: this.#written, server, commandLine } }
  }
}
