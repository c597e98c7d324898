import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** The sample application of the recipes. */
export const program = fileURLToPath(new URL('../docs/recipes/app/server.js', import.meta.url))

/** A running sample application. */
export interface Running {
  readonly url: string
  readonly signal: () => void
  readonly end: () => Promise<{ code: number; output: string }>
}

/** Runs the sample application for as long as `use` takes. */
export async function withServer(env: Record<string, string>, use: (server: Running) => Promise<void>): Promise<void> {
  const child = spawn(process.execPath, [program], {
    env: { HOST: '127.0.0.1', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const closed = once(child, 'close')
  let output = ''
  try {
    const port = await new Promise<string>((resolve, reject) => {
      child.stdout.on('data', (data) => {
        output += String(data)
        const [, found] = /listening on port (\d+)/.exec(output) ?? []
        if (found) resolve(found)
      })
      child.once('exit', (code) => reject(new Error(`ended with ${code} before it listened`)))
    })
    await use({
      url: `http://127.0.0.1:${port}`,
      signal: () => void child.kill('SIGTERM'),
      end: async () => {
        child.kill('SIGTERM')
        const [code] = (await closed) as [number]
        return { code, output }
      },
    })
  } finally {
    child.kill('SIGKILL')
    await closed
  }
}
