import type { Fact } from './fact.js'
import { healthCheckLines } from './health-check-lines.js'

/** Longer lines are no messages, and patterns must not take long over them. */
const mostCharacters = 2000

/** A fact as patterns are held against it; `text` is what is shown. */
export interface ReadFact extends Fact {
  readonly plain: string
}

/** What stands before a line: a step of a Docker build, a time, the name of a process of several, Python's groups of errors. */
const prefixes = [
  /^#\d+ +(?:\d+\.\d+ +)?/,
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S*Z +/,
  /^(?:\d\d:\d\d:\d\d +)?(?:system|[a-z][\w-]{0,20}[.-]\d+) +\| ?/,
  /^ {2,20}\| (?=[\w.]+: )/,
]

/** Facts without what stands before their lines; what PostgreSQL itself passes over is left out. */
export function readLines(facts: readonly Fact[]): ReadFact[] {
  const read: ReadFact[] = []
  const isHealthCheck = healthCheckLines(facts)
  for (const { kind, text } of facts) {
    let plain = text.slice(0, mostCharacters)
    if (kind === 'build' || kind === 'app') {
      for (const prefix of prefixes) plain = plain.replace(prefix, '')
      // A logger that writes JSON escapes the quotes of a message.
      if (plain.startsWith('{')) plain = plain.replaceAll(String.raw`\"`, '"')
      // As the servers write it that log who asks.
      if (kind === 'app' && isHealthCheck(plain)) plain += ' "Render/1.0"'
      if (plain.startsWith('NOTICE: ') && plain.endsWith(', skipping')) continue
      const before = read.at(-1)
      // Pydantic writes the name of a field above what is wrong with it.
      if (before?.kind === kind && /^ {2}field required\b/i.test(plain) && /^\w+$/.test(before.plain)) {
        read.splice(-1, 1, { kind, text: `${before.text} ${text.trim()}`, plain: `${before.plain} ${plain.trim()}` })
        continue
      }
    }
    read.push({ kind, text, plain })
  }
  return read
}
