import { lazy, type Infer } from '@keelson/core'
import * as shape from '@keelson/core/shape'

const optionalText = () => shape.optional(shape.text())

/** An API key as lists show it: without the key itself. */
export type ApiKey = Infer<typeof ApiKeyList>[number]

export const ApiKeyList = /* @__PURE__ */ lazy(() =>
  shape.list(
    shape.object({
      id: shape.number(),
      name: shape.text(),
      /** Only of an organization's key: the one project that it opens. */
      project_id: optionalText(),
      created_at: shape.text(),
      created_by: shape.object({ id: shape.text(), name: shape.text() }),
      last_used_at: shape.optional(shape.nullable(shape.text())),
      /** Empty before the first use. */
      last_used_from_addr: shape.text(),
    }),
  ),
)

/** An API key that was just created: the only answer that holds the key. */
export type CreatedApiKey = Infer<typeof CreatedApiKey>
export const CreatedApiKey = /* @__PURE__ */ lazy(() =>
  shape.object({
    id: shape.number(),
    name: shape.text(),
    key: shape.secretText(),
    /** Only of an organization's key: the one project that it opens. */
    project_id: optionalText(),
    created_at: shape.text(),
    /** The id of a user. */
    created_by: shape.text(),
  }),
)
