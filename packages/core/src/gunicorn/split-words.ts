import { KeelsonError } from '../errors.js'
import { envText, isEnvText, type EnvReference, type Text } from '../text.js'

/**
 * The words of `GUNICORN_CMD_ARGS`, as Python's `shlex.split` finds them: quotes and backslashes as in a shell, nothing
 * expanded. Variables that a shell had filled in before are taken to hold no white space and no quotes.
 */
export function splitWords(text: Text): Text[] {
  const words: Text[] = []
  let word: (string | EnvReference)[] | undefined
  for (const part of isEnvText(text) ? text.parts : [text]) {
    if (typeof part !== 'string') {
      word = [...(word ?? []), part]
      continue
    }
    const piece = /([ \t\r\n]+)|'([^']*)'|"((?:[^"\\]|\\[^])*)"|\\([^])|([^ \t\r\n'"\\]+)/gy
    let end = 0
    for (const found of part.matchAll(piece)) {
      end = found.index + found[0].length
      const [, space, single, double, escaped, plain] = found
      if (space === undefined) {
        word = [...(word ?? []), single ?? double?.replace(/\\(["\\])/g, '$1') ?? escaped ?? plain ?? '']
      } else if (word) {
        words.push(envText(...word))
        word = undefined
      }
    }
    if (end < part.length) {
      throw new KeelsonError('GUNICORN_CMD_ARGS cannot be read: a quote is never closed', { code: 'config' })
    }
  }
  return word ? [...words, envText(...word)] : words
}
