// Readiness: what must work (row, file), and what the application can do without (counter).
import { systemClock, within } from '@keelson/core'
import { checkAsset } from './assets.js'
import { readNotice, readVisits } from './data.js'

const checks = [
  { name: 'database', critical: true, run: readNotice },
  { name: 'counter', critical: false, run: readVisits },
  { name: 'file', critical: true, run: () => checkAsset('site.css') },
]

/** The status of the whole and of each check; the words of an error may hold addresses, so only its code is shown. */
export async function report() {
  const entries = await Promise.all(
    checks.map(async ({ name, critical, run }) => {
      const { how, thrown } = await within(run, 3000, systemClock)
      if (how === 'done') return [name, [{ status: 'pass' }]]
      console.error(`${name}: ${thrown?.message ?? how}`)
      return [name, [{ status: critical ? 'fail' : 'warn', output: String(thrown?.code ?? thrown?.name ?? how) }]]
    }),
  )
  const statuses = entries.map(([, [{ status }]]) => status)
  const status = statuses.includes('fail') ? 'fail' : statuses.includes('warn') ? 'warn' : 'pass'
  return { status, checks: Object.fromEntries(entries) }
}
