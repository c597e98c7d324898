import { lazy, type Infer } from '@keelson/core'
import * as shape from '@keelson/core/shape'

const organization = () =>
  shape.object({
    id: shape.text(),
    name: shape.text(),
    handle: shape.text(),
    /** `free`, `launch`, `scale`, … */
    plan: shape.text(),
    /** `console` for those that the console and the API can delete. */
    managed_by: shape.text(),
    require_mfa: shape.optional(shape.boolean()),
    created_at: shape.text(),
    updated_at: shape.text(),
  })

/** An organization: projects, their members and one bill. */
export type Organization = Infer<typeof Organization>
export const Organization = /* @__PURE__ */ lazy(organization)

export const OrganizationList = /* @__PURE__ */ lazy(() => shape.object({ organizations: shape.list(organization()) }))
