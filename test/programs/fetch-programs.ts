import { debianRoot } from './debian-set.ts'
import { findProgram, pythonOf } from './programs.ts'

/** Vitest's global setup: fetches everything once, before anything uses it. */
export default async function setup(): Promise<void> {
  const sets = (['builders', 'ceph', 'nginx', 'storages', 'swift'] as const).map(debianRoot)
  await Promise.all([...sets, pythonOf('pip'), findProgram('rclone')])
}
