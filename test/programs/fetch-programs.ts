import { pythonOf } from './programs.ts'

/** Vitest's global setup: fetches the libraries of both sites once, before anything uses them. */
export default async function setup(): Promise<void> {
  await Promise.all([pythonOf('debian'), pythonOf('pip')])
}
