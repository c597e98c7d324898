import { finished, Readable } from 'node:stream'
import type { S3Client } from '@aws-sdk/client-s3'

/**
 * Lets a client carry out so many calls at a time. The SDK signs first and waits for a free connection then: its time limit
 * for connecting would pass, or the signature's. A call whose answer is a stream has its turn, as its connection, until that ends.
 */
export function takeTurns(client: S3Client, atATime: number): void {
  const waiting: (() => void)[] = []
  let running = 0
  const begin = async () => {
    if (running < atATime) running += 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
  }
  const end = () => {
    const next = waiting.shift()
    if (next) next()
    else running -= 1
  }
  client.middlewareStack.add(
    (next, context) => async (args) => {
      // A session is opened within another call, which has its turn.
      if (context.commandName === 'CreateSessionCommand') return next(args)
      await begin()
      try {
        const result = await next(args)
        const body = 'Body' in result.output ? result.output.Body : undefined
        if (body instanceof Readable) finished(body, end)
        else end()
        return result
      } catch (error) {
        end()
        throw error
      }
    },
    { step: 'initialize', priority: 'high', name: 'keelsonTurn' },
  )
}
