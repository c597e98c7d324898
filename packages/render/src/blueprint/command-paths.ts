import { isEnvText, showText, type Text } from '@keelson/core'
import type { ShellCommand } from '@keelson/core/shell'

/** A path in a command, and the file that it means. */
export interface CommandPath {
  /** The whole word: `--requirement=backend/requirements.txt`. */
  readonly word: string
  /** What stands before the path in it. */
  readonly flag: string
  /** From the root of the repository, without `.`; begins with `..` outside of it. */
  readonly file: string
  /** Where the command runs, likewise. */
  readonly cwd: string
}

/** Options whose next word is a folder. */
const folderOptions: ReadonlySet<string> = new Set(['-C', '--chdir', '--cwd', '--dir', '--directory', '--prefix'])

/** The relative paths that commands name, followed through `cd`; a word counts when it cannot be anything else. */
export function listPaths(commands: readonly ShellCommand[], start: string): CommandPath[] {
  let cwd = start
  return commands.flatMap(({ argv }) => {
    const found = argv.flatMap((word, index) => findPath(word, argv[index - 1], cwd))
    if (argv[0] === 'cd') cwd = found[0]?.file ?? cwd
    return found
  })
}

function findPath(word: Text, before: Text | undefined, cwd: string): CommandPath[] {
  const isFolder = before === 'cd' || (typeof before === 'string' && folderOptions.has(before))
  const shown = showText(word)
  const [, flag = '', text = ''] = /^(-[\w-]+=)?(.*)$/s.exec(shown) ?? []
  const isNamed = isFolder || folderOptions.has(flag.slice(0, -1))
  if (isEnvText(word) && !text.startsWith('../')) return []
  if (text === '' || /^[-/@~$]|[:\s]/.test(text)) return []
  if (!isNamed && !/\//.test(text) && !/^\.\.?$/.test(text) && !fileName.test(text)) return []
  return [{ word: shown, flag, file: resolvePath(cwd, text), cwd }]
}

/** A name that only files have; `shop.wsgi` is a module. */
const fileName =
  /^[\w.-]+\.(?:bash|cfg|cjs|conf|cts|gz|ini|jar|json|lock|mjs|mts|js|py|rb|sh|sql|toml|ts|tsx|txt|ya?ml)$/

/** A path from the root of the repository: `backend`, `..` for what is above it, the empty text for the root itself. */
export function resolvePath(cwd: string, path: string): string {
  const steps: string[] = []
  for (const step of `${cwd}/${path}`.split('/')) {
    if (step === '..' && steps.length > 0 && steps.at(-1) !== '..') steps.pop()
    else if (step !== '' && step !== '.') steps.push(step)
  }
  return steps.join('/')
}

export function isInside(file: string, folder: string): boolean {
  return file !== '..' && !file.startsWith('../') && (folder === '' || file === folder || file.startsWith(`${folder}/`))
}

/** A file inside of a folder, seen from the folder. */
export function pathFrom(folder: string, file: string): string {
  return (folder === '' ? file : file.slice(folder.length + 1)) || '.'
}
