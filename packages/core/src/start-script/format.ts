import { formatCommand, quoteShell } from '../shell/quote.js'
import { isEnvText, showText, type EnvReference, type Text } from '../text.js'
import { announcementOf, describeCommand, superuserCode, superuserGuard } from './phrases.js'
import { defineStartScript, type RunStep, type StartScript, type StartServer, type StartStep } from './script.js'

/**
 * A start script as the text of a POSIX shell script, for dash, bash and every other `/bin/sh`: strict (`set -eu`), every step
 * says what it does, and the server takes the script's place (`exec`), so that it gets the platform's SIGTERM.
 *
 * Throws `config` for what {@link defineStartScript} refuses.
 *
 * @example
 * import { defineStartScript, formatStartScript, migrate } from '@keelson/core/start-script'
 * const script = defineStartScript({ steps: [migrate()], server: { argv: ['gunicorn', 'shop.wsgi'] } })
 * console.log(formatStartScript(script))
 */
export function formatStartScript(script: StartScript): string {
  const { steps, server } = defineStartScript(script)
  const paragraphs = [...steps.map(formatStep), formatServer(server)]
  return `#!/bin/sh\nset -eu\n\n${paragraphs.join('\n')}`
}

function formatStep(step: StartStep): string {
  if (step.kind === 'chdir') return `cd ${quoteShell(step.directory)}\n`
  if (step.kind === 'variable') {
    const value = step.value === '' ? "''" : quoteShell(step.value)
    return `${allow([step.value])}${step.exported === false ? '' : 'export '}${step.name}=${value}\n`
  }
  if (step.kind === 'superuser') {
    const command = formatCommand([...step.manage, 'shell', '-c', superuserCode])
    return `${announce([...step.manage, 'createsuperuser'])}${allow(step.manage)}${superuserGuard} || ${command}\n`
  }
  return formatRun(step)
}

function formatRun(step: RunStep): string {
  const { argv, env, onFailure, background, input } = step
  const said = `echo "start: exit code $? of ${escapeDouble(describeCommand(argv))}, going on"`
  const document = input === undefined ? undefined : formatDocument(input)
  const ending = background ? ' &' : onFailure === 'continue' ? ` || ${said} >&2` : ''
  const command = `${formatCommand(argv, { assignments: env })}${formatRedirects(step)}${document?.operator ?? ''}${ending}\n`
  const texts = [...argv, ...Object.values(env ?? {})]
  return `${announce(argv)}${allow(texts)}${command}${document?.text ?? ''}`
}

function formatServer(server: StartServer): string {
  const { argv, env } = server
  // Assignments in front of exec hold for the program that it starts; behind it, they would be its name.
  const command = formatCommand(['exec', ...argv], { assignments: env })
  return `${announce(argv)}${allow([...argv, ...Object.values(env ?? {})])}${command}${formatRedirects(server)}\n`
}

function formatRedirects({ redirects = [] }: Pick<RunStep, 'redirects'>): string {
  return redirects.map(({ operator, target }) => ` ${operator}${quoteShell(target)}`).join('')
}

/** A here-document that ends with a line which the text does not have. */
function formatDocument(input: Text): { readonly operator: string; readonly text: string } {
  const lines = new Set(showText(input).split('\n'))
  let end = 'EOF'
  while (lines.has(end)) end += '_'
  if (!isEnvText(input)) return { operator: ` <<'${end}'`, text: `${input}${end}\n` }
  const text = input.parts
    .map((part) => (typeof part === 'string' ? escapeDocument(part) : formatReference(part)))
    .join('')
  return { operator: ` <<${end}`, text: `${text}${end}\n` }
}

/** Double quotes mean nothing there, so that they are not escaped. */
function escapeDocument(text: string): string {
  return text.replace(/[$\\`]/g, String.raw`\$&`)
}

/** In braces whatever follows: quoted together with a letter, which is taken away again. */
function formatReference(reference: EnvReference): string {
  return quoteShell({ parts: [reference, 'x'] }).slice(1, -2)
}

function announce(argv: readonly Text[]): string {
  return argv[0] === 'echo' ? '' : `echo "${escapeDouble(announcementOf(argv))}"\n`
}

function escapeDouble(text: string): string {
  return text.replace(/["$`]/g, String.raw`\$&`)
}

/** Tells shellcheck that a `$`, or a backslash in front of a quote, is meant as it stands. */
function allow(texts: readonly Text[]): string {
  const literals = texts.filter((text) => typeof text === 'string')
  const codes = [
    ...(literals.some((text) => /\\(?:'|$)/.test(text)) ? ['SC1003'] : []),
    ...(literals.some((text) => /[$`]/.test(text)) ? ['SC2016'] : []),
  ]
  return codes.length === 0 ? '' : `# shellcheck disable=${codes.join(',')}\n`
}
