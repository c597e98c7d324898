import { expect, test } from 'vitest'
import { createRedactor } from './redact.js'
import * as input from './input.js'

const client = { provider: 'example', redact: createRedactor(['hunter2-hunter2']) }

test('nothing is thrown when nothing is wrong', () => {
  const problems = [
    input.required('name', 'shop'),
    input.word('region', 'oregon', ['oregon']),
    input.word('regions', ['oregon', 'ohio'], ['oregon', 'ohio']),
    input.word('plan', undefined, ['free']),
    input.number('size', 1, { min: 1 }),
    input.number('size', 10, { min: 1, max: 10 }),
    input.number('units', 0.25, { min: 0.25, fraction: true }),
    input.number('size', undefined, { min: 1 }),
    input.text('time', '12:30', /^\d\d:\d\d$/, 'like 12:30'),
    input.text('time', undefined, /^\d\d:\d\d$/, 'like 12:30'),
    input.filled('resource', ['srv-1']),
    input.filled('resource', undefined),
    input.exactlyOne({ commitId: 'a', imageUrl: undefined }),
    input.atMostOne({ commitId: undefined, imageUrl: undefined }),
    input.atMostOne({ commitId: 'a', imageUrl: undefined }),
    input.atLeastOne({ min: 0, max: undefined }),
  ]
  expect(problems.filter((problem) => problem !== undefined)).toEqual([])
  expect(() => input.check(client, 'POST /shops', problems)).not.toThrow()
})

test.each([
  [input.required('name', ''), 'name is missing'],
  [input.required('name', undefined), 'name is missing'],
  [input.word('region', 'mars', ['oregon', 'ohio']), 'region cannot be "mars", only oregon, ohio'],
  [input.word('regions', ['ohio', 'mars'], ['oregon', 'ohio']), 'regions cannot be "mars", only oregon, ohio'],
  [input.word('region', '', ['oregon']), 'region cannot be "", only oregon'],
  [input.number('size', 0, { min: 1 }), 'size cannot be 0, only a whole number 1 or more'],
  [input.number('size', 11, { min: 1, max: 10 }), 'size cannot be 11, only a whole number from 1 to 10'],
  [input.number('size', 1.5, { min: 1 }), 'size cannot be 1.5, only a whole number 1 or more'],
  [input.number('size', Number.NaN, { min: 1 }), 'size cannot be NaN, only a whole number 1 or more'],
  [input.number('units', 0.1, { min: 0.25, fraction: true }), 'units cannot be 0.1, only a number 0.25 or more'],
  [
    input.number('ms', JSON.parse('"5000"'), { min: 0, fraction: true }),
    'ms cannot be "5000", only a number 0 or more',
  ],
  [input.text('time', '1230', /^\d\d:\d\d$/, 'like 12:30'), 'time cannot be "1230": like 12:30'],
  [input.text('time', 'x'.repeat(200), /^y/, 'like y'), `time cannot be "${'x'.repeat(100)}…": like y`],
  [input.filled('resource', []), 'resource is empty'],
  [input.exactlyOne({ commitId: undefined, imageUrl: undefined }), 'give exactly one of commitId, imageUrl, not none'],
  [input.exactlyOne({ a: '', b: false }), 'give exactly one of a, b, not a and b'],
  [input.atMostOne({ commitId: 'a', imageUrl: 'b' }), 'commitId and imageUrl cannot be given together'],
  [input.atLeastOne({ min: undefined, max: undefined }), 'give at least one of min, max'],
])('%#: %s', (problem, said) => {
  expect(problem).toBe(said)
})

test('all problems are told at once, without secrets', () => {
  const problems = [
    input.required('name', ''),
    input.word('region', 'hunter2-hunter2', ['oregon']),
    input.number('size', 1, { min: 1 }),
  ]
  expect(() => input.check(client, 'POST /shops', problems)).toThrow(
    expect.objectContaining({
      code: 'config',
      provider: 'example',
      operation: 'POST /shops',
      message: 'POST /shops was not sent: name is missing; region cannot be "[secret]", only oregon',
    }),
  )
})

test('fields that are none are told, with the one that was meant, or where it belongs', () => {
  const known = { name: true, expires_at: true } as const
  const given = { name: 'a', expiresAt: 'b', plan: 'c', left: undefined }
  const elsewhere = (name: string) => (name === 'plan' ? 'details.plan' : undefined)
  expect(input.unknownFields(given, known, elsewhere).filter(Boolean)).toEqual([
    'expiresAt is no field, only name, expires_at',
    'plan is no field, but details.plan is',
  ])
})
