import { KeelsonError } from '@keelson/core'

/** A version of a Python package, of which as many numbers count as are given: `4.2`, `1.14.3`. */
export type PackageVersion = `${number}.${number}` | `${number}.${number}.${number}`

/** Whether a version is that one or newer; the newest when none is given. Throws `config` for what is no version. */
export function isAtLeast(name: string, version: PackageVersion | undefined, least: PackageVersion): boolean {
  if (version === undefined) return true
  if (!/^\d+\.\d+(?:\.\d+)?$/.test(version))
    throw new KeelsonError(`the version of ${name} cannot be ${JSON.stringify(version)}, only numbers as in ${least}`, {
      code: 'config',
    })
  const given = version.split('.').map(Number)
  const wanted = least.split('.').map(Number)
  const at = wanted.findIndex((number, index) => number !== (given[index] ?? 0))
  return at === -1 || (given[at] ?? 0) > (wanted[at] ?? 0)
}
