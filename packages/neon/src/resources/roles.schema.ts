import { lazy, type Infer } from '@keelson/core'
import * as shape from '@keelson/core/shape'
import { operation } from './operations.schema.js'

export const role = () =>
  shape.object({
    branch_id: shape.text(),
    name: shape.text(),
    /** Only in the answers that made it. */
    password: shape.optional(shape.secretText()),
    protected: shape.optional(shape.boolean()),
    authentication_method: shape.optional(shape.open<'password' | 'oauth' | 'no_login'>()),
    created_at: shape.text(),
    updated_at: shape.text(),
  })

/** A PostgreSQL role of a branch. */
export type Role = Infer<ReturnType<typeof role>>

export const RoleAnswer = /* @__PURE__ */ lazy(() => shape.object({ role: role() }))

export const RoleList = /* @__PURE__ */ lazy(() => shape.object({ roles: shape.list(role()) }))

/** A role, and what is being done for it: it can log in when the operations are finished. */
export type RoleOperations = Infer<typeof RoleOperations>
export const RoleOperations = /* @__PURE__ */ lazy(() =>
  shape.object({ role: role(), operations: shape.list(operation()) }),
)

export const RolePassword = /* @__PURE__ */ lazy(() => shape.object({ password: shape.secretText() }))
