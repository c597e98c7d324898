import { expect, test } from 'vitest'
import { nearestName } from './nearest-name.js'

test.each([
  ['DATABSE_URL', 'DATABASE_URL'],
  ['DATABASE_ULR', 'DATABASE_URL'],
  ['database_url', 'DATABASE_URL'],
  ['REDISURL', 'REDIS_URL'],
  ['bnd', 'bind'],
  ['ID', undefined],
  ['', undefined],
  ['SOMETHING_ELSE', undefined],
  // Four of twelve characters, which are another word.
  ['DATABASE_HOST', undefined],
])('the name nearest to %s is %s', (name, nearest) => {
  expect(nearestName(name, ['REDIS_URL', 'DATABASE_URL', 'bind'])).toBe(nearest)
})

test('of two that are as near, the first', () => {
  expect(nearestName('worker', ['workers', 'workes'])).toBe('workers')
})
