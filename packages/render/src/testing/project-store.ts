import { createTable } from '@keelson/core/testing'

/** A project as the fake keeps it. */
export interface FakeProject {
  readonly id: string
  readonly sequence: number
  readonly ownerId: string
  readonly createdAt: number
  name: string
  updatedAt: number
}

export const projectsOf = createTable<FakeProject>()

/** An environment of a project as the fake keeps it. */
export interface FakeEnvironment {
  readonly id: string
  readonly sequence: number
  readonly projectId: string
  readonly createdAt: number
  name: string
  updatedAt: number
  protectedStatus: 'protected' | 'unprotected'
  networkIsolationEnabled: boolean
  ipAllowList: unknown
}

export const environmentsOf = createTable<FakeEnvironment>()
