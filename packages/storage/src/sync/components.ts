/** Groups of nodes that reach one another, each group after those that it refers to (Tarjan's algorithm). */
export function findComponents<T>(nodes: Iterable<T>, targetsOf: (node: T) => Iterable<T>): T[][] {
  const components: T[][] = []
  const order = new Map<T, number>()
  const open: T[] = []
  const isOpen = new Set<T>()

  /** The oldest open node that this one reaches. */
  const visit = (node: T): number => {
    const own = order.size
    let oldest = own
    order.set(node, own)
    open.push(node)
    isOpen.add(node)
    for (const target of targetsOf(node)) {
      const seen = order.get(target)
      if (seen === undefined) oldest = Math.min(oldest, visit(target))
      else if (isOpen.has(target)) oldest = Math.min(oldest, seen)
    }
    if (oldest === own) {
      const component = open.splice(open.lastIndexOf(node))
      for (const member of component) isOpen.delete(member)
      components.push(component)
    }
    return oldest
  }

  for (const node of nodes) if (!order.has(node)) visit(node)
  return components
}
