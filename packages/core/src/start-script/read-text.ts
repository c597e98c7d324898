import { isKeelsonError } from '../errors.js'
import type { Finding } from '../finding.js'
import { parseStartScript, type ParsedStartScript } from './parse.js'

/** `app:create_app()` as a word of its own, without quotes. */
const call = /(?<=[ \t])[A-Za-z_][\w.-]*:[A-Za-z_]\w*\([^()'\n]*\)(?=[\s;&|]|$)/g

/** A script as it was meant, and what makes the text one that no shell carries out so. */
export function readText(text: string): { readonly read: ParsedStartScript; readonly findings: readonly Finding[] } {
  const findings = [...lintEncoding(text)]
  const plain = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
  try {
    return { read: parseStartScript(plain), findings }
  } catch (error) {
    const quoted = plain.replace(call, "'$&'")
    if (quoted === plain || !isKeelsonError(error)) throw error
    const read = parseStartScript(quoted)
    return { read, findings: [...findings, ...lintCalls(plain)] }
  }
}

function* lintEncoding(text: string): Iterable<Finding> {
  const windows = {
    code: 'start-script-windows-text',
    severity: 'error',
    source: 'measured: bash 5.2, dash 0.5.12',
  } as const
  if (text.startsWith('\uFEFF')) {
    yield {
      ...windows,
      path: 'line 1',
      message:
        'a byte order mark stands in front: the system sees no #!, and the shell finds no program of the first word',
      fix: 'Save it as UTF-8 without one',
    }
  }
  const end = text.indexOf('\r\n')
  if (end >= 0) {
    yield {
      ...windows,
      path: `line ${text.slice(0, end).split('\n').length}`,
      message:
        'lines end with CR LF: the system looks for the interpreter "sh\\r", and the last word of every line has a CR',
      fix: 'Save it with LF, and write *.sh text eol=lf into .gitattributes',
    }
  }
}

function* lintCalls(text: string): Iterable<Finding> {
  for (const { 0: target, index } of text.matchAll(call)) {
    yield {
      code: 'start-script-unquoted-call',
      severity: 'error',
      path: `line ${text.slice(0, index).split('\n').length}`,
      message: `the ( of ${target} is a syntax error to a shell: it ends before it starts anything`,
      fix: `Quote it: '${target}'`,
      source: 'measured: bash 5.2, dash 0.5.12',
    }
  }
}
