import { lazy, type Infer } from '@keelson/core'
import * as shape from '@keelson/core/shape'

export const owner = () =>
  shape.object({
    id: shape.text(),
    name: shape.text(),
    email: shape.text(),
    type: shape.open<'user' | 'team'>(),
    twoFactorAuthEnabled: shape.optional(shape.boolean()),
  })

/** A workspace. */
export type Owner = Infer<typeof Owner>
export const Owner = /* @__PURE__ */ lazy(owner)

// Both fields are optional in the contract.
export const OwnerPage = /* @__PURE__ */ lazy(() =>
  shape.list(shape.object({ owner: shape.optional(owner()), cursor: shape.optional(shape.text()) })),
)

/** Somebody who has access to a workspace. */
export type OwnerMember = Infer<typeof OwnerMembers>[number]
export const OwnerMembers = /* @__PURE__ */ lazy(() =>
  shape.list(
    shape.object({
      userId: shape.text(),
      name: shape.text(),
      email: shape.text(),
      status: shape.open<'active' | 'inactive'>(),
      role: shape.open<'ADMIN' | 'DEVELOPER' | 'WORKSPACE_CONTRIBUTOR' | 'WORKSPACE_BILLING' | 'WORKSPACE_VIEWER'>(),
      mfaEnabled: shape.boolean(),
    }),
  ),
)
