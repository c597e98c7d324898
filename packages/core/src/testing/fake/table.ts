/** A map of one kind of records for each store, kept beside the operations that use it. */
export function createTable<Item>(): (store: object) => Map<string, Item> {
  const tables = new WeakMap<object, Map<string, Item>>()
  return (store) => {
    const table = tables.get(store) ?? new Map<string, Item>()
    tables.set(store, table)
    return table
  }
}
