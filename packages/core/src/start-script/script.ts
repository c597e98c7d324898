import { KeelsonError } from '../errors.js'
import type { ShellRedirect } from '../shell/parse.js'
import { isEnvText, showText, type Text } from '../text.js'

/** A command that runs before the server and ends. */
export interface RunStep {
  readonly kind: 'run'
  readonly argv: readonly Text[]
  /** Variables for this command alone. */
  readonly env?: Readonly<Record<string, Text>> | undefined
  /** `continue`: a failure is printed with its exit code, and the script goes on. @default 'stop' */
  readonly onFailure?: 'stop' | 'continue' | undefined
  /** Not waited for; nobody notices when it ends. @default false */
  readonly background?: boolean | undefined
  /** What the command reads from its standard input; ends with a line break. */
  readonly input?: Text | undefined
  readonly redirects?: readonly ShellRedirect[] | undefined
}

/** Where the commands behind it run. */
export interface ChdirStep {
  readonly kind: 'chdir'
  readonly directory: Text
}

/** A variable for everything behind it. */
export interface VariableStep {
  readonly kind: 'variable'
  readonly name: string
  readonly value: Text
  /** Whether programs see it, or the script alone. @default true */
  readonly exported?: boolean | undefined
}

/** Django's superuser, created when it is not there; skipped while DJANGO_SUPERUSER_PASSWORD is not set. */
export interface SuperuserStep {
  readonly kind: 'superuser'
  /** What starts Django's commands: `['python', 'manage.py']`. */
  readonly manage: readonly Text[]
}

export type StartStep = RunStep | ChdirStep | VariableStep | SuperuserStep

/** The program that answers requests; it takes the place of the script. */
export interface StartServer {
  readonly argv: readonly Text[]
  readonly env?: Readonly<Record<string, Text>> | undefined
  readonly redirects?: readonly ShellRedirect[] | undefined
}

/** What happens from the start of an instance until it serves. */
export interface StartScript {
  readonly steps: readonly StartStep[]
  readonly server: StartServer
}

/** Commands that change the shell itself. As a step they would do something else than a program does. */
export const builtins: ReadonlySet<string> = new Set(
  '. : alias bg break builtin cd command continue eval exec exit export fg getopts hash local popd pushd read readonly return set shift source times trap unalias unset wait'.split(
    ' ',
  ),
)

/**
 * Checks a start script and writes it in its shortest form, without what is a default anyway.
 *
 * Throws `config` for what a shell would take for something else: a step that is one of the shell's own commands, a directory
 * or a server that begins with a dash, a text that is no text (a `Secret` belongs into the environment), or has a NUL in it.
 *
 * @example
 * import { envText } from '@keelson/core'
 * import { chdir, defineStartScript, migrate, run } from '@keelson/core/start-script'
 * const script = defineStartScript({
 *   steps: [chdir('shop'), migrate(), run(['python', 'manage.py', 'load_prices'], { onFailure: 'continue' })],
 *   server: { argv: ['gunicorn', 'shop.wsgi', '--bind', envText('0.0.0.0:', { env: 'PORT' })] },
 * })
 */
export function defineStartScript({ steps, server }: StartScript): StartScript {
  checkArgv('server', server.argv)
  if (firstCharacter(server.argv[0]) === '-') refuse('server', 'its program begins with a dash, an option of exec')
  return {
    steps: steps.map((step, index) => defineStep(`steps[${index}]`, step)),
    server: { argv: server.argv, ...surroundings('server', server) },
  }
}

function defineStep(path: string, step: StartStep): StartStep {
  if (step.kind === 'run') return defineRun(path, step)
  if (step.kind === 'superuser') {
    checkArgv(path, step.manage)
    return step
  }
  if (step.kind === 'variable') {
    const { exported, ...rest } = step
    checkVariable(path, step.name, step.value)
    return exported === false ? { ...rest, exported } : rest
  }
  checkText(path, step.directory)
  if (step.directory === '') refuse(path, 'the directory is empty')
  // A name behind a dash is an option, and a dash alone is the directory before.
  if (firstCharacter(step.directory) === '-') refuse(path, 'the directory begins with a dash: write ./ in front of it')
  return step
}

function defineRun(path: string, step: RunStep): RunStep {
  const { argv, onFailure, background, input } = step
  checkArgv(path, argv)
  const [program = ''] = argv
  if (typeof program === 'string' && builtins.has(program)) {
    const instead = program === 'cd' ? ': use chdir()' : program === 'export' ? ': use setVariable()' : ''
    refuse(path, `${program} is a command of the shell itself, not a program${instead}`)
  }
  if (background && onFailure === 'continue') refuse(path, 'nobody waits for a background command, so it cannot fail')
  if (input !== undefined) {
    checkText(path, input)
    if (!showText(input).endsWith('\n')) refuse(path, 'its input does not end with a line break')
  }
  return {
    kind: 'run',
    argv,
    ...surroundings(path, step),
    ...(onFailure === 'continue' && { onFailure }),
    ...(background && { background }),
    ...(input !== undefined && { input }),
  }
}

function surroundings(path: string, { env = {}, redirects = [] }: Pick<RunStep, 'env' | 'redirects'>) {
  for (const [name, value] of Object.entries(env)) checkVariable(path, name, value)
  const plain = redirects.flatMap((redirect) => defineRedirect(path, redirect))
  return { ...(Object.keys(env).length > 0 && { env }), ...(plain.length > 0 && { redirects: plain }) }
}

/** bash's `&> file` is written as every shell reads it; dash would start the command in the background. */
function defineRedirect(path: string, { operator, target }: ShellRedirect): readonly ShellRedirect[] {
  checkText(path, target)
  const isBoth = operator === '>&' && (typeof target !== 'string' || !/^(?:\d+|-)$/.test(target))
  if (isBoth || operator === '&>' || operator === '&>>') {
    return [
      { operator: operator === '&>>' ? '>>' : '>', target },
      { operator: '2>&', target: '1' },
    ]
  }
  if (!/^\d*(?:[<>]&?|>>)$/.test(operator)) refuse(path, `${JSON.stringify(operator)} is no redirect`)
  return [{ operator, target }]
}

function checkArgv(path: string, argv: readonly Text[]): void {
  if (!Array.isArray(argv)) refuse(path, 'its command is no list of a program and its arguments')
  for (const word of argv as readonly Text[]) checkText(path, word)
  if (argv.length === 0 || argv[0] === '') refuse(path, 'it names no program')
}

function checkVariable(path: string, name: string, value: Text): void {
  if (!/^[A-Za-z_]\w*$/.test(name)) refuse(path, `${JSON.stringify(name)} is not a name that a shell can set`)
  checkText(path, value)
}

function checkText(path: string, text: Text): void {
  if (typeof text !== 'string' && !isEnvText(text)) {
    refuse(path, 'a text is neither a string nor made by envText(): a secret belongs into the environment')
  }
  const shown = showText(text)
  if (shown.includes('\0') || !shown.isWellFormed()) refuse(path, 'a text has a NUL or half of a surrogate pair in it')
}

function firstCharacter(text: Text | undefined): string {
  return typeof text === 'string' ? text.slice(0, 1) : ''
}

function refuse(path: string, what: string): never {
  throw new KeelsonError(`the start script cannot be used: ${path}: ${what}`, { code: 'config' })
}
