import { lazy, type Infer } from '@keelson/core'
import * as shape from '@keelson/core/shape'
import { operation } from './operations.schema.js'

export const database = () =>
  shape.object({
    id: shape.number(),
    branch_id: shape.text(),
    name: shape.text(),
    owner_name: shape.text(),
    created_at: shape.text(),
    updated_at: shape.text(),
  })

/** A database of a branch. */
export type Database = Infer<ReturnType<typeof database>>

export const DatabaseAnswer = /* @__PURE__ */ lazy(() => shape.object({ database: database() }))

export const DatabaseList = /* @__PURE__ */ lazy(() => shape.object({ databases: shape.list(database()) }))

/** A database, and what is being done for it: it is there when the operations are finished. */
export type DatabaseOperations = Infer<typeof DatabaseOperations>
export const DatabaseOperations = /* @__PURE__ */ lazy(() =>
  shape.object({ database: database(), operations: shape.list(operation()) }),
)
