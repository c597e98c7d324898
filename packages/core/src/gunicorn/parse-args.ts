import { KeelsonError } from '../errors.js'
import type { Text } from '../text.js'
import { findGunicorn, readCommandLine, type GunicornSurroundings } from './command-line.js'
import type { GunicornConfig } from './gunicorn-config.js'
import { readArguments } from './read-arguments.js'
import { splitWords } from './split-words.js'

/** What a command line says: a configuration whose values are not checked yet, and what stands around it. */
export interface ParsedGunicornArgs extends GunicornConfig, GunicornSurroundings {}

/** Options of {@link parseGunicornArgs}. */
export interface ParseGunicornOptions {
  /** The release of gunicorn that the line is for. @default abbreviated flags must be clear in every release */
  readonly version?: string | undefined
}

/**
 * Reads arguments of gunicorn, or a command line that starts it, as gunicorn itself does: long and short flags, their
 * abbreviations, `GUNICORN_CMD_ARGS` in front. A list with no program in it is arguments alone.
 *
 * Values are typed but not judged: {@link defineGunicorn} checks the result, `lintGunicorn` judges it. Throws `config` naming
 * the word that gunicorn would refuse, or whose meaning depends on more than the line. https://gunicorn.org/run/
 *
 * @example
 * import { defineGunicorn, parseGunicornArgs } from '@keelson/core/gunicorn'
 * const parsed = parseGunicornArgs('WEB_CONCURRENCY=2 exec gunicorn shop.wsgi -b 0.0.0.0:$PORT --timeout 120')
 * parsed.settings.timeout // 120
 * const checked = defineGunicorn(parsed)
 */
export function parseGunicornArgs(
  command: string | readonly Text[],
  { version }: ParseGunicornOptions = {},
): ParsedGunicornArgs {
  const { words, ...around } =
    typeof command === 'string'
      ? readCommandLine(command)
      : (findGunicorn(command) ?? { words: command, prefix: [], assignments: {}, redirects: [] })
  const { GUNICORN_CMD_ARGS: common = '', ...assignments } = around.assignments
  const first = readArguments(splitWords(common), version)
  if (first.target !== undefined) {
    throw new KeelsonError(
      `GUNICORN_CMD_ARGS cannot be read: gunicorn passes over ${JSON.stringify(first.target)} in it`,
      {
        code: 'config',
      },
    )
  }
  const { target, settings } = readArguments(words, version)
  return {
    ...(target !== undefined && { target }),
    ...(version !== undefined && { version }),
    settings: { ...first.settings, ...settings },
    ...around,
    assignments,
  }
}
