import { expect, test } from 'vitest'
import { readHealthBody } from './health-body.js'

test.each([
  ['pass', undefined],
  ['ok', undefined],
  ['UP', undefined],
  ['Healthy', undefined],
  ['warn', 'warn'],
  ['Degraded', 'warn'],
  ['Partially Available', 'warn'],
  ['fail', 'fail'],
  ['FAIL', 'fail'],
  ['error', 'fail'],
  ['Down', 'fail'],
  ['maintenance', 'fail'],
  ['not ok', 'fail'],
  ['offline', 'fail'],
  ['OutOfService', 'fail'],
  ['OUT_OF_SERVICE', 'fail'],
  ['NOT_SERVING', 'fail'],
  ['Unhealthy', 'fail'],
  ['starting', 'fail'],
  [' down ', 'fail'],
  [false, 'fail'],
  [true, undefined],
  ['something else', undefined],
  [200, undefined],
  [null, undefined],
  [{ toString: () => 'fail' }, undefined],
])('status %o is %s', (status, expected) => {
  expect(readHealthBody({ status }).status).toBe(expected)
})

test.each([
  [{ state: 'DOWN' }, 'fail'],
  [{ healthy: false }, 'fail'],
  [{ ok: false }, 'fail'],
  [{ ok: true }, undefined],
  [{ status: 200, healthy: false }, 'fail'],
  [{ status: '', state: 'DOWN' }, 'fail'],
  [{ status: {}, ok: false }, 'fail'],
  [{ status: 'pass', ok: false }, undefined],
])('where there is no status: %o is %s', (body, expected) => {
  expect(readHealthBody(body).status).toBe(expected)
})

test('a text of one known word counts, a page that has it somewhere does not', () => {
  expect(readHealthBody('Unhealthy').status).toBe('fail')
  expect(readHealthBody('OK').status).toBeUndefined()
  expect(readHealthBody('<p>nothing can fail</p>').status).toBeUndefined()
})

test.each([
  [{ releaseId: 'r1', commit: 'c1', version: '1' }, 'r1'],
  [{ commit: 'c1', version: '1' }, 'c1'],
  [{ version: '1.2.3' }, '1.2.3'],
  [{ version: 7 }, '7'],
  [{ releaseId: '', version: '1' }, '1'],
  [{ releaseId: { id: 1 } }, undefined],
  [{}, undefined],
])('the release of %o is %s', (body, release) => {
  expect(readHealthBody(body).release).toBe(release)
})

test('the service, and bodies that are no objects', () => {
  expect(readHealthBody({ serviceId: 'srv-1' }).serviceId).toBe('srv-1')
  expect(readHealthBody(null)).toEqual({})
  expect(readHealthBody(42)).toEqual({})
  expect(readHealthBody([{ status: 'fail' }]).status).toBeUndefined()
})
