import { lazy, type Infer } from '@keelson/core'
import * as shape from '@keelson/core/shape'

export const ServiceInstanceList = /* @__PURE__ */ lazy(() =>
  shape.list(shape.object({ id: shape.text(), createdAt: shape.text() })),
)

/** One running copy of a service. */
export type ServiceInstance = Infer<typeof ServiceInstanceList>[number]
