import type { ProbeReading } from '@keelson/core'
import type { DatabaseStatus } from '../datastores/database.schema.js'
import { lasting, usable, type DatabaseEnd } from '../datastores/wait-database.js'

/** What is read of either kind of databases. */
interface Database {
  readonly status: string
  readonly maintenance?: { readonly scheduledAt: string } | undefined
}

/** What the state of a database means; every state that is not known to be in use fails. */
export function readDatabase(
  subject: string,
  { status, maintenance }: Database,
  end: DatabaseEnd | undefined,
): ProbeReading {
  const observed = { observedValue: status, observedUnit: 'state' }
  if (end) {
    const code = status === 'recovery_failed' ? status : 'suspended'
    return { status: 'fail', code, output: `${subject} ${end.said}. ${end.hint}`, ...observed }
  }
  if (status === 'maintenance_scheduled') {
    const output = `maintenance of ${subject} comes at ${maintenance?.scheduledAt ?? 'a time that Render does not tell'}`
    return { status: 'warn', code: status, output, ...observed }
  }
  if (usable.includes(status)) return { status: 'pass', ...observed }
  const note = lasting[status as DatabaseStatus]
  return {
    status: 'fail',
    code: status,
    output: `${subject} is in state ${status}${note ? `: ${note}` : ''}`,
    ...observed,
  }
}
