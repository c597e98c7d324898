import type { ShellCommand } from '../shell/parse.js'
import { isEnvText, type Text } from '../text.js'

/** Stands for `$?` while a script is read: what it shows is not known, but where it only is printed, that does not matter. */
const name = 'KEELSON_EXIT_CODE'
const token = `\${${name}}`

/** A script whose `$?` are variables like any other. */
export function hideExitCodes(text: string): string {
  return text.replaceAll('$?', token)
}

/** A text with `$?` again where it was only text: between single quotes, or escaped. */
export function showExitCodes(text: string): string {
  return text.replaceAll(token, '$?')
}

/** A command with the texts that its script has. */
export function restoreTexts(command: ShellCommand): ShellCommand {
  return {
    ...command,
    argv: command.argv.map(restore),
    redirects: command.redirects.map((redirect) => ({ ...redirect, target: restore(redirect.target) })),
    assignments: Object.fromEntries(
      Object.entries(command.assignments).map(([variable, value]) => [variable, restore(value)]),
    ),
  }
}

/** Whether any of these texts depends on the exit code of the command before. */
export function usesExitCode({ argv, redirects, assignments }: ShellCommand): boolean {
  return [...argv, ...redirects.map(({ target }) => target), ...Object.values(assignments)].some(
    (text) => isEnvText(text) && text.parts.some((part) => typeof part !== 'string' && part.env === name),
  )
}

function restore(text: Text): Text {
  if (!isEnvText(text)) return showExitCodes(text)
  return { parts: text.parts.map((part) => (typeof part === 'string' ? showExitCodes(part) : part)) }
}
