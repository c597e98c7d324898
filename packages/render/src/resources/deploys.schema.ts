import { lazy, type Infer, type Open } from '@keelson/core'
import * as z from 'zod/mini'

/** The documented states of a deploy, in the order in which they are passed. */
export type DeployStatus =
  | 'created'
  | 'queued'
  | 'build_in_progress'
  | 'pre_deploy_in_progress'
  | 'update_in_progress'
  | 'live'
  | 'deactivated'
  | 'build_failed'
  | 'pre_deploy_failed'
  | 'update_failed'
  | 'canceled'

const text = () => z.optional(z.string())

const deploy = () =>
  z.looseObject({
    id: z.string(),
    status: z.custom<Open<DeployStatus>>((value) => typeof value === 'string'),
    trigger: text(),
    commit: z.optional(z.looseObject({ id: text(), message: text(), createdAt: text() })),
    image: z.optional(z.looseObject({ ref: text(), sha: text() })),
    createdAt: text(),
    startedAt: text(),
    updatedAt: text(),
    finishedAt: z.optional(z.nullable(z.string())),
  })

/** One deploy of a service. */
export type Deploy = Infer<typeof Deploy>
export const Deploy = /* @__PURE__ */ lazy(deploy)

export const DeployPage = /* @__PURE__ */ lazy(() => z.array(z.looseObject({ deploy: deploy(), cursor: z.string() })))
