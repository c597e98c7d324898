import { KeelsonError } from '../errors.js'
import { parseShell, type ShellCommand, type ShellRedirect } from '../shell/parse.js'
import { showText, type Text } from '../text.js'

/** What stands around gunicorn's own arguments. */
export interface GunicornSurroundings {
  /** What starts gunicorn, as `['exec']`, `['poetry', 'run']`, `['python', '-m']`. */
  readonly prefix: readonly Text[]
  /** Variables set in front of it. */
  readonly assignments: Readonly<Record<string, Text>>
  /** The folder of `cd folder &&`. */
  readonly chdir?: Text | undefined
  readonly redirects: readonly ShellRedirect[]
}

/** A command line, split at gunicorn's name. */
export interface GunicornCommandLine extends GunicornSurroundings {
  /** The arguments of gunicorn. */
  readonly words: readonly Text[]
}

/** What passes its arguments on as they are. */
const launchers = [
  'exec',
  'nohup',
  'poetry run',
  'uv run',
  'pipenv run',
  'pdm run',
  'rye run',
  'hatch run',
  'newrelic-admin run-program',
  'ddtrace-run',
  'opentelemetry-instrument',
  'dumb-init --',
  'dumb-init',
  'tini --',
]

/** Reads shell text that starts gunicorn: one command, after `cd folder &&` at most. */
export function readCommandLine(text: string): GunicornCommandLine {
  const commands = parseShell(text)
  const chdir = commands[0]?.argv[0] === 'cd' ? readFolder(commands[0]) : undefined
  const [command, ...others] = chdir === undefined ? commands : commands.slice(1)
  if (!command) return refuse('there is no command')
  if (chdir !== undefined && command.joinedBy !== '&&') refuse('after cd stands &&')
  if (others[0]) refuse(`${describe(others[0])} is another command: give the one that starts gunicorn`)
  if (command.background) refuse('it is started with &, and the script goes on')
  const [first] = command.argv
  if (typeof first === 'string' && /^\w+:$/.test(first)) {
    refuse(`${JSON.stringify(first)} begins a line of a Procfile: give what stands behind it, as parseProcfile does`)
  }
  const found = findGunicorn(command.argv)
  if (!found) return refuse(`${describe(command)} does not start gunicorn in a way that is known here`)
  const { redirects } = command
  return {
    ...found,
    assignments: { ...command.assignments, ...found.assignments },
    redirects: [...redirects, ...found.redirects],
    ...(chdir !== undefined && { chdir }),
  }
}

/** Splits a command at gunicorn's name; `undefined` when it starts something else. */
export function findGunicorn(argv: readonly Text[]): GunicornCommandLine | undefined {
  const [program, ...words] = argv
  if (typeof program !== 'string') return undefined
  const name = program.slice(program.lastIndexOf('/') + 1)
  if (name === 'gunicorn') return { prefix: [], assignments: {}, redirects: [], words }
  const [option, line] = words
  if (/^(?:ba|da|)sh$/.test(name) && typeof option === 'string' && /^-l?c$/.test(option) && words.length === 2) {
    return typeof line === 'string' ? readCommandLine(line) : undefined
  }
  const assigned = name === 'env' ? readAssignments(words) : []
  const count = name === 'env' ? 1 + assigned.length : countLauncher(name, argv)
  const inner = count > 0 ? findGunicorn(argv.slice(count)) : undefined
  return (
    inner && {
      ...inner,
      prefix: name === 'env' ? inner.prefix : [...argv.slice(0, count), ...inner.prefix],
      assignments: { ...Object.fromEntries(assigned), ...inner.assignments },
    }
  )
}

/** How many words stand before the program that is started in the end; 0 when nothing is known of them. */
function countLauncher(name: string, argv: readonly Text[]): number {
  if (/^python[\d.]*$/.test(name)) {
    const at = argv.findIndex((word, index) => index > 0 && !/^-[uOBIsE]+$/.test(showText(word)))
    return argv[at] === '-m' && argv[at + 1] === 'gunicorn' ? at + 1 : 0
  }
  const two = [name, ...argv.slice(1, 2).map(showText)].join(' ')
  return (launchers.includes(two) ? two : launchers.includes(name) ? name : '').split(' ').filter(Boolean).length
}

function readAssignments(words: readonly Text[]): [string, string][] {
  const pairs: [string, string][] = []
  for (const word of words) {
    const [, name, value = ''] = (typeof word === 'string' && /^([A-Za-z_]\w*)=([^]*)$/.exec(word)) || []
    if (name === undefined) break
    pairs.push([name, value])
  }
  return pairs
}

function readFolder({ argv, redirects }: ShellCommand): Text {
  const [, folder, ...more] = argv
  if (folder === undefined || folder === '-' || more.length > 0 || redirects.length > 0) refuse('cd takes a folder')
  return folder
}

function describe({ argv, assignments }: ShellCommand): string {
  const words = argv.length > 0 ? argv.slice(0, 2).map(showText) : Object.keys(assignments).map((name) => `${name}=`)
  return JSON.stringify(words.join(' '))
}

function refuse(what: string): never {
  throw new KeelsonError(`the command line of gunicorn cannot be read: ${what}`, { code: 'config' })
}
