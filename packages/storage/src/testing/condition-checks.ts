import assert from 'node:assert/strict'
import { isKeelsonError } from '@keelson/core'
import type { PutOptions } from '../object.js'
import { getText, listKeys, refused, requireObject, type StoreCheck, type StoreSubject } from './check.js'

/** A check of writes on condition; where there are none, they are refused and change nothing. */
function conditional(name: string, options: PutOptions, run: (subject: StoreSubject) => Promise<void>): StoreCheck {
  return {
    name,
    async run(subject) {
      const { store } = subject
      if (store.capabilities.conditionalPut) return run(subject)
      await store.put('a', 'kept')
      await refused('unsupported', () => store.put('a', 'other', options))
      await refused('unsupported', () => store.put('b', 'other', options))
      assert.equal(await getText(store, 'a'), 'kept')
      assert.deepEqual(await listKeys(store), ['a'])
    },
  }
}

/**
 * One of the writes was carried out; the others are conflicts, or open where a store answers a race with a failure of its own: the
 * repetition then meets the condition no more.
 */
async function expectOneWinner(writes: readonly Promise<unknown>[]): Promise<void> {
  const outcomes = await Promise.allSettled(writes)
  const lost = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []))
  const isOpen = (error: unknown) => isKeelsonError(error) && error.code === 'ambiguous_write'
  for (const error of lost)
    assert.ok(isOpen(error) || (isKeelsonError(error) && error.code === 'conflict'), String(error))
  const won = outcomes.length - lost.length
  assert.ok(won === 1 || (won === 0 && lost.some(isOpen)), `${won} of ${outcomes.length} writes were carried out`)
}

export const conditionChecks: readonly StoreCheck[] = [
  conditional('ifNoneMatch stores where nothing is', { ifNoneMatch: '*' }, async ({ store }) => {
    await store.put('new/a', 'first', { ifNoneMatch: '*', contentType: 'text/css' })
    assert.equal(await getText(store, 'new/a'), 'first')
    assert.equal((await store.head('new/a'))?.contentType, 'text/css')
  }),
  conditional('ifNoneMatch leaves what is there as it is', { ifNoneMatch: '*' }, async ({ store }) => {
    await store.put('a', 'first', { contentType: 'text/css', metadata: { run: '1' } })
    const before = await requireObject(store, 'a')
    await refused('conflict', () => store.put('a', 'other', { ifNoneMatch: '*', contentType: 'text/html' }))
    assert.deepEqual(await requireObject(store, 'a'), before)
    await store.delete('a')
    await store.put('a', 'again', { ifNoneMatch: '*' })
    assert.equal(await getText(store, 'a'), 'again')
  }),
  conditional('ifNoneMatch lets one of many at the same moment through', { ifNoneMatch: '*' }, async ({ store }) => {
    const texts = Array.from({ length: 8 }, (_, index) => `writer ${index}`)
    const writes = texts.map((text, index) =>
      store.put('race', text, { ifNoneMatch: '*', metadata: { writer: String(index) } }),
    )
    await expectOneWinner(writes)
    const { body, metadata } = await requireObject(store, 'race')
    assert.equal(new TextDecoder().decode(body), texts[Number(metadata?.['writer'])])
  }),
  conditional('ifMatch replaces the object with this ETag', { ifMatch: 'x' }, async ({ store }) => {
    const { etag } = await store.put('a', 'first')
    assert.ok(etag)
    const second = await store.put('a', 'second', { ifMatch: etag, contentType: 'text/css' })
    assert.equal(await getText(store, 'a'), 'second')
    assert.deepEqual([(await store.head('a'))?.etag, second.etag === etag], [second.etag, false])
  }),
  conditional('ifMatch leaves an object with another ETag as it is', { ifMatch: 'x' }, async ({ store }) => {
    const { etag } = await store.put('a', 'first')
    await store.put('a', 'second', { metadata: { run: '2' } })
    const before = await requireObject(store, 'a')
    await refused('conflict', () => store.put('a', 'third', { ifMatch: etag }))
    assert.deepEqual(await requireObject(store, 'a'), before)
  }),
  conditional('ifMatch stores nothing where nothing is', { ifMatch: 'x' }, async ({ store }) => {
    await refused('conflict', () => store.put('a', '1', { ifMatch: '0cc175b9c0f1b6a831c399e269772661' }))
    await refused('conflict', () => store.put('deep/er/a', '1', { ifMatch: '0cc175b9c0f1b6a831c399e269772661' }))
    assert.deepEqual(await listKeys(store), [])
    await store.put('deep', 'its name is free')
  }),
  conditional('ifMatch lets one of many at the same moment through', { ifMatch: 'x' }, async ({ store }) => {
    const { etag } = await store.put('race', 'first')
    const writes = Array.from({ length: 8 }, (_, index) => store.put('race', `writer ${index}`, { ifMatch: etag }))
    await expectOneWinner(writes)
    assert.match((await getText(store, 'race')) ?? '', /^writer \d$/)
  }),
  ...(
    [
      ['both conditions at once', { ifMatch: 'x', ifNoneMatch: '*' }],
      ['an ETag in quotes', { ifMatch: '"x"' }],
      ['an empty ETag', { ifMatch: '' }],
      ['an ETag for ifNoneMatch', { ifNoneMatch: 'x' as '*' }],
    ] as const
  ).map(([what, options]) => ({
    name: `${what} is refused, and nothing is stored`,
    run: async ({ store }: StoreSubject) => {
      await refused('config', () => store.put('a', 'x', options))
      assert.deepEqual(await listKeys(store), [])
    },
  })),
]
