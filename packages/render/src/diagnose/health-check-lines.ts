import type { Fact } from './fact.js'

/** How facts begin that say what Render asks a service for. */
export const healthPathSetting = 'health check path: '
export const hostSetting = 'host: '

/** An answer in an access log that does not say who asked. */
const answered = /^(.*)"GET (\S+) HTTP\/[\d.]+" \d{3}(?!.*")/

/** Tells which lines of a process are about Render's health check, of those that do not name it. */
export function healthCheckLines(facts: readonly Fact[]): (line: string) => boolean {
  const setting = (name: string) =>
    facts.find(({ kind, text }) => kind === 'setting' && text.startsWith(name))?.text.slice(name.length)
  const healthPath = setting(healthPathSetting)
  const host = setting(hostSetting)
  return (line) => {
    if (host && line.includes(`Invalid HTTP_HOST header: '${host}'`)) return true
    const [, visitor = '', path] = answered.exec(line) ?? []
    if (path === undefined) return false
    // Where the path is not known: Uvicorn's visitors from inside, before an instance is live, are Render.
    return healthPath === undefined ? /^INFO: +10\./.test(visitor) && path !== '/favicon.ico' : path === healthPath
  }
}
