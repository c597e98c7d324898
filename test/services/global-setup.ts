import { rm } from 'node:fs/promises'
import { createFolder } from './folder.ts'
import { createTemplate, templateVariable } from './postgres-template.ts'
import { findRedisProgram, type MissingProgram, type RedisProgram } from './redis-program.ts'

/** Vitest's global setup: makes once a run what takes long, and says what of the tests' programs is missing. */
export default function setup(): Promise<() => Promise<void>> {
  return prepare(findRedisProgram())
}

/** Fails where CI is set and something is missing; else one line of stderr tells what it means for the run. */
export async function prepare(redis: Promise<RedisProgram | MissingProgram>): Promise<() => Promise<void>> {
  const folder = await createFolder('template')
  const template = createTemplate(folder).catch((error: Error) => error)
  const [database, cache] = await Promise.all([template, redis])
  const lines: string[] = []
  if (database instanceof Error) lines.push(`FAILING tests with PostgreSQL: ${database.message}`)
  else process.env[templateVariable] = folder
  if ('missing' in cache) lines.push(`SKIPPED tests with Redis: ${cache.missing}`)
  if (lines.length > 0 && process.env['CI']) throw new Error(`programs of the tests are missing. ${lines.join('. ')}`)
  for (const line of lines) process.stderr.write(`${line}\n`)
  return async () => {
    delete process.env[templateVariable]
    await rm(folder, { recursive: true, force: true })
  }
}
