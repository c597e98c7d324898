import type { Platform } from '../platform.js'
import { redactShapes } from '../redact.js'
import { showText, type Text } from '../text.js'
import type { WrittenStep } from './parse.js'
import type { StartStep } from './script.js'

/** Where the script is going to run; what is left out is not judged. */
export interface StartScriptContext {
  readonly platform?: Platform | undefined
  /** Instances of the service that start at the same time. */
  readonly instances?: number | undefined
  /** Static files are collected into a bucket that the running version, and other services, serve from. */
  readonly sharedBucket?: boolean | undefined
  /** The folder of the repository that the service is built from, when it is not the repository itself. */
  readonly rootDirectory?: string | undefined
  /** Names of the variables that are set where the script runs. */
  readonly variables?: readonly string[] | undefined
}

/** A step with where it is, and how it is written where it was read from a text. */
export interface SeenStep {
  readonly step: StartStep
  readonly path: string
  readonly written: WrittenStep | undefined
}

/** A command as messages name it. */
export function nameOf(step: StartStep): string {
  if (step.kind === 'chdir') return `cd ${showText(step.directory)}`
  if (step.kind === 'variable') return step.name
  return step.kind === 'superuser' ? 'the superuser' : formatShort(step.argv)
}

/** A command as messages show it. */
export function formatWhole(argv: readonly Text[]): string {
  return redactShapes(argv.map(showText).join(' '))
}

/** A command in one line that is not too long. */
export function formatShort(argv: readonly Text[]): string {
  const [line = ''] = formatWhole(argv).split('\n')
  return line.length > 60 ? `${line.slice(0, 57)}…` : line
}
