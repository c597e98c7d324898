import { lazy, type Infer } from '@keelson/core'
import * as shape from '@keelson/core/shape'

const ids = () => shape.list(shape.text())

const environment = () =>
  shape.object({
    id: shape.text(),
    name: shape.text(),
    projectId: shape.text(),
    serviceIds: ids(),
    databasesIds: ids(),
    redisIds: ids(),
    envGroupIds: ids(),
    protectedStatus: shape.open<'protected' | 'unprotected'>(),
    networkIsolationEnabled: shape.boolean(),
    ipAllowList: shape.optional(shape.list(shape.object({ cidrBlock: shape.text(), description: shape.text() }))),
  })

/** An environment of a project, and the ids of what is in it. */
export type Environment = Infer<typeof Environment>
export const Environment = /* @__PURE__ */ lazy(environment)

export const EnvironmentPage = /* @__PURE__ */ lazy(() =>
  shape.list(shape.object({ environment: environment(), cursor: shape.text() })),
)
