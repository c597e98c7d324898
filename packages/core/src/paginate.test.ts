import { describe, expect, test } from 'vitest'
import { createPages, requireList, type Page } from './paginate.js'

/** Three pages of two, and the cursors that were asked for. */
function threePages() {
  const asked: (string | undefined)[] = []
  const pages: Readonly<Record<string, Page<number>>> = {
    first: { items: [1, 2], next: 'b' },
    b: { items: [3, 4], next: 'c' },
    c: { items: [5, 6] },
  }
  const list = createPages(async (cursor) => {
    asked.push(cursor)
    return pages[cursor ?? 'first']!
  })
  return { list, asked }
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

test('nothing is fetched before the first item is asked for', async () => {
  const { list, asked } = threePages()
  list.pages()
  list[Symbol.asyncIterator]()
  await Promise.resolve()
  expect(asked).toEqual([])
})

test('items and pages come in order, from the beginning each time', async () => {
  const { list, asked } = threePages()
  expect(await collect(list)).toEqual([1, 2, 3, 4, 5, 6])
  expect(await collect(list.pages())).toEqual([
    [1, 2],
    [3, 4],
    [5, 6],
  ])
  expect(asked).toEqual([undefined, 'b', 'c', undefined, 'b', 'c'])
})

test('leaving early fetches no further page', async () => {
  const { list, asked } = threePages()
  for await (const item of list) if (item === 2) break
  expect(asked).toEqual([undefined])
  for await (const page of list.pages()) if (page.includes(3)) break
  expect(asked).toEqual([undefined, undefined, 'b'])
})

describe('toArray', () => {
  test.each([
    [undefined, [1, 2, 3, 4, 5, 6], 3],
    [100, [1, 2, 3, 4, 5, 6], 3],
    [6, [1, 2, 3, 4, 5, 6], 3],
    [4, [1, 2, 3, 4], 2],
    [2, [1, 2], 1],
    [1, [1], 1],
    [0, [], 0],
    [-1, [], 0],
  ])('with limit %o gives %o in %i fetches', async (limit, items, fetches) => {
    const { list, asked } = threePages()
    expect(await list.toArray(limit === undefined ? {} : { limit })).toEqual(items)
    expect(asked).toHaveLength(fetches)
  })
})

test('first fetches one page, also of an empty list', async () => {
  const { list, asked } = threePages()
  expect(await list.first()).toBe(1)
  expect(asked).toEqual([undefined])
  expect(await createPages(async () => ({ items: [] })).first()).toBeUndefined()
})

test('a cursor that comes back at once ends the list', async () => {
  const cursors = ['a', 'b', 'b']
  let fetches = 0
  const list = createPages(async () => ({ items: [fetches], next: cursors[fetches++]! }))
  expect(await list.toArray()).toHaveLength(cursors.length)
  expect(fetches).toBe(cursors.length)
})

test('cursors that go in a circle end the list', async () => {
  const following: Record<string, string> = { first: 'a', a: 'b', b: 'a' }
  const pages = createPages(async (cursor = 'first') => ({ items: [cursor], next: following[cursor] }))
  expect(await pages.toArray()).toEqual(['first', 'a', 'b'])
})

test('empty pages between full ones are passed over', async () => {
  const pages = [{ items: [], next: 'b' }, { items: [], next: 'c' }, { items: ['x'] }]
  expect(await createPages(async () => pages.shift()!).first()).toBe('x')
})

test('an error in the middle comes after the items before it, and the list can be read again', async () => {
  let fetches = 0
  const list = createPages(async (cursor) => {
    fetches += 1
    if (fetches === 2) throw new Error('second page')
    return cursor === undefined ? { items: [1], next: 'b' } : { items: [2] }
  })
  const seen: number[] = []
  const read = async () => {
    for await (const item of list) seen.push(item)
  }
  await expect(read()).rejects.toThrow('second page')
  expect(seen).toEqual([1])
  expect(await list.toArray()).toEqual([1, 2])
})

test.each([{ message: 'welcome' }, null, 'OK', undefined])(
  'what is no list (%j) is told, not tripped over',
  async (answer) => {
    const list = createPages(async () => ({ items: answer as never }))
    await expect(list.first()).rejects.toMatchObject({ name: 'KeelsonError', code: 'schema' })
    expect(() => requireList(answer as never, 'GET /shops')).toThrow(
      'GET /shops was answered without the list that was due: check baseUrl',
    )
  },
)
