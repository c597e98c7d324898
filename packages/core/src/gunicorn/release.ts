/** Whether a release of gunicorn, as `20.1` or `20.1.0`, came before another, as `23.0`. */
export function isBefore(release: string, other: string): boolean {
  return release.localeCompare(other, 'en', { numeric: true }) < 0
}
