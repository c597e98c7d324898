import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { createFolder } from './folder.ts'
import { startProgram } from './program.ts'

async function options(script: string) {
  const folder = await createFolder('program')
  const log = join(folder, 'program.log')
  await writeFile(log, '')
  return { name: 'The program', path: 'sh', args: ['-c', script], log, lastSignal: 'TERM' } as const
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function gone(pid: number): Promise<void> {
  for (let attempt = 0; attempt < 150 && isAlive(pid); attempt += 1) await sleep(100)
  expect(isAlive(pid)).toBe(false)
}

test('a program is ready when its log says so, gets signals and tells how it ended', async () => {
  const program = await startProgram({
    ...(await options('trap "exit 7" TERM; echo ready; while :; do sleep 0.05; done')),
    ready: 'ready',
  })
  program.signal('TERM')
  expect(await program.end()).toBe(7)
})

test('one that ends before, and one that cannot be found, are told with what they printed', async () => {
  await expect(startProgram({ ...(await options('echo no luck >&2; exit 3')), ready: 'ready' })).rejects.toThrow(
    'The program ended with 3 while it started; the end of its log:\nno luck',
  )
  await expect(startProgram({ ...(await options('')), path: './none', ready: 'ready' })).rejects.toThrow(
    /ended with 127 .*none.* not found/s,
  )
})

test('one that is not ready in time is ended', async () => {
  const given = await options('echo $$; exec sleep 600')
  const failed: Error = (await startProgram({ ...given, ready: 'ready', readyWithinMs: 1500 }).catch(
    (error: Error) => error,
  )) as Error
  // Some shells have time to say that what they ran was killed.
  expect(failed.message).toMatch(
    /^The program was not ready within 1.5 seconds; the end of its log:\n\d+(?:\nKilled)?$/,
  )
  await gone(Number(failed.message.split('\n')[1]))
})

test('one that does not heed its last signal is killed once our process is gone', { timeout: 30_000 }, async () => {
  const given = await options('trap "" TERM; echo $$ >new; mv new pid; while :; do sleep 0.1; done')
  const pid = join(given.log, '..', 'pid')
  const code = `
    import { runProgram } from ${JSON.stringify(new URL('program.ts', import.meta.url))}
    import { existsSync } from 'node:fs'
    await runProgram(${JSON.stringify(given)})
    setInterval(() => existsSync(${JSON.stringify(pid)}) && process.kill(process.pid, 'SIGKILL'), 10)`
  const child = promisify(execFile)(process.execPath, ['--input-type=module', '-e', code])
  await expect(child).rejects.toMatchObject({ signal: 'SIGKILL' })
  const stubborn = Number(await readFile(pid, 'utf8'))
  expect(isAlive(stubborn)).toBe(true)
  await gone(stubborn)
})

test('a running program does not keep the process from its end', async () => {
  const given = await options('exec sleep 600')
  const code = `
    import { runProgram } from ${JSON.stringify(new URL('program.ts', import.meta.url))}
    await runProgram(${JSON.stringify(given)})`
  expect(await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code])).toMatchObject({ stderr: '' })
})
