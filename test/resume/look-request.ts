import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { defineProbe, type ServingOptions } from '@keelson/core'

/** What `look.ts` is asked. */
export interface LookRequest {
  readonly vendor: string
  readonly waiter: string
  /** Where the API of the fake is. */
  readonly url: string
  readonly params: object
  /** The text that the look before it returned. */
  readonly resume: string | undefined
  /** Milliseconds since 1970. */
  readonly date: number
  /** {@link servingFrom} */
  readonly servesAt: number | undefined
}

/** What `look.ts` answers. */
export type LookAnswer =
  | { readonly done: boolean; readonly value: unknown; readonly resume: object; readonly nextCheckMs: number }
  | { readonly error: Readonly<Record<string, unknown>> }

/** A probe that passes from this look on: which one it is, only the resume can tell. */
export function servingFrom(look: number | undefined): ServingOptions {
  if (look === undefined) return {}
  return { serving: defineProbe({ name: 'look', kind: 'custom', run: ({ attempt }) => attempt >= look }) }
}

const script = fileURLToPath(new URL('look.ts', import.meta.url))

/** One look in a new process, without anything of this one but PATH. */
export function lookInProcess(request: LookRequest): Promise<LookAnswer> {
  return new Promise((resolve, reject) => {
    const env = { PATH: process.env['PATH'] }
    const child = execFile(process.execPath, [script], { env, timeout: 30_000 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`the look ended without an answer: ${stderr || error.message}`))
      else resolve(JSON.parse(stdout) as LookAnswer)
    })
    child.stdin?.end(JSON.stringify(request))
  })
}
