/**
 * What `createPool` costs beside a plain pool of node-postgres, on a local server: interleaved rounds, ratios of medians
 * printed. Nothing is asserted: a figure of a shared machine is read, not tested.
 */
import pg from 'pg'
import { createPool } from '@keelson/neon/pg'
import { startPostgres } from '../test/services/postgres.ts'

const rounds = 200
const queriesPerRound = 100
const connectRounds = 40
const connectsPerRound = 5
const budget = 1.05

const server = await startPostgres()
const connectionString = server.url()
const { ca } = server

const open: Record<string, () => pg.Pool> = {
  'pg.Pool': () => new pg.Pool({ connectionString, ssl: { ca } }),
  '… with a connection timeout': () => new pg.Pool({ connectionString, ssl: { ca }, connectionTimeoutMillis: 15_000 }),
  createPool: () => createPool({ connectionString, ca }),
}
const ways: Record<string, (pool: pg.Pool) => Promise<unknown>> = {
  'checkout + select 1 + release': async (pool) => {
    const client = await pool.connect()
    await client.query('select 1')
    client.release()
  },
  'pool.query(select 1)': (pool) => pool.query('select 1'),
}

for (const [title, way] of Object.entries(ways)) {
  const cpu: Record<string, number[]> = {}
  const wall: Record<string, number[]> = {}
  for (let round = 0; round < rounds; round++) {
    // Connections of their own for each round: on which core a server process wakes up doubles or halves its answers.
    const pools = Object.entries(open).map(([name, make]) => [name, make()] as const)
    for (const [, pool] of pools) for (let query = 0; query < 10; query++) await way(pool)
    for (let index = 0; index < pools.length; index++) {
      // Whoever comes first in a round has it harder: each in turn.
      const [name, pool] = pools[(round + index) % pools.length]!
      const startedAt = performance.now()
      const before = process.cpuUsage()
      for (let query = 0; query < queriesPerRound; query++) await way(pool)
      const { user, system } = process.cpuUsage(before)
      ;(cpu[name] ??= []).push((user + system) / queriesPerRound)
      ;(wall[name] ??= []).push(((performance.now() - startedAt) / queriesPerRound) * 1000)
    }
    await Promise.all(pools.map(([, pool]) => pool.end()))
  }
  report(`${title} (µs, budget x${budget})`, wall)
  report(`${title} (CPU µs of this process)`, cpu)
}

const connects: Record<string, number[]> = {}
for (let round = 0; round < connectRounds; round++) {
  for (const [name, make] of Object.entries(open)) {
    const before = performance.now()
    for (let index = 0; index < connectsPerRound; index++) {
      const pool = make()
      await pool.query('select 1')
      await pool.end()
    }
    ;(connects[name] ??= []).push(((performance.now() - before) / connectsPerRound) * 1000)
  }
}
report('new pool + TLS + select 1 + end (µs)', connects)
await server.remove()

function report(title: string, figures: Readonly<Record<string, readonly number[]>>): void {
  const base = figures['pg.Pool'] ?? []
  console.log(`\n${title}, ${base.length} interleaved rounds`)
  for (const [name, values] of Object.entries(figures)) {
    const ratios = values.map((value, round) => value / (base[round] ?? NaN))
    console.log(
      `${name.padEnd(32)} median ${median(values).toFixed(1).padStart(8)}  min ${Math.min(...values)
        .toFixed(1)
        .padStart(8)}  x${median(ratios).toFixed(3)} of pg.Pool`,
    )
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN
}
