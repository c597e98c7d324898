import { request } from 'node:http'
import { connect } from 'node:net'
import { systemClock, type Clock } from '@keelson/core'

/** As long as the vendor waits for the answer to one check. */
const answerMs = 5000

/** What one check found: nothing to object to, no port that is open, or an answer that is none in words. */
export type HealthCheck = 'healthy' | 'no_port' | { readonly unhealthy: string }

interface Checked {
  readonly port: number
  /** Without one, it is enough that the port is open. */
  readonly path: string
  readonly host: string
  readonly clock?: Clock
}

/** Asks an instance as the vendor does: it is healthy when it answers 2xx or 3xx in time. */
export function checkHealth({ port, path, host, clock = systemClock }: Checked): Promise<HealthCheck> {
  return new Promise((resolve) => {
    const give = (found: HealthCheck) => {
      cancel()
      resolve(found)
    }
    const cancel = clock.timer(() => {
      give({ unhealthy: 'HTTP health check got no answer in time' })
      asked.destroy()
    }, answerMs)
    const failed = ({ code = 'no answer' }: NodeJS.ErrnoException) =>
      give(code === 'ECONNREFUSED' ? 'no_port' : { unhealthy: `HTTP health check failed: ${code}` })
    const asked = path === '' ? connect(port, '127.0.0.1') : ask(port, path, host, give)
    asked.on('error', failed)
    if (path !== '') return
    asked.on('connect', () => {
      give('healthy')
      asked.destroy()
    })
  })
}

function ask(port: number, path: string, host: string, give: (found: HealthCheck) => void) {
  const headers = { host, 'user-agent': 'Render/1.0' }
  const check = request({ host: '127.0.0.1', port, path, headers, agent: false })
  check.on('response', (answer) => {
    // Read to its end: a program may complain of visitors that leave before.
    answer.resume()
    const { statusCode = 0 } = answer
    const isGood = statusCode >= 200 && statusCode < 400
    give(isGood ? 'healthy' : { unhealthy: `HTTP health check failed with status ${statusCode}` })
  })
  check.end()
  return check
}
