import { lazy, type Infer } from '@keelson/core'
import * as shape from '@keelson/core/shape'
import { branch } from './branches.schema.js'
import { connectionDetails } from './connection.schema.js'
import { database } from './databases.schema.js'
import { endpoint } from './endpoints.schema.js'
import { operation } from './operations.schema.js'
import { role } from './roles.schema.js'

const optionalText = () => shape.optional(shape.text())

const texts = () => ({
  id: shape.text(),
  name: shape.text(),
  org_id: optionalText(),
  region_id: shape.text(),
  created_at: shape.text(),
  updated_at: shape.text(),
})

const project = () =>
  shape.object({
    ...texts(),
    pg_version: shape.number(),
    store_passwords: shape.boolean(),
    /** How far back a branch can be restored. */
    history_retention_seconds: shape.optional(shape.number()),
  })

/** A project: branches that share their history. */
export type Project = Infer<ReturnType<typeof project>>

export const ProjectAnswer = /* @__PURE__ */ lazy(() => shape.object({ project: project() }))

export const ProjectPage = /* @__PURE__ */ lazy(() =>
  shape.object({
    // A list has all fields of a project, but only the texts are checked: the others would need more of zod's engine.
    projects: shape.list(shape.object(texts()) as shape.Shape<Project>),
    unavailable_project_ids: shape.optional(shape.list(shape.text())),
    pagination: shape.optional(shape.object({ cursor: shape.text() })),
  }),
)

/** A project that is being created, with its default branch, a role, a database and how to connect to it. */
export type CreatedProject = Infer<typeof CreatedProject>
export const CreatedProject = /* @__PURE__ */ lazy(() =>
  shape.object({
    project: project(),
    branch: branch(),
    endpoints: shape.list(endpoint()),
    roles: shape.list(role()),
    databases: shape.list(database()),
    operations: shape.list(operation()),
    connection_uris: shape.list(connectionDetails()),
  }),
)
