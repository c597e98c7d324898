import { request } from 'node:http'
import { connect } from 'node:net'

/** As long as the vendor waits for the answer to one check. */
const answerMs = 5000

/** Whether an instance answers its health check path with 2xx or 3xx; without a path, whether its port is open. */
export function isHealthy(port: number, path: string, host: string): Promise<boolean> {
  return path === '' ? isOpen(port) : answersWell(port, path, host)
}

function answersWell(port: number, path: string, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const check = request({ host: '127.0.0.1', port, path, headers: { host }, agent: false, timeout: answerMs })
    check.on('response', (answer) => {
      answer.resume()
      const { statusCode = 0 } = answer
      resolve(statusCode >= 200 && statusCode < 400)
    })
    check.on('timeout', () => check.destroy())
    check.on('error', () => resolve(false))
    check.on('close', () => resolve(false))
    check.end()
  })
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.setTimeout(answerMs, () => socket.destroy())
    socket.on('connect', () => {
      resolve(true)
      socket.destroy()
    })
    socket.on('error', () => resolve(false))
    socket.on('close', () => resolve(false))
  })
}
