import { isKeelsonError, KeelsonError } from '@keelson/core'
import { formatCommand, parseShell, type ShellCommand } from '@keelson/core/shell'
import type { BlueprintKeyValue } from './blueprint-datastores.js'
import type { BlueprintService } from './blueprint-services.js'
import { isInside, listPaths, pathFrom, resolvePath } from './command-paths.js'

const commands = ['buildCommand', 'startCommand', 'preDeployCommand'] as const
const paths = ['dockerfilePath', 'dockerContext', 'staticPublishPath'] as const

/**
 * A service whose root directory is another one, with the relative paths of its commands, Dockerfile and published folder
 * seen from there; what a program finds by itself (`package.json`, a Python module) it finds in the new directory. Throws
 * `config` for a path that is outside of it, where Render has no files, and for a command that cannot be read for sure.
 * https://render.com/docs/monorepo-support
 *
 * @example
 * import { withRootDir } from '@keelson/render/blueprint'
 * const service = withRootDir(
 *   { type: 'web', name: 'shop', runtime: 'python', buildCommand: 'pip install -r backend/requirements.txt' },
 *   'backend',
 * )
 * service.buildCommand // 'pip install -r requirements.txt'
 */
export function withRootDir<T extends Exclude<BlueprintService, BlueprintKeyValue>>(service: T, rootDir: string): T {
  const from = resolvePath('', service.rootDir ?? '')
  const to = resolvePath('', rootDir)
  if (rootDir.startsWith('/') || !isInside(to, '')) {
    throw refusal(service.name, `the root directory ${JSON.stringify(rootDir)} is not inside of the repository`)
  }
  const fields: Readonly<Record<string, unknown>> = { ...service }
  const changed: Record<string, string> = {}
  for (const name of commands) {
    const command = fields[name]
    if (typeof command === 'string') changed[name] = moveCommand(command, from, to, `${service.name}: ${name}`)
  }
  for (const name of paths) {
    const path = fields[name]
    if (typeof path === 'string') changed[name] = movePath(path, from, to, `${service.name}: ${name}`)
  }
  return { ...service, ...changed, rootDir: to }
}

function movePath(path: string, from: string, to: string, where: string): string {
  const file = resolvePath(from, path)
  if (!isInside(file, to)) throw outside(where, path, to)
  return pathFrom(to, file)
}

function moveCommand(command: string, from: string, to: string, where: string): string {
  if (from === to) return command
  // Out of a directory nothing is lost: the command goes back into it.
  if (isInside(from, to)) return `${formatCommand(['cd', pathFrom(to, from)])} && ${command}`
  const parsed = parse(command, where)
  const moved = new Map<string, string>()
  for (const { word, flag, file, cwd } of listPaths(parsed, from)) {
    if (!isInside(file, to)) throw outside(where, word, to)
    // Seen from inside the new directory nothing has changed.
    if (!isInside(cwd, to)) moved.set(word, flag + pathFrom(to, file))
    else if (moved.has(word)) throw unsure(where, `${word} stands for two files`)
  }
  refuseModules(parsed, moved, from, to, where)
  const expected = parsed.map((one) => ({
    ...one,
    argv: one.argv.map((word) => (typeof word === 'string' ? (moved.get(word) ?? word) : word)),
  }))
  let text = command
  for (const [word, path] of moved) text = replaceWord(text, word, path)
  // A replacement is only right when the shell sees it so.
  if (JSON.stringify(parse(text, where)) !== JSON.stringify(expected))
    throw unsure(where, `it cannot be rewritten as text`)
  return text.replace(/^\s*cd \.\s*&&\s*/, '')
}

function parse(command: string, where: string): ShellCommand[] {
  try {
    return parseShell(command)
  } catch (error) {
    throw isKeelsonError(error) ? unsure(where, error.message) : error
  }
}

/** A folder's name may be a module's, or a script's: which one it is, nobody can tell. */
function refuseModules(
  parsed: readonly ShellCommand[],
  moved: ReadonlyMap<string, string>,
  from: string,
  to: string,
  where: string,
): void {
  if (!isInside(to, from)) return
  const [first = ''] = pathFrom(from, to).split('/')
  for (const word of parsed.flatMap(({ argv }) => argv)) {
    if (typeof word !== 'string' || moved.has(word)) continue
    if (word === first || word.startsWith(`${first}.`) || word.startsWith(`${first}:`)) {
      throw unsure(where, `${word} may mean the folder ${first}, or a module in it`)
    }
  }
}

function replaceWord(text: string, word: string, path: string): string {
  const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return text.replace(new RegExp(`(?<=^|[\\s"';&|])${escaped}(?=$|[\\s"';&|])`, 'g'), () => path)
}

function outside(where: string, path: string, rootDir: string): KeelsonError {
  const root = rootDir || 'the repository'
  return refusal(where, `${path} is outside of ${root}, and Render has no files but those in it`)
}

function unsure(where: string, why: string): KeelsonError {
  return refusal(where, `${why}; write it for the new directory yourself`)
}

function refusal(where: string, why: string): KeelsonError {
  return new KeelsonError(`The root directory was not changed. ${where}: ${why}`, { code: 'config' })
}
