/** The operation of a request and the values of the braces in its documented path; `undefined` when there is none. */
export function findRoute<Operation extends string>(
  operations: readonly Operation[],
  method: string,
  path: string,
): { readonly operation: Operation; readonly path: Readonly<Record<string, string>> } | undefined {
  const parts = path.split('/')
  for (const operation of operations) {
    const [verb, template = ''] = operation.split(' ')
    const values = verb === method ? matchPath(template.split('/'), parts) : undefined
    if (values) return { operation, path: values }
  }
  return undefined
}

function matchPath(template: readonly string[], parts: readonly string[]): Record<string, string> | undefined {
  if (template.length !== parts.length) return undefined
  const values: Record<string, string> = {}
  for (const [index, expected] of template.entries()) {
    const part = parts[index] ?? ''
    if (expected.startsWith('{')) values[expected.slice(1, -1)] = decodeURIComponent(part)
    else if (expected !== part) return undefined
  }
  return values
}
