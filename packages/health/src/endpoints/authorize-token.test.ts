import { KeelsonError, Secret } from '@keelson/core'
import { expect, test } from 'vitest'
import { authorizeToken } from './authorize-token.js'

const request = (authorization?: string) =>
  new Request('https://shop.test/health', { headers: authorization === undefined ? {} : { authorization } })

test.each(['t0ken-7f3k', new Secret('t0ken-7f3k')])('%s opens with exactly itself', (token) => {
  const authorize = authorizeToken(token)
  for (const given of ['Bearer t0ken-7f3k', 'bearer t0ken-7f3k', 'BEARER  t0ken-7f3k']) {
    expect(authorize(request(given))).toBe(true)
  }
  const wrong = [
    undefined,
    '',
    'Bearer',
    'Bearer ',
    't0ken-7f3k',
    'Basic t0ken-7f3k',
    'Bearer t0ken-7f3',
    'Bearer t0ken-7f3K',
    'Bearer t0ken-7f3kk',
    'Bearer t0ken-7f3kt0ken-7f3k',
    'Bearer t0ken-7f3k x',
    'XBearer t0ken-7f3k',
  ]
  expect(wrong.filter((given) => authorize(request(given)))).toEqual([])
})

test.each(['', ' ', 'two words', 'käse', 'line\nbreak', undefined])('%j is refused, and not quoted', (token) => {
  // @ts-expect-error programs without types pass a variable that is not set
  const make = () => authorizeToken(token)
  expect(make).toThrow(KeelsonError)
  expect(make).toThrow(/^the token for health details is not one that a header can carry\. Give/)
})
