import { redactShapes } from '../redact.js'
import type { ShellCommand } from '../shell/parse.js'
import { showText, type Text } from '../text.js'

/** A command as a line that an echo of any shell prints as it is: no credentials, control characters, backslashes, not too long. */
export function describeCommand(argv: readonly Text[]): string {
  const characters = Array.from(redactShapes(argv.map(showText).join(' ')))
  const line = characters.length > 100 ? `${characters.slice(0, 97).join('')}...` : characters.join('')
  return line.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\\]/gu, '?')
}

/** Whether the password is not there, so that Python need not be started to find out. */
export const superuserGuard = '[ -z "${DJANGO_SUPERUSER_PASSWORD:-}" ]'

/** What Django runs: `createsuperuser --noinput` fails when the account is there, with the exit code of every failure. */
export const superuserCode = `
from os import environ
from django.contrib.auth import get_user_model
from django.core.management import call_command
User = get_user_model()
name = environ.get("DJANGO_SUPERUSER_" + User.USERNAME_FIELD.upper())
if name and User._default_manager.filter(**{User.USERNAME_FIELD: name}).exists():
    print("the superuser exists")
else:
    call_command("createsuperuser", interactive=False)
`

/** What a script says before a command. */
export function announcementOf(argv: readonly Text[]): string {
  return `start: ${describeCommand(argv)}`
}

/** Whether a command only says what the next one is. */
export function isAnnouncement([echo, ...rest]: readonly ShellCommand[], next: readonly ShellCommand[] = []): boolean {
  if (!echo || rest.length > 0 || echo.argv.length !== 2 || echo.redirects.length > 0 || echo.background) return false
  const manage = readSuperuser(next)
  const argv = manage ? [...manage, 'createsuperuser'] : (next[0]?.argv ?? [])
  const [said = ''] = echo.argv.slice(1)
  return echo.argv[0] === 'echo' && showText(said) === announcementOf(argv[0] === 'exec' ? argv.slice(1) : argv)
}

/** What starts Django's commands, when a list is what is written for a superuser. */
export function readSuperuser([test, command, ...rest]: readonly ShellCommand[]): readonly Text[] | undefined {
  if (!test || command?.joinedBy !== '||' || rest.length > 0 || command.argv.at(-1) !== superuserCode) return undefined
  const { assignments, redirects, background } = command
  if (Object.keys(assignments).length + redirects.length > 0 || background) return undefined
  const guard = test.argv.map(showText).join(' ')
  return guard === superuserGuard.replaceAll('"', '') ? command.argv.slice(0, -3) : undefined
}
