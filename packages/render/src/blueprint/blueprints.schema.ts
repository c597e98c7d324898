import { lazy, type Infer } from '@keelson/core'
import * as shape from '@keelson/core/shape'

const optionalText = () => shape.optional(shape.text())

const fields = () => ({
  id: shape.text(),
  name: shape.text(),
  status: shape.open<'created' | 'paused' | 'in_sync' | 'syncing' | 'error'>(),
  autoSync: shape.boolean(),
  repo: shape.text(),
  branch: shape.text(),
  /** Of its file in the repository: `render.yaml`. */
  path: shape.text(),
  lastSync: optionalText(),
})

/** A repository whose render.yaml Render keeps services in step with. */
export type Blueprint = Infer<typeof Blueprint>
export const Blueprint = /* @__PURE__ */ lazy(() => shape.object(fields()))

export const BlueprintPage = /* @__PURE__ */ lazy(() =>
  shape.list(shape.object({ blueprint: shape.object(fields()), cursor: shape.text() })),
)

/** A blueprint with what it manages. */
export type BlueprintWithResources = Infer<typeof BlueprintWithResources>
export const BlueprintWithResources = /* @__PURE__ */ lazy(() =>
  shape.object({
    ...fields(),
    resources: shape.list(
      shape.object({
        id: shape.text(),
        name: shape.text(),
        type: shape.open<
          | 'static_site'
          | 'web_service'
          | 'private_service'
          | 'background_worker'
          | 'cron_job'
          | 'redis'
          | 'key_value'
          | 'postgres'
          | 'environment_group'
        >(),
      }),
    ),
  }),
)

const sync = () =>
  shape.object({
    id: shape.text(),
    commit: shape.object({ id: shape.text() }),
    state: shape.open<'created' | 'pending' | 'running' | 'error' | 'success'>(),
    startedAt: optionalText(),
    completedAt: optionalText(),
  })

/** One time that Render carried a commit's render.yaml out. */
export type BlueprintSync = Infer<typeof BlueprintSync>
export const BlueprintSync = /* @__PURE__ */ lazy(sync)

export const BlueprintSyncPage = /* @__PURE__ */ lazy(() =>
  shape.list(shape.object({ sync: sync(), cursor: shape.text() })),
)

const names = () => shape.optional(shape.list(shape.text()))

/** What Render says of a render.yaml. */
export type BlueprintValidation = Infer<typeof BlueprintValidation>
export const BlueprintValidation = /* @__PURE__ */ lazy(() =>
  shape.object({
    valid: shape.boolean(),
    errors: shape.optional(
      shape.list(
        shape.object({
          error: shape.text(),
          /** `services[0].plan` */
          path: optionalText(),
          line: shape.optional(shape.number()),
          column: shape.optional(shape.number()),
        }),
      ),
    ),
    /** Names of what would be made or changed. */
    plan: shape.optional(
      shape.object({
        services: names(),
        databases: names(),
        keyValue: names(),
        envGroups: names(),
        totalActions: shape.optional(shape.number()),
      }),
    ),
  }),
)
