import type { Finding } from '../finding.js'
import { type GunicornTarget, readTarget } from './app-target.js'
import { type PythonFunction, type PythonModule, readModule } from './target-names.js'
import { readStatements } from './target-tokens.js'

/** What {@link checkTarget} knows of the files around. */
export interface CheckTargetOptions {
  /** Path of the source, from the folder that gunicorn starts in: `core/wsgi.py`. @default that of the target's module */
  readonly file?: string | undefined
  /** Other files of the application by their paths, among which one may have what the target names. */
  readonly files?: Readonly<Record<string, string>> | undefined
}

type Row = readonly [code: string, message: string, fix: string]

/**
 * Whether gunicorn will find the application that `module:attribute` or `module:factory()` names in the source of that
 * module, and whether a factory takes its arguments. The source is read, not run; where it does not settle the question, as
 * with `from … import *`, nothing is found.
 *
 * https://gunicorn.org/run/
 *
 * @example
 * import { checkTarget } from '@keelson/core/gunicorn'
 * const source = 'def create_app(config=None): ...'
 * for (const { message, fix } of checkTarget('shop:app', source)) console.log(message, fix) // … Set the target shop:create_app()
 */
export function checkTarget(target: string, source: string, { file, files = {} }: CheckTargetOptions = {}): Finding[] {
  const read = readTarget(target)
  if (!read) {
    return [
      finding('gunicorn-target-unreadable', `gunicorn cannot read the target ${target}`, 'Write module:attribute'),
    ]
  }
  const attribute = read.attribute.normalize('NFKC')
  const module = readModule(source)
  // A package has its submodules as attributes, whoever imports them; every module has names like __doc__.
  if (!module || file?.endsWith('__init__.py') || /^__\w+__$/.test(attribute)) return []
  const path = file ?? `${read.module.replaceAll('.', '/')}.py`
  const known = module.functions.get(attribute)
  const row = !module.names.has(attribute)
    ? checkMissing(read, module, path, files)
    : known && (read.factoryArguments === undefined ? checkPlain(read, known) : checkFactory(read, known))
  return row ? [finding(...row)] : []
}

function finding(...[code, message, fix]: Row): Finding {
  return { code, severity: 'error', path: 'target', message, fix, source: 'measured: gunicorn 20.1 and 26.2' }
}

function checkMissing(
  { module, attribute, factoryArguments }: GunicornTarget,
  own: PythonModule,
  path: string,
  files: Readonly<Record<string, string>>,
): Row {
  const call = factoryArguments === undefined ? '' : `(${factoryArguments})`
  const elsewhere = Object.entries(files)
    .filter(([other, text]) => other !== path && readModule(text)?.names.has(attribute))
    .map(([other]) => `${moduleOf(other)}:${attribute}${call}`)
  const here = ['app', 'application', 'create_app', 'make_app']
    .filter((name) => own.names.has(name))
    .map((name) => `${module}:${name}${isCallable(own.functions.get(name), 0) ? '()' : ''}`)
  const choices = [...elsewhere, ...here]
  return [
    'gunicorn-target-missing',
    `${path} has no ${attribute}: gunicorn ends with "Failed to find attribute '${attribute}' in '${module}'"`,
    choices.length > 0 ? `Set the target ${choices.join(' or ')}` : `Name what ${path} has, or make ${attribute} there`,
  ]
}

function moduleOf(path: string): string {
  return path
    .replace(/^(?:\.?\/)+/, '')
    .replace(/(?:\/__init__)?\.py$/, '')
    .replaceAll('/', '.')
}

/** A function that is no application, since it takes neither WSGI's two arguments nor ASGI's three. */
function checkPlain({ module, attribute }: GunicornTarget, known: PythonFunction): Row | undefined {
  // The older ASGI called with a scope alone.
  const isOld = known.positional[0]?.isRequired && isCallable(known, 1)
  if (isCallable(known, 2) || isCallable(known, 3) || isOld) return undefined
  return [
    'gunicorn-target-factory',
    `${attribute} is called as ${attribute}(environ, start_response) for every request, which it does not take: it makes the application`,
    isCallable(known, 0) ? `Set the target ${module}:${attribute}()` : `Give its arguments: ${module}:${attribute}(…)`,
  ]
}

function checkFactory(
  { module, attribute, factoryArguments = '' }: GunicornTarget,
  known: PythonFunction,
): Row | undefined {
  const given = readCall(factoryArguments)
  const problem = given && mismatch(known, ...given)
  if (!problem) return undefined
  return [
    'gunicorn-target-arguments',
    `${attribute}(${factoryArguments}) fails as gunicorn loads ${module}: ${problem}`,
    `Call ${attribute} with the arguments of its definition`,
  ]
}

/** How many arguments have no name, and the names of the others. */
function readCall(text: string): [count: number, names: string[]] | undefined {
  const tokens = readStatements(`(${text})`)?.[0]?.tokens
  if (!tokens) return undefined
  const names: string[] = []
  let count = 0
  let isStart = true
  tokens.forEach(({ text: token, depth, kind }, index) => {
    if (index === 0 || (depth === 0 && token === ')')) return
    if (isStart) {
      if (kind === 'name' && tokens[index + 1]?.text === '=') names.push(token)
      else count++
    }
    isStart = depth === 1 && token === ','
  })
  return [count, names]
}

function isCallable(known: PythonFunction | undefined, count: number): boolean {
  return known !== undefined && mismatch(known, count, []) === undefined
}

/** Why Python would not make this call. */
function mismatch(known: PythonFunction, count: number, names: readonly string[]): string | undefined {
  const { positional, keywordOnly, takesMore, takesAnyName } = known
  if (count > positional.length && !takesMore)
    return `it takes ${positional.length} arguments by position, not ${count}`
  const byName = [...positional.filter(({ isUnnamed }) => !isUnnamed), ...keywordOnly].map(({ name }) => name)
  const unknown = names.find((name) => !byName.includes(name))
  if (unknown !== undefined && !takesAnyName) return `it takes no ${unknown}`
  const filled = positional.slice(0, count)
  const twice = names.find((name) => filled.some((parameter) => parameter.name === name && !parameter.isUnnamed))
  if (twice !== undefined) return `it gets ${twice} twice`
  const missing = [...positional.slice(count), ...keywordOnly].find(
    ({ name, isRequired, isUnnamed }) => isRequired && (isUnnamed || !names.includes(name)),
  )
  return missing && `${missing.name} is missing`
}
