import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test, vi } from 'vitest'

const program = `
import { systemClock } from '@keelson/core'
import { startProcessGroup } from ${JSON.stringify(new URL('process-group.ts', import.meta.url).href)}
const command = 'trap "" TERM; echo $$; while :; do sleep 0.2; done'
startProcessGroup({ command, cwd: '/', env: { PATH: process.env.PATH }, clock: systemClock, onLine: (line) => console.log(line) })
setInterval(() => {}, 1000)
`

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

test('a program that is killed takes its commands with it', async () => {
  const parent = spawn(process.execPath, ['--input-type=module', '-e', program], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void parent.kill('SIGKILL'))
  const [line] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string]
  const pid = Number(line)
  expect(isRunning(pid)).toBe(true)
  parent.kill('SIGKILL')
  await once(parent, 'close')
  await vi.waitFor(() => expect(isRunning(pid)).toBe(false), { timeout: 5000 })
})
