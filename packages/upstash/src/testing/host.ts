/** Where the databases of a fake really are: a Redis server for each, with TLS. */
export interface FakeUpstashHost {
  /** Starts a server for a new database: its host name and port become endpoint and port of the database. */
  open(database: {
    readonly databaseId: string
    readonly password: string
  }): Promise<{ readonly host: string; readonly port: number }>
  /** Lets in the new password only. */
  setPassword(databaseId: string, password: string): Promise<void>
  /** Ends the server of a deleted database. */
  close(databaseId: string): Promise<void>
  /** Ends all of them. */
  stop(): Promise<void>
}
