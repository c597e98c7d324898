import { KeelsonError } from '@keelson/core'
import type { PutOptions } from './object.js'

/** The condition of a write. */
export type WriteCondition = Pick<PutOptions, 'ifMatch' | 'ifNoneMatch'>

/** Whether a write depends on what is there. */
export function isConditional({ ifMatch, ifNoneMatch }: WriteCondition): boolean {
  return ifMatch !== undefined || ifNoneMatch !== undefined
}

/** Throws `config` for a condition that cannot be meant. */
export function checkCondition(key: string, { ifMatch, ifNoneMatch }: WriteCondition): void {
  const problem = problemOf(ifMatch, ifNoneMatch)
  if (!problem) return
  throw new KeelsonError(`${JSON.stringify(key)} cannot be stored: ${problem}`, { code: 'config' })
}

function problemOf(ifMatch: unknown, ifNoneMatch: unknown): string | undefined {
  if (ifMatch !== undefined && ifNoneMatch !== undefined) return 'of ifMatch and ifNoneMatch only one can be met'
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*')
    return `ifNoneMatch must be '*', not ${JSON.stringify(ifNoneMatch)}`
  const isEtag = ifMatch === undefined || (typeof ifMatch === 'string' && /^[!#-~]+$/.test(ifMatch))
  return isEtag ? undefined : 'ifMatch must be an ETag without quotes'
}

/** Throws `conflict` when what is stored now does not meet the condition. */
export function meetCondition(
  key: string,
  { ifMatch, ifNoneMatch }: WriteCondition,
  current: { readonly etag?: string | undefined } | undefined,
  { where, provider }: { readonly where: string; readonly provider: string },
): void {
  const isMet = ifMatch === undefined ? ifNoneMatch === undefined || !current : current?.etag === ifMatch
  if (isMet) return
  const found = current ? `there is one with the ETag ${current.etag}` : 'there is none'
  throw new KeelsonError(`${JSON.stringify(key)} in ${where} was not stored: ${found}`, {
    code: 'conflict',
    provider,
    status: 412,
    hint: 'Somebody else wrote it: read it again, then decide',
  })
}
