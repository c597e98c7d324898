import { KeelsonError } from '../errors.js'
import { parseCommand, type ShellCommand } from '../shell/parse.js'
import { isEnvText, showText, type Text } from '../text.js'
import type { CeleryBeatOptions, CeleryWorkerOptions } from './worker-command.js'

/** A process of Celery as a command line describes it. */
export type CeleryProcess = {
  /** Options without a field of their own, as `--purge` or `--logfile`, by their long names. */
  readonly others: Readonly<Record<string, Text | true>>
} & (
  | { readonly command: 'worker'; readonly options: CeleryWorkerOptions }
  | { readonly command: 'beat'; readonly options: CeleryBeatOptions }
)

type Kind = 'text' | 'number' | 'list' | 'numbers' | 'flag' | 'level'

/** Long name, short name, what its value is, and the field it becomes; without one it is among the others. */
type Row = readonly [
  long: string,
  short: string,
  kind: Kind,
  field?: keyof CeleryWorkerOptions | keyof CeleryBeatOptions,
]

const globalRows: readonly Row[] = [
  ['app', 'A', 'text', 'app'],
  ['workdir', '', 'text', 'workdir'],
  ['broker', 'b', 'text'],
  ['result-backend', '', 'text'],
  ['loader', '', 'text'],
  ['config', '', 'text'],
  ['no-color', 'C', 'flag'],
  ['quiet', 'q', 'flag'],
  ['skip-checks', '', 'flag'],
]

const daemonRows: readonly Row[] = [
  ['loglevel', 'l', 'level', 'loglevel'],
  ['logfile', 'f', 'text'],
  ['pidfile', '', 'text'],
  ['uid', '', 'text'],
  ['gid', '', 'text'],
  ['umask', '', 'text'],
  ['executable', '', 'text'],
]

const rows: Readonly<Record<'worker' | 'beat', readonly Row[]>> = {
  worker: [
    ...daemonRows,
    ['hostname', 'n', 'text', 'hostname'],
    ['detach', 'D', 'flag'],
    ['statedb', 'S', 'text'],
    ['optimization', 'O', 'text'],
    ['prefetch-multiplier', '', 'number', 'prefetch_multiplier'],
    ['concurrency', 'c', 'number', 'concurrency'],
    ['pool', 'P', 'text', 'pool'],
    ['task-events', 'E', 'flag', 'task_events'],
    ['events', '', 'flag', 'task_events'],
    ['time-limit', '', 'number', 'time_limit'],
    ['soft-time-limit', '', 'number', 'soft_time_limit'],
    ['max-tasks-per-child', '', 'number', 'max_tasks_per_child'],
    ['max-memory-per-child', '', 'number', 'max_memory_per_child'],
    ['purge', '', 'flag'],
    ['discard', '', 'flag'],
    ['queues', 'Q', 'list', 'queues'],
    ['exclude-queues', 'X', 'text'],
    ['include', 'I', 'text'],
    ['without-gossip', '', 'flag', 'without_gossip'],
    ['without-mingle', '', 'flag', 'without_mingle'],
    ['without-heartbeat', '', 'flag', 'without_heartbeat'],
    ['heartbeat-interval', '', 'text'],
    ['autoscale', '', 'numbers', 'autoscale'],
    ['beat', 'B', 'flag', 'beat'],
    ['schedule', 's', 'text'],
    ['schedule-filename', '', 'text'],
    ['scheduler', '', 'text'],
    ['disable-prefetch', '', 'flag'],
  ],
  beat: [
    ...daemonRows,
    ['detach', '', 'flag'],
    ['schedule', 's', 'text', 'schedule'],
    ['scheduler', 'S', 'text', 'scheduler'],
    ['max-interval', '', 'number', 'max_interval'],
  ],
}

/**
 * What a command line starts of Celery 5: `celery -A shop worker -c 2`, also after `exec` or `python -m`. A command that is
 * not Celery's answers `undefined`.
 *
 * Throws `config` for what Celery itself would refuse (`-A` behind `worker`, an option it does not have) and for other
 * commands than `worker` and `beat`.
 *
 * https://docs.celeryq.dev/en/stable/reference/cli.html
 *
 * @example
 * import { parseCeleryCommand } from '@keelson/core/celery'
 * const started = parseCeleryCommand('celery -A shop worker -l info -c 2 -B')
 * if (started?.command === 'worker') console.log(started.options.concurrency) // 2
 */
export function parseCeleryCommand(line: string | ShellCommand): CeleryProcess | undefined {
  const { argv } = typeof line === 'string' ? parseCommand(line) : line
  const words = argv[0] === 'exec' ? argv.slice(1) : [...argv]
  const isModule = /(?:^|\/)python[\d.]*$/.test(wordOf(words[0])) && words[1] === '-m' && words[2] === 'celery'
  if (!isModule && !/(?:^|\/)celery$/.test(wordOf(words[0]))) return undefined
  const rest = words.slice(isModule ? 3 : 1)
  const shared = readOptions(rest, globalRows)
  const [command] = rest
  if (command !== 'worker' && command !== 'beat')
    throw refusal(`it runs ${command === undefined ? 'nothing' : sayWord(command)}`, 'Only worker and beat are read')
  rest.shift()
  const own = readOptions(rest, rows[command])
  if (rest.length > 0) throw refusal(`it has ${sayWord(rest[0] ?? '')}, which belongs to no option`)
  const { app, ...fields } = { ...shared.fields, ...own.fields }
  if (app === undefined) throw refusal('it names no application', `Write celery --app shop ${command}`)
  const process = { command, options: { app, ...fields }, others: { ...shared.others, ...own.others } }
  // The table above says which field has which type.
  return process as CeleryProcess
}

interface ReadOptions {
  readonly fields: Record<string, unknown>
  readonly others: Record<string, Text | true>
}

/** Takes the options off the front of the words. */
function readOptions(words: Text[], table: readonly Row[]): ReadOptions {
  const read: ReadOptions = { fields: {}, others: {} }
  while (wordOf(words[0]).startsWith('-')) {
    const word = words.shift() ?? ''
    const [row, attached] = findRow(word, table)
    const [long, , kind, field] = row
    if (kind === 'flag' && attached !== undefined) throw refusal(`--${long} takes no value`)
    const text = kind === 'flag' ? undefined : (attached ?? words.shift())
    if (kind !== 'flag' && text === undefined) throw refusal(`--${long} has no value`)
    if (field === undefined) read.others[long] = text ?? true
    else read.fields[field] = text === undefined ? true : readValue(long, kind, text)
  }
  return read
}

function findRow(word: Text, table: readonly Row[]): readonly [Row, Text | undefined] {
  const [first = '', ...rest] = isEnvText(word) ? word.parts : [word]
  const text = typeof first === 'string' ? first : ''
  const cut = text.startsWith('--') ? text.indexOf('=') : text.length > 2 || rest.length > 0 ? 2 : -1
  const name = cut < 0 ? text : text.slice(0, cut)
  const row = table.find(([long, short]) => name === `--${long}` || (short !== '' && name === `-${short}`))
  if (row) {
    if (cut < 0) return [row, undefined]
    const value = text.slice(text.startsWith('--') ? cut + 1 : cut)
    return [row, rest.length > 0 ? { parts: [...(value ? [value] : []), ...rest] } : value]
  }
  if (globalRows.some(([long, short]) => name === `--${long}` || name === `-${short}`))
    throw refusal(`${name} is behind the command`, `Celery 5 wants it before: celery ${name} … worker`)
  throw refusal(`it has ${name}, an option that Celery does not have`)
}

function readValue(long: string, kind: Kind, text: Text): unknown {
  if (kind === 'text') return text
  const shown = showText(text)
  if (isEnvText(text)) throw refusal(`--${long} is ${sayWord(text)}, which is known only when it runs`)
  if (kind === 'level') return shown.toUpperCase()
  if (kind === 'list') return shown.split(',')
  const numbers = shown.split(',').map(Number)
  if (shown === '' || numbers.some((number) => !Number.isFinite(number))) throw refusal(`--${long} is ${sayWord(text)}`)
  // Celery sorts them: the most comes first, and the least is 0 when only one is there.
  if (kind === 'numbers') return [...numbers, 0].slice(0, 2).toSorted((a, b) => b - a)
  return numbers[0]
}

function wordOf(word: Text | undefined): string {
  return word === undefined ? '' : showText(word)
}

/** A word as messages show it: of a URL, which may hold a password, its scheme alone. */
function sayWord(word: Text): string {
  return showText(word).replace(/:\/\/.*/s, '://…')
}

function refusal(problem: string, hint?: string): KeelsonError {
  return new KeelsonError(`the Celery command cannot be read: ${problem}`, { code: 'config', hint })
}
