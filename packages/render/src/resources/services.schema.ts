import { lazy, type Infer } from '@keelson/core'
import * as shape from '@keelson/core/shape'

/** The kinds of services. */
export type ServiceType = 'static_site' | 'web_service' | 'private_service' | 'background_worker' | 'cron_job'

const optionalText = () => shape.optional(shape.text())

const service = () =>
  shape.object({
    id: shape.text(),
    name: shape.text(),
    ownerId: shape.text(),
    type: shape.open<ServiceType>(),
    repo: optionalText(),
    branch: optionalText(),
    rootDir: optionalText(),
    autoDeploy: shape.optional(shape.open<'yes' | 'no'>()),
    suspended: shape.open<'suspended' | 'not_suspended'>(),
    dashboardUrl: optionalText(),
    createdAt: shape.text(),
    updatedAt: shape.text(),
    // The five kinds of details differ by type without a discriminator: every field of any of them is optional here.
    serviceDetails: shape.object({
      url: optionalText(),
      region: shape.optional(shape.open<'frankfurt' | 'oregon' | 'ohio' | 'singapore' | 'virginia'>()),
      plan: optionalText(),
      runtime: shape.optional(shape.open<'docker' | 'elixir' | 'go' | 'node' | 'python' | 'ruby' | 'rust' | 'image'>()),
      healthCheckPath: optionalText(),
      envSpecificDetails: shape.optional(
        shape.object({
          buildCommand: optionalText(),
          startCommand: optionalText(),
          preDeployCommand: optionalText(),
          dockerCommand: optionalText(),
        }),
      ),
    }),
  })

/** A service of any type. */
export type Service = Infer<typeof Service>
export const Service = /* @__PURE__ */ lazy(service)

export const ServicePage = /* @__PURE__ */ lazy(() =>
  shape.list(shape.object({ service: service(), cursor: shape.text() })),
)

/** A service that was just created, and the deploy that its creation started. */
export type CreatedService = Infer<typeof CreatedService>
export const CreatedService = /* @__PURE__ */ lazy(() => shape.object({ service: service(), deployId: optionalText() }))
