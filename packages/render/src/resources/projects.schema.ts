import { lazy, type Infer } from '@keelson/core'
import * as shape from '@keelson/core/shape'
import { owner } from './owners.schema.js'

const project = () =>
  shape.object({
    id: shape.text(),
    name: shape.text(),
    owner: owner(),
    environmentIds: shape.list(shape.text()),
    createdAt: shape.text(),
    updatedAt: shape.text(),
  })

/** A project: its environments hold services, databases and groups. */
export type Project = Infer<typeof Project>
export const Project = /* @__PURE__ */ lazy(project)

export const ProjectPage = /* @__PURE__ */ lazy(() =>
  shape.list(shape.object({ project: project(), cursor: shape.text() })),
)
