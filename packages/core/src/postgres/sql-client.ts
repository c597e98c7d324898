/** One session of PostgreSQL: a `Client` of pg, a client taken from a pool, or anything that answers like them. */
export interface SqlClient {
  /** Without values it is one statement of the simple protocol. */
  query(text: string, values?: unknown[]): Promise<{ readonly rows: Record<string, unknown>[] }>
}
