/** Moves a property's value to where no inspection finds it, also not one that shows what is not enumerable. */
export function hideProperty(target: object, name: string): void {
  let value: unknown = Reflect.get(target, name)
  if (value === undefined) return
  // node-postgres fills an empty password in later.
  const set = (next: unknown) => void (value = next)
  Object.defineProperty(target, name, { get: () => value, set, enumerable: false, configurable: true })
}
