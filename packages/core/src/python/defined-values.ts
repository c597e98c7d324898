/** Settings without those that are undefined: Python would write each as None, which is a value. */
export function definedValues<T>(values: Readonly<Record<string, T | undefined>>): Record<string, T> {
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, T] => entry[1] !== undefined))
}
