import { quoteShell } from '@keelson/core/shell'
import { curlArguments, scheduleOf } from './keepalive-curl.js'
import type { KeepalivePlan } from './keepalive-options.js'

/**
 * Lines of a crontab that ping every service of a plan with curl; cron mails what fails. The minutes are off the hour and
 * between those of the other schedulers, so that no random pause is needed.
 *
 * Throws `config` for a plan that is not allowed or does not name the scheduler `cron`.
 * https://man7.org/linux/man-pages/man5/crontab.5.html
 *
 * @example
 * import { formatCron, planKeepalive } from '@keelson/health'
 * import { renderPlatform } from '@keelson/render/plans'
 * const services = [{ url: 'https://shop.onrender.com/healthz' }]
 * const plan = planKeepalive({ platform: renderPlatform({ plan: 'free' }), services, schedulers: ['cron', 'uptimerobot'] })
 * console.log(formatCron(plan))
 */
export function formatCron(plan: KeepalivePlan): string {
  const { cron, timeZone, hours } = scheduleOf(plan, 'cron')
  const zone =
    hours.length === 24
      ? []
      : [
          `# cronie reads CRON_TZ; where cron does not (Debian's), the machine's time zone must be ${timeZone}`,
          `CRON_TZ=${timeZone}`,
        ]
  // A percent sign ends the command for cron, within quotes, too.
  const lines = plan.urls.map((url) => `${cron} ${curlArguments} ${quoteShell(url).replaceAll('%', String.raw`\%`)}`)
  return [...zone, ...lines, ''].join('\n')
}
