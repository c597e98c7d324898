import { KeelsonError } from '../errors.js'
import { formatCommand, quoteShell } from '../shell/quote.js'
import { isEnvText, type Text } from '../text.js'
import { dumpArguments, type PgDumpOptions } from './dump.js'

/** Options of {@link formatDumpScript}. */
export interface DumpScriptOptions extends Pick<PgDumpOptions, 'keepOwner' | 'schemas' | 'lockWaitTimeoutMs'> {
  /** What the dump is called when it is whole. */
  readonly file: Text
  /** A smaller file is none that holds your data. @default 1024 */
  readonly minBytes?: number | undefined
}

/**
 * A script for `sh` that dumps the database of the variables PGHOST, PGUSER, PGPASSWORD, PGDATABASE (`postgresEnvironment`,
 * or a service file) into a file in custom format. What is there under that name stays until the new dump was written, read
 * by pg_restore to its end, and found not too small; a failure leaves nothing behind and ends with its code.
 *
 * https://www.postgresql.org/docs/current/app-pgdump.html
 *
 * @example
 * import { envText } from '@keelson/core'
 * import { formatDumpScript } from '@keelson/core/postgres'
 * const script = formatDumpScript({ file: envText('/backups/shop-', { env: 'BACKUP_DAY' }, '.dump') })
 */
export function formatDumpScript(options: DumpScriptOptions): string {
  const { file, minBytes = 1024 } = options
  if (!Number.isInteger(minBytes) || minBytes < 1) {
    throw new KeelsonError('minBytes must be a whole number from 1 on', { code: 'config' })
  }
  return `#!/bin/sh
set -eu
# Nobody else may read a copy of the database.
umask 077

set -- ${quoteShell(atPath(file))}
file=$1
part="$file.part.$$"
trap 'rm -f -- "$part"' EXIT
trap 'exit 1' HUP INT TERM

${formatCommand(['pg_dump', ...dumpArguments(options)])} --file="$part"
# The list stands at the beginning: only reading everything finds a file that was cut off.
pg_restore --file=/dev/null -- "$part"
size=$(wc -c <"$part")
if [ "$size" -lt ${minBytes} ]; then
  echo "the dump has $size bytes, less than ${minBytes}: $file stays as it was" >&2
  exit 1
fi
sync
mv -f -- "$part" "$file"
trap - EXIT
`
}

/** A path that begins with a dash would be an option of programs that know no `--`. */
function atPath(file: Text): Text {
  if (file === '') throw new KeelsonError('file is empty', { code: 'config' })
  return isEnvText(file) || !file.startsWith('-') ? file : `./${file}`
}
