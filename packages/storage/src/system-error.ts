/** `ENOSPC`, `EACCES`, …: what the system said, in its own short word; its messages carry absolute paths. */
export function systemCode(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : 'unknown reason'
}

/** Whether an error of the file system says that there is no such file, also since a part of its path is one. */
export function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(systemCode(error))
}
