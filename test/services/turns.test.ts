import { expect, test } from 'vitest'
import { createTurns } from './turns.ts'

test('work begins when the one before has ended, also when that failed', async () => {
  const inTurn = createTurns()
  const seen: string[] = []
  const work = (name: string) => async () => {
    seen.push(`${name} begins`)
    await Promise.resolve()
    seen.push(`${name} ends`)
    if (name === 'a') throw new Error('a failed')
    return name
  }
  const [a, b] = await Promise.allSettled([inTurn(work('a')), inTurn(work('b'))])
  expect(seen).toEqual(['a begins', 'a ends', 'b begins', 'b ends'])
  expect(a).toMatchObject({ reason: { message: 'a failed' } })
  expect(b).toMatchObject({ value: 'b' })
})
