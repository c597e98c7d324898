/** A version of Django, major and minor: `5.2`. */
export type DjangoVersion = `${number}.${number}`

/** Whether a version is that one or newer; a patch level behind it does not count. */
export function djangoAtLeast(version: DjangoVersion, least: DjangoVersion): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [leastMajor = 0, leastMinor = 0] = least.split('.').map(Number)
  return major > leastMajor || (major === leastMajor && minor >= leastMinor)
}
