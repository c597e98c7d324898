import { Client, escapeIdentifier, escapeLiteral } from 'pg'
import { sharedCertificates, type Certificates } from './certificates.ts'
import { startPostgres, type PostgresServer } from './postgres.ts'
import { postgresTemplate } from './postgres-template.ts'
import { findRedisProgram, startRedis, type RedisServer } from './redis.ts'
import type { MissingProgram } from './redis-program.ts'

export interface Endpoint {
  readonly host: string
  readonly port: number
}

export interface PostgresComputeOptions {
  /** @default true */
  readonly tls?: boolean
  /** @default one for all servers of this process */
  readonly certificates?: Certificates
}

/** Branches as PostgreSQL servers of their own; a branch that nobody uses is a folder. */
export interface PostgresCompute {
  readonly ca: string
  /** With a `parentId` it has the parent's data of this moment, else none. */
  openBranch(params: { branchId: string; parentId?: string | undefined; withCompute: boolean }): Promise<void>
  /** Where the branch is served; starts its server when none runs. */
  endpoint(branchId: string): Promise<Endpoint>
  /** A role that may log in and create databases and roles; not a superuser. */
  createRole(branchId: string, name: string, password: string): Promise<void>
  setPassword(branchId: string, name: string, password: string): Promise<void>
  createDatabase(branchId: string, name: string, owner: string): Promise<void>
  /** Stops the server; connections end, the data stays. */
  suspend(branchId: string): Promise<void>
  closeBranch(branchId: string): Promise<void>
  stop(): Promise<void>
}

export async function createPostgresCompute(options: PostgresComputeOptions = {}): Promise<PostgresCompute> {
  const { tls = true, certificates = await sharedCertificates() } = options
  // Where PostgreSQL cannot run it is told here, by its log; behind an API it would be an operation that failed.
  await postgresTemplate()
  const branches = new Map<string, PostgresServer>()

  async function run(branchId: string, statement: string): Promise<void> {
    const server = find(branches, branchId, 'branch')
    await server.start()
    const client = new Client({ connectionString: server.url(), ...(tls && { ssl: { ca: server.ca } }) })
    await client.connect()
    try {
      await client.query(statement)
    } finally {
      await client.end()
    }
  }

  return {
    ca: certificates.ca,
    async openBranch({ branchId, parentId, withCompute }) {
      if (branches.has(branchId)) throw new Error(`there is a branch ${branchId} already`)
      const server =
        parentId === undefined
          ? await startPostgres({ tls, certificates, start: false })
          : await find(branches, parentId, 'branch').clone()
      branches.set(branchId, server)
      if (withCompute) await server.start()
    },
    async endpoint(branchId) {
      const server = find(branches, branchId, 'branch')
      await server.start()
      return { host: server.host, port: server.port }
    },
    createRole: (branchId, name, password) =>
      run(
        branchId,
        `create role ${escapeIdentifier(name)} login createdb createrole password ${escapeLiteral(password)}`,
      ),
    setPassword: (branchId, name, password) =>
      run(branchId, `alter role ${escapeIdentifier(name)} password ${escapeLiteral(password)}`),
    createDatabase: (branchId, name, owner) =>
      run(branchId, `create database ${escapeIdentifier(name)} owner ${escapeIdentifier(owner)}`),
    suspend: (branchId) => find(branches, branchId, 'branch').stop(),
    async closeBranch(branchId) {
      const server = find(branches, branchId, 'branch')
      branches.delete(branchId)
      await server.remove()
    },
    stop: () => removeAll(branches),
  }
}

/** Databases as Redis servers of their own. */
export interface RedisHost {
  readonly ca: string
  open(params: { databaseId: string; password: string }): Promise<Endpoint>
  setPassword(databaseId: string, password: string): Promise<void>
  close(databaseId: string): Promise<void>
  stop(): Promise<void>
}

export async function createRedisHost(): Promise<RedisHost | MissingProgram> {
  const program = await findRedisProgram()
  if ('missing' in program) return program
  const { ca } = await sharedCertificates()
  const databases = new Map<string, RedisServer>()
  return {
    ca,
    async open({ databaseId, password }) {
      if (databases.has(databaseId)) throw new Error(`there is a database ${databaseId} already`)
      const server = await startRedis({ password })
      databases.set(databaseId, server)
      return { host: server.host, port: server.port }
    },
    setPassword: (databaseId, password) => find(databases, databaseId, 'database').setPassword(password),
    async close(databaseId) {
      const server = find(databases, databaseId, 'database')
      databases.delete(databaseId)
      await server.remove()
    },
    stop: () => removeAll(databases),
  }
}

function find<Server>(servers: ReadonlyMap<string, Server>, id: string, kind: string): Server {
  const server = servers.get(id)
  if (!server) throw new Error(`there is no ${kind} ${id}`)
  return server
}

async function removeAll(servers: Map<string, { remove(): Promise<void> }>): Promise<void> {
  const all = [...servers.values()]
  servers.clear()
  await Promise.all(all.map((server) => server.remove()))
}
