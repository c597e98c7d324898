/**
 * Real PostgreSQL servers behind a fake Neon: a branch is a server over a copy of its parent's data. With one, an
 * operation of the fake ends when the work here is done, and connection strings lead to these servers.
 */
export interface FakeNeonCompute {
  /** Makes the data of a branch: a copy of its parent's as they are now, or new ones. Runs it with `withCompute`. */
  openBranch(branch: {
    readonly branchId: string
    readonly parentId: string | undefined
    readonly withCompute: boolean
  }): Promise<void>
  /** Where the server of a branch listens; starts it when it does not run. */
  endpoint(branchId: string): Promise<{ readonly host: string; readonly port: number }>
  createRole(branchId: string, name: string, password: string): Promise<void>
  setPassword(branchId: string, name: string, password: string): Promise<void>
  createDatabase(branchId: string, name: string, owner: string): Promise<void>
  /** Stops the server of a branch and keeps its data. */
  suspend(branchId: string): Promise<void>
  /** Stops the server of a branch and deletes its data. */
  closeBranch(branchId: string): Promise<void>
  /** Stops and deletes everything. */
  stop(): Promise<void>
}
