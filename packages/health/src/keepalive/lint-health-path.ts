import type { Finding } from '@keelson/core'
import type { HealthPathObservation } from './observe-health-path.js'

const healthChecks = 'https://render.com/docs/health-checks'
const djangoSettings = 'https://docs.djangoproject.com/en/stable/ref/settings/'

/**
 * What is wrong with a health path as it answered: it redirects, fails, asks databases, renders a page, refuses HEAD, or is
 * answered by a cache. Pure: `observeHealthPath` makes the observation. What only its name says is judged where it is set
 * (`lintServices` and `lintBlueprint` of `@keelson/render`, `planKeepalive`).
 *
 * @example
 * import { lintHealthPath } from '@keelson/health'
 * const seen = { url: 'https://shop.onrender.com/healthz', status: 301, location: 'https://shop.onrender.com/healthz/' }
 * const findings = lintHealthPath({ ...seen, isPage: false, dependencies: [] }) // health-path-redirect
 */
export function lintHealthPath(observation: HealthPathObservation): Finding[] {
  const { status, headStatus, isPage, dependencies, cachedSeconds } = observation
  const path = new URL(observation.url).pathname
  const finding = (
    code: string,
    severity: Finding['severity'],
    message: string,
    fix: string,
    source = healthChecks,
  ) => ({
    code: `health-path-${code}`,
    severity,
    path,
    message,
    fix,
    source,
  })
  if (status >= 300 && status <= 399) return [finding('redirect', ...redirect(observation, path))]
  if (status < 200 || status > 299) return [finding('failed', 'error', ...failure(status, path))]
  const findings: Finding[] = []
  if (dependencies.length > 0) {
    const message = `${path} tells about ${dependencies.join(', ')}: when that is away, a platform restarts every instance, and each ping wakes what sleeps`
    findings.push(finding('deep', 'warning', message, 'Use a path that answers for the process alone, as /healthz'))
  }
  if (isPage) {
    const message = `${path} renders a web page: that takes work at each check, and a page of an error or a login looks as healthy`
    findings.push(finding('page', 'warning', message, 'Use a path that answers a few bytes, as /healthz'))
  }
  if (headStatus !== undefined && headStatus >= 400) {
    const message = `${path} answers GET with ${status} but HEAD with ${headStatus}: UptimeRobot asks with HEAD where nothing else is set, and takes the service for down`
    const fix =
      "Answer HEAD as GET, in Django by require_safe in place of require_GET, or set the monitor's method to GET"
    findings.push(finding('head', 'warning', message, fix, 'https://uptimerobot.com/api/v3/'))
  }
  if (cachedSeconds !== undefined) {
    const message = `a cache answered for ${path}, ${cachedSeconds} s after it had asked: it says healthy when the service is not, and keeps nothing awake`
    findings.push(
      finding(
        'cached',
        'warning',
        message,
        'Answer with Cache-Control: no-store',
        'https://www.rfc-editor.org/rfc/rfc9111#name-age',
      ),
    )
  }
  return findings
}

type Words = readonly [severity: Finding['severity'], message: string, fix: string, source?: string]

function redirect({ url, status, location }: HealthPathObservation, path: string): Words {
  const answers = `${path} answers ${status}`
  const hurts = 'a check that follows pays twice, one that does not sees no health'
  const next = URL.parse(location ?? '')
  if (!next) return ['error', `${answers} without an address that can be read: ${hurts}`, 'Answer 200']
  const to = next.href
  const from = new URL(url)
  if (next.host === from.host && next.pathname === `${path}/`) {
    const fix = `Write ${next.pathname}, or serve ${path} without the slash`
    return [
      'warning',
      `${answers} to the same path with a slash (Django's APPEND_SLASH): ${hurts}`,
      fix,
      `${djangoSettings}#append-slash`,
    ]
  }
  if (from.protocol === 'http:' && next.protocol === 'https:' && next.host === from.host && next.pathname === path) {
    const message = `${answers} to https: a proxy that asks over http sees no health, and where the proxy itself answers, no service is kept awake`
    const fix = `Write ${to}; where the platform asks over http, exempt the path by SECURE_REDIRECT_EXEMPT = [r'^${escapePattern(path.slice(1))}$']`
    return ['warning', message, fix, `${djangoSettings}#secure-ssl-redirect`]
  }
  if (to === url) {
    const fix = "Set SECURE_PROXY_SSL_HEADER = ('HTTP_X_FORWARDED_PROTO', 'https') in Django"
    const message = `${answers} to itself, for ever: the application does not know that it was asked over https`
    return ['error', message, fix, `${djangoSettings}#secure-proxy-ssl-header`]
  }
  return [
    'error',
    `${answers} to ${to}: that is answered in its place, a login perhaps; ${hurts}`,
    `Answer 200 at ${path}, without a login`,
  ]
}

function failure(status: number, path: string): readonly [message: string, fix: string, source?: string] {
  const message = `${path} answers ${status} and not 200: each check takes the service for down`
  if (status === 400) {
    const fix = "Is the host in Django's ALLOWED_HOSTS, that of the platform's own checks, too?"
    return [message, fix, `${djangoSettings}#allowed-hosts`]
  }
  if (status === 401 || status === 403)
    return [message, 'Let everybody read it; it says nothing but that the process answers']
  return [
    message,
    status === 404 || status === 405
      ? 'Serve the path for GET, or write the one that is'
      : 'Look into the log of the service',
  ]
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}
