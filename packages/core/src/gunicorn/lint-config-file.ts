import type { Finding } from '../finding.js'
import { nearestName } from '../nearest-name.js'
import { gunicornSettings } from './settings-table.js'
import { readStatements } from './target-tokens.js'

/**
 * Names in a `gunicorn.conf.py` that were meant as settings: gunicorn ignores every name that it does not know, so that a
 * misspelt one, or that of a flag, is no error and has no effect. The file is read, not run; a name that is used again in
 * it, or is near no setting, is taken for a variable of its own.
 *
 * https://gunicorn.org/configure/
 *
 * @example
 * import { lintGunicornConfigFile } from '@keelson/core/gunicorn'
 * for (const { message, fix } of lintGunicornConfigFile('keep_alive = 75')) console.log(message, fix)
 */
export function lintGunicornConfigFile(source: string): Finding[] {
  const statements = readStatements(source) ?? []
  const settings = gunicornSettings()
  const byFlag = new Map(
    [...settings.values()].flatMap(({ name, flags }) => flags.map((flag) => [flag, name] as const)),
  )
  const used = new Map<string, number>()
  for (const { text, kind } of statements.flatMap(({ tokens }) => tokens)) {
    if (kind === 'name') used.set(text, (used.get(text) ?? 0) + 1)
  }
  return statements.flatMap(({ indent, tokens: [first, second] }) => {
    const name = first?.text ?? ''
    if (indent > 0 || first?.kind !== 'name' || second?.text !== '=') return []
    if (settings.has(name) || used.get(name) !== 1) return []
    const meant = byFlag.get(`--${name.replaceAll('_', '-')}`) ?? nearestName(name, settings.keys())
    return meant === undefined || used.has(meant) ? [] : [finding(name, meant)]
  })
}

function finding(name: string, meant: string): Finding {
  return {
    code: 'gunicorn-file-name-unknown',
    severity: 'warning',
    path: name,
    message: `gunicorn knows no ${name} and ignores it without a word: ${meant} keeps its default`,
    fix: `Write ${meant} = …`,
    source: 'measured: gunicorn 20.1 and 26.2',
  }
}
