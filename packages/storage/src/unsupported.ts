import { KeelsonError } from '@keelson/core'

/** What stores may lack, in words, and what to do without it. */
const lacking = {
  acl: { what: 'ACLs of objects', hint: 'Who may read is set for the whole bucket, in the console of the store' },
  conditionalPut: { what: 'writes on condition', hint: 'Leave ifMatch and ifNoneMatch out: the last writer wins' },
  conditionalComplete: {
    what: 'conditions for uploads in parts',
    hint: 'Give a partSize that the whole content fits into, or leave ifMatch and ifNoneMatch out',
  },
} as const

/** A store that may lack something. */
interface Lacking {
  /** For messages. */
  readonly name: string
  readonly provider?: string | undefined
  readonly capabilities: Readonly<Record<keyof typeof lacking, boolean>>
}

/** Throws `unsupported` for what the store does not have, before anything is sent. */
export function requireCapability(
  { name, provider, capabilities }: Lacking,
  capability: keyof typeof lacking,
  hint: string = lacking[capability].hint,
): void {
  if (!capabilities[capability]) throw unsupported(name, lacking[capability].what, { provider, hint })
}

/** The error of what a store does not have: nothing was sent. */
export function unsupported(
  where: string,
  what: string,
  { provider, hint }: { provider?: string | undefined; hint?: string },
): KeelsonError {
  return new KeelsonError(`${where} has no ${what}`, { code: 'unsupported', provider, hint })
}
