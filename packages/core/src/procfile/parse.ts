import { KeelsonError } from '../errors.js'

/** One process of a Procfile. */
export interface ProcfileProcess {
  /** `web`, `worker`, `release`, … */
  readonly name: string
  /** One line of shell. */
  readonly command: string
}

/** A line of a Procfile with the lines that it continues on, and what is wrong with it. */
export interface ProcfileEntry {
  /** Counted from 1. */
  readonly line: number
  /** Undefined where the line starts no process. */
  readonly process: ProcfileProcess | undefined
  /** How many lines it takes. */
  readonly lines: number
}

/** What foreman, honcho and Heroku all take for the name of a process. */
export const processName = /^[A-Za-z0-9_-]{1,63}$/

/**
 * The processes of a Procfile in their order. Lines that end with a backslash are joined as their writer meant it, although
 * no program that runs Procfiles does so: `lintProcfile` says which.
 *
 * Throws `config`, with the line, for what those programs ignore, rename or read in several ways: a line that is no process,
 * a name twice, no command. https://devcenter.heroku.com/articles/procfile
 *
 * @example
 * import { parseProcfile } from '@keelson/core/procfile'
 * const web = parseProcfile('web: gunicorn app:app\nworker: celery -A app worker').find(({ name }) => name === 'web')
 */
export function parseProcfile(text: string): ProcfileProcess[] {
  const seen = new Map<string, number>()
  return readProcfile(text).map(({ line, process }) => {
    if (!process)
      throw refusal(line, 'it is neither "name: command" nor a comment; some programs skip it, some end there')
    const first = seen.get(process.name)
    if (first !== undefined) {
      throw refusal(line, `${process.name} is on line ${first} already; programs disagree which of the two runs`)
    }
    seen.set(process.name, line)
    return process
  })
}

/** Every line that is no comment and not empty; refuses nothing but a NUL. */
export function readProcfile(text: string): ProcfileEntry[] {
  const nul = text.indexOf('\0')
  if (nul >= 0) throw refusal(text.slice(0, nul).split('\n').length, 'it has a NUL in it')
  const entries: ProcfileEntry[] = []
  const lines = text.split(/\r?\n/)
  for (let index = 0; index < lines.length; index++) {
    const line = index + 1
    let part = lines[index] ?? ''
    if (/^\s*(?:#|$)/.test(part)) continue
    const parts: string[] = []
    while (part.endsWith('\\') && index + 1 < lines.length) {
      const begun = part.slice(0, -1)
      const next = lines[++index] ?? ''
      parts.push(begun)
      part = /\s$/.test(begun) ? next.trimStart() : next
    }
    const whole = [...parts, part].join('').trimEnd()
    const [, name, command] = /^([\w-]+):\s*(\S.*)$/s.exec(whole) ?? []
    const process =
      name !== undefined && command !== undefined && processName.test(name) ? { name, command } : undefined
    entries.push({ line, process, lines: index + 2 - line })
  }
  return entries
}

function refusal(line: number, what: string): KeelsonError {
  return new KeelsonError(`the Procfile cannot be read: line ${line}: ${what}`, { code: 'config' })
}
