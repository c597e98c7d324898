import { lazy, type Infer } from '@keelson/core'
import * as shape from '@keelson/core/shape'
import { envVar } from './env-vars.schema.js'
import { secretFile } from './secret-files.schema.js'

const summaryFields = () => ({
  id: shape.text(),
  name: shape.text(),
  ownerId: shape.text(),
  environmentId: shape.optional(shape.text()),
  createdAt: shape.text(),
  updatedAt: shape.text(),
  serviceLinks: shape.list(
    shape.object({
      id: shape.text(),
      name: shape.text(),
      type: shape.open<'static' | 'web' | 'pserv' | 'worker' | 'cron'>(),
    }),
  ),
})

/** An environment group without what it holds. */
export type EnvGroupSummary = Infer<typeof EnvGroupList>[number]
export const EnvGroupList = /* @__PURE__ */ lazy(() => shape.list(shape.object(summaryFields())))

/** Variables and secret files that several services share; `serviceLinks` are those services. */
export type EnvGroup = Infer<typeof EnvGroup>
export const EnvGroup = /* @__PURE__ */ lazy(() =>
  shape.object({
    ...summaryFields(),
    envVars: shape.list(envVar()),
    secretFiles: shape.list(secretFile()),
  }),
)
