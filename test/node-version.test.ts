import { expect, test } from 'vitest'

// Without the optional package that brings Node, npm scripts fall back to the system's Node without a word.
test('the tests run on the Node version that the project brings', () => {
  const [major] = process.versions.node.split('.')
  expect(major).toBe(process.env['EXPECTED_NODE_MAJOR'] ?? '24')
})
