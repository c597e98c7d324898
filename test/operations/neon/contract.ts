import { readContract, type ContractNode } from '../../contract.ts'

/** Neon's contract with its objects closed: what the fake makes up would mislead. */
export const contract = readContract('neon', {
  adjust(schemas, document) {
    const parts = new Set<unknown>()
    markParts(document, schemas, parts)
    closeWholes(document, parts)
  },
})

/** What comes together in an `allOf` is closed there, and not part by part. */
function markParts(node: unknown, schemas: Record<string, ContractNode>, parts: Set<unknown>): void {
  if (typeof node !== 'object' || node === null) return
  for (const part of ((node as ContractNode)['allOf'] ?? []) as ContractNode[]) {
    const reference = part['$ref'] as string | undefined
    parts.add(reference ? schemas[reference.split('/').at(-1) ?? ''] : part)
  }
  for (const child of Object.values(node)) markParts(child, schemas, parts)
}

function closeWholes(node: unknown, parts: ReadonlySet<unknown>): void {
  if (typeof node !== 'object' || node === null) return
  for (const child of Object.values(node)) closeWholes(child, parts)
  const schema = node as ContractNode
  if (parts.has(schema)) return
  if (Array.isArray(schema['allOf'])) schema['unevaluatedProperties'] = false
  else if (schema['type'] === 'object' && schema['properties']) schema['additionalProperties'] ??= false
}
