import { lazy, type Infer } from '@keelson/core'
import * as shape from '@keelson/core/shape'

/** In the order in which they are passed. */
export const deployStatuses = [
  'created',
  'queued',
  'build_in_progress',
  'pre_deploy_in_progress',
  'update_in_progress',
  'live',
  'deactivated',
  'build_failed',
  'pre_deploy_failed',
  'update_failed',
  'canceled',
] as const

/** The documented states of a deploy, in the order in which they are passed. */
export type DeployStatus = (typeof deployStatuses)[number]

const optionalText = () => shape.optional(shape.text())

const deploy = () =>
  shape.object({
    id: shape.text(),
    status: shape.open<DeployStatus>(),
    trigger: optionalText(),
    commit: shape.optional(shape.object({ id: optionalText(), message: optionalText(), createdAt: optionalText() })),
    image: shape.optional(shape.object({ ref: optionalText(), sha: optionalText() })),
    createdAt: optionalText(),
    startedAt: optionalText(),
    updatedAt: optionalText(),
    finishedAt: shape.optional(shape.nullable(shape.text())),
  })

/** One deploy of a service. */
export type Deploy = Infer<typeof Deploy>
export const Deploy = /* @__PURE__ */ lazy(deploy)

export const DeployPage = /* @__PURE__ */ lazy(() =>
  shape.list(shape.object({ deploy: deploy(), cursor: shape.text() })),
)
