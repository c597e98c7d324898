import { lazy, type Infer, type Open } from '@keelson/core'
import * as z from 'zod/mini'

const text = () => z.optional(z.string())
const open = <Known extends string>() => z.custom<Open<Known>>((value) => typeof value === 'string')

const service = () =>
  z.looseObject({
    id: z.string(),
    name: z.string(),
    ownerId: z.string(),
    type: open<'static_site' | 'web_service' | 'private_service' | 'background_worker' | 'cron_job'>(),
    slug: text(),
    repo: text(),
    branch: text(),
    rootDir: text(),
    imagePath: text(),
    autoDeploy: z.optional(open<'yes' | 'no'>()),
    environmentId: text(),
    suspended: open<'suspended' | 'not_suspended'>(),
    dashboardUrl: text(),
    createdAt: z.string(),
    updatedAt: z.string(),
    // The five kinds of details differ by type without a discriminator: every field of any of them is optional here.
    serviceDetails: z.looseObject({
      url: text(),
      region: z.optional(open<'frankfurt' | 'oregon' | 'ohio' | 'singapore' | 'virginia'>()),
      plan: text(),
      runtime: z.optional(open<'docker' | 'elixir' | 'go' | 'node' | 'python' | 'ruby' | 'rust' | 'image'>()),
      numInstances: z.optional(z.number()),
      healthCheckPath: text(),
      maxShutdownDelaySeconds: z.optional(z.number()),
      buildCommand: text(),
      publishPath: text(),
      schedule: text(),
      envSpecificDetails: z.optional(
        z.looseObject({
          buildCommand: text(),
          startCommand: text(),
          preDeployCommand: text(),
          dockerCommand: text(),
          dockerContext: text(),
          dockerfilePath: text(),
        }),
      ),
    }),
  })

/** A service of any type. */
export type Service = Infer<typeof Service>
export const Service = /* @__PURE__ */ lazy(service)

export const ServicePage = /* @__PURE__ */ lazy(() =>
  z.array(z.looseObject({ service: service(), cursor: z.string() })),
)

/** A service that was just created, and the deploy that its creation started. */
export type CreatedService = Infer<typeof CreatedService>
export const CreatedService = /* @__PURE__ */ lazy(() => z.looseObject({ service: service(), deployId: text() }))
