import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findComponents } from './components.js'

const graphs = fc.uniqueArray(fc.tuple(fc.nat(7), fc.nat(7)), { selector: String, maxLength: 20 })

test('nodes that reach one another are together, after those that they refer to', () => {
  fc.assert(
    fc.property(graphs, (edges) => {
      const nodes = [0, 1, 2, 3, 4, 5, 6, 7]
      const targetsOf = (node: number) => edges.flatMap(([from, to]) => (from === node ? [to] : []))
      const reach = (from: number, seen = new Set<number>()): Set<number> => {
        for (const to of targetsOf(from)) if (!seen.has(to)) reach(to, seen.add(to))
        return seen
      }
      const components = findComponents(nodes, targetsOf)
      expect(components.flat().toSorted((a, b) => a - b)).toEqual(nodes)
      const placeOf = (node: number) => components.findIndex((component) => component.includes(node))
      for (const a of nodes) {
        for (const b of nodes) {
          const isTogether = a === b || (reach(a).has(b) && reach(b).has(a))
          expect(placeOf(a) === placeOf(b)).toBe(isTogether)
          expect(!reach(a).has(b) || placeOf(b) <= placeOf(a)).toBe(true)
        }
      }
    }),
  )
})
