import { KeelsonError } from '@keelson/core'

const mostShown = 20

/** The error of a sync that did not begin: everything that stands in its way at once, so that one look repairs it. */
export function refuse(folder: string, problems: readonly string[]): KeelsonError {
  const shown = problems.slice(0, mostShown)
  if (problems.length > shown.length) shown.push(`… and ${problems.length - shown.length} more`)
  return new KeelsonError(
    `${folder} was not synced:${shown.length === 1 ? ` ${shown[0]}` : shown.map((line) => `\n  ${line}`).join('')}`,
    { code: 'config', hint: 'Nothing was stored or changed' },
  )
}
