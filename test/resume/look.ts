import { text } from 'node:stream/consumers'
import { isKeelsonError, systemClock, type Resume } from '@keelson/core'
import { servingFrom, type LookAnswer, type LookRequest } from './look-request.ts'
import type { Waiter } from './waiter.ts'

/** One look, in a process of its own, on the built packages: the request on stdin, the answer on stdout. */
const request = JSON.parse(await text(process.stdin)) as LookRequest
const { waiters } = (await import(`./${request.vendor}.ts`)) as {
  readonly waiters: Readonly<Record<string, Waiter>>
}
// Time stands still while the fake is looked at: it is moved on between the processes.
const clock = { ...systemClock, now: () => 0, date: () => request.date }
const connection = { clock, baseUrl: request.url }
const resume = request.resume === undefined ? undefined : (JSON.parse(request.resume) as Resume)
const answer = await waiters[request.waiter]!.check(
  connection,
  request.params as never,
  resume,
  servingFrom(request.servesAt),
).then(
  (check): LookAnswer => check,
  (error: unknown): LookAnswer => {
    if (!isKeelsonError(error)) throw error
    return { error: error.toJSON() }
  },
)
process.stdout.write(JSON.stringify(answer))
