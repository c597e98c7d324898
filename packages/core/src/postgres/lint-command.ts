import { KeelsonError } from '../errors.js'
import type { Finding } from '../finding.js'
import { parseShell, type ShellCommand } from '../shell/parse.js'
import { isEnvText, showText, type Text } from '../text.js'
import type { PostgresServer } from './server.js'

/** What is known of where the commands run; what is left out is not judged. */
export interface PostgresCommandContext {
  /** Where it is, for the findings. @default 'command' */
  readonly path?: string | undefined
  /** What the URL of the commands leads to. */
  readonly server?: Pick<PostgresServer, 'pooler' | 'directHost'> | undefined
}

type Rule = (
  command: ShellCommand,
  context: PostgresCommandContext,
  next: ShellCommand | undefined,
) => Omit<Finding, 'path'> | undefined

/**
 * What shell commands with pg_dump, pg_restore and psql do that nobody wants: a dump that failed in the place of the last good
 * one, a restore that goes on after errors, a password that `ps` shows. Other commands are passed over; no finding shows a
 * password. Throws `config` for a script that is more than a list of commands.
 *
 * @example
 * import { lintPostgresCommand } from '@keelson/core/postgres'
 * const findings = lintPostgresCommand('pg_dump $DATABASE_URL > backup.sql')
 */
export function lintPostgresCommand(text: string, context: PostgresCommandContext = {}): Finding[] {
  const { path = 'command' } = context
  if (typeof text !== 'string' || text.trim() === '') {
    throw new KeelsonError('there is no command to look at', { code: 'config' })
  }
  const commands = parseShell(text)
  const seesPipes = commands.some(({ argv }) => argv[0] === 'set' && argv.includes('pipefail'))
  return commands.flatMap((command, index) =>
    rules.flatMap((rule) => {
      const found = rule(command, context, commands[index + 1])
      return found && !(seesPipes && found.code === 'postgres-dump-pipe')
        ? [{ ...found, path: commands.length > 1 ? `${path}:${command.line}` : path }]
        : []
    }),
  )
}

const dumpPage = 'https://www.postgresql.org/docs/current/app-pgdump.html'

/** The program that a command starts, without its folder. */
function programOf({ argv }: ShellCommand): string | undefined {
  const words = argv.map((word) => showText(word))
  const first = words.findIndex((word) => !/^(?:exec|nohup|time|command)$/.test(word))
  return /^(?:.*\/)?(pg_dump|pg_dumpall|pg_restore|psql)$/.exec(words[first] ?? '')?.[1]
}

const lintArgument: Rule = (command) => {
  if (programOf(command) === undefined) return undefined
  const isShown = command.argv.some((word) => (isEnvText(word) ? namesUrl(word) : /:\/\/[^/@]*:[^/@]+@/.test(word)))
  if (!isShown) return undefined
  return {
    code: 'postgres-command-password',
    severity: 'warning',
    message:
      'the URL is an argument, and with it the password: everybody on the machine can list it while the program runs',
    fix: 'Set PGHOST, PGUSER, PGPASSWORD, PGDATABASE and PGSSLMODE, which postgresEnvironment writes, and leave the URL out',
    source: 'measured: psql and pg_dump 15',
  }
}

function namesUrl(word: Text): boolean {
  if (!isEnvText(word)) return false
  return word.parts.some((part) => typeof part !== 'string' && /(?:^|_)(?:URL|URI|DSN|PASSWORD)(?:_|$)/.test(part.env))
}

const lintTarget: Rule = (command, _, next) => {
  const program = programOf(command)
  if (program !== 'pg_dump' && program !== 'pg_dumpall') return undefined
  if (next?.joinedBy === '|') {
    return {
      code: 'postgres-dump-pipe',
      severity: 'error',
      message: `a shell ends a pipe with the code of its last command: a ${program} that fails is a success, and half a dump is kept`,
      fix: 'Write --format=custom, which is compressed, and let formatDumpScript write the script; or set -o pipefail in bash',
      source: 'measured: dash and bash',
    }
  }
  const redirect = command.redirects.find(({ operator }) => /^1?>$|^&>$/.test(operator))
  if (redirect === undefined || /\.(?:part|tmp)\b/.test(showText(redirect.target))) return undefined
  const file = showText(redirect.target)
  return {
    code: 'postgres-dump-overwrites',
    severity: 'error',
    message: `the shell empties ${file} before ${program} starts: one that fails leaves nothing, where the last good dump was`,
    fix: 'Let formatDumpScript write the script: into a temporary file, which is read to its end and then renamed',
    source: 'measured: pg_dump 15',
  }
}

const lintRestore: Rule = (command) => {
  const { argv, redirects, joinedBy } = command
  const program = programOf(command)
  const words = argv.map((word) => showText(word))
  const isOne = words.some((word) => /^(?:-1|--single-transaction)$/.test(word))
  if (program === 'psql') {
    const readsFile =
      redirects.some(({ operator }) => operator === '<') ||
      joinedBy === '|' ||
      words.some((word) => /^(?:-f|--file)/.test(word))
    if (!readsFile) return undefined
    if (!words.some((word) => /ON_ERROR_STOP(?:=(?:1|on|ON|true|TRUE))?$/.test(word))) {
      return {
        code: 'postgres-restore-continues',
        severity: 'error',
        message: 'psql goes on after an error and ends with 0: half of the data is there, and nothing says so',
        fix: 'Write psql --no-psqlrc --set=ON_ERROR_STOP=1 --single-transaction, or restore a custom dump by pg_restore',
        source: 'https://www.postgresql.org/docs/current/app-psql.html#APP-PSQL-VARIABLES-ON-ERROR-STOP',
      }
    }
  } else if (program !== 'pg_restore' || !words.some((word) => /^(?:-d|--dbname)/.test(word))) return undefined
  if (isOne || words.some((word) => /^(?:-j|--jobs)/.test(word))) return undefined
  return {
    code: 'postgres-restore-partial',
    severity: 'warning',
    message: `an error in the middle leaves what ${program} did until then: a database that is neither the old nor the new one`,
    fix: program === 'psql' ? 'Write --single-transaction' : 'Write --exit-on-error --single-transaction',
    source: 'https://www.postgresql.org/docs/current/app-pgrestore.html',
  }
}

const lintPooler: Rule = (command, { server }) => {
  const program = programOf(command)
  if (server?.pooler !== 'transaction' || program === undefined || program === 'psql') return undefined
  return {
    code: 'postgres-command-pooled',
    severity: 'error',
    message: `the URL leads to a pooler, which gives a session to many clients in turn: ${program} needs one of its own`,
    fix: `Take the direct host${server.directHost === undefined ? '' : `, ${server.directHost}`}`,
    source: dumpPage,
  }
}

const rules = [lintArgument, lintTarget, lintRestore, lintPooler]
