import { KeelsonError } from '@keelson/core'

/**
 * Whether a path matches one of the patterns: `*` and `?` stay within a name, `**` does not. A pattern without a slash
 * means that name in any folder; one that matches a folder matches what is in it.
 */
export function createMatcher(field: string, patterns: string | readonly string[]): (path: string) => boolean {
  const expressions = [patterns].flat().map((pattern) => compile(field, pattern))
  return (path) => expressions.some((expression) => expression.test(path))
}

function compile(field: string, pattern: string): RegExp {
  if (typeof pattern !== 'string' || pattern === '' || /[{}\\]|^!/.test(pattern)) {
    throw new KeelsonError(`${field}: ${JSON.stringify(pattern)} is not a pattern`, {
      code: 'config',
      hint: "Patterns know *, ** and ?, with forward slashes; instead of '*.{png,jpg}' give a list",
    })
  }
  const body = pattern
    .replace(/^\//, '')
    .replace(/\/$/, '')
    .replace(/[$()+.[\]^|]/g, String.raw`\$&`)
    .replace(/\*\*\/|\*\*|\*|\?/g, (wildcard) => wildcards[wildcard] ?? '')
  return new RegExp(`^${pattern.replace(/\/$/, '').includes('/') ? '' : '(?:.*/)?'}${body}(?:/.*)?$`, 'su')
}

const wildcards: Readonly<Record<string, string>> = { '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*', '?': '[^/]' }
