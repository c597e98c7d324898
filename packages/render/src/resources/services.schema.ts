import { lazy, type Infer } from '@keelson/core'
import * as shape from '@keelson/core/shape'
import type { Region, Runtime, serviceTypes } from '../known-values.js'

/** The kinds of services. */
export type ServiceType = (typeof serviceTypes)[number]

/** Who suspended a service. */
export type Suspender =
  | 'admin'
  | 'billing'
  | 'user'
  | 'parent_service'
  | 'stuck_crashlooping'
  | 'hipaa_enablement'
  | 'unknown'

/** What the edge keeps of a web service's answers. */
export type CacheProfile = (typeof cacheProfiles)[number]
export const cacheProfiles = ['no-cache', 'origin-controlled', 'origin-controlled-all'] as const

const optionalText = () => shape.optional(shape.text())

/** How a service scales by itself. */
export type Autoscaling = Infer<typeof Autoscaling>
export const Autoscaling = /* @__PURE__ */ lazy(() => autoscaling())

const autoscaling = () => {
  const target = () => shape.object({ enabled: shape.boolean(), percentage: shape.number() })
  return shape.object({
    enabled: shape.boolean(),
    min: shape.number(),
    max: shape.number(),
    criteria: shape.object({ cpu: target(), memory: target() }),
  })
}

const named = () => shape.object({ id: shape.text(), name: shape.text() })

/** What a service is found by, and whether it runs. */
const names = () => ({
  id: shape.text(),
  name: shape.text(),
  ownerId: shape.text(),
  type: shape.open<ServiceType>(),
  suspended: shape.open<'suspended' | 'not_suspended'>(),
})

const service = () =>
  shape.object({
    ...names(),
    rootDir: shape.text(),
    dashboardUrl: shape.text(),
    createdAt: shape.text(),
    updatedAt: shape.text(),
    repo: optionalText(),
    branch: optionalText(),
    autoDeploy: shape.open<'yes' | 'no'>(),
    slug: shape.text(),
    notifyOnFail: shape.open<'default' | 'notify' | 'ignore'>(),
    suspenders: shape.list(shape.open<Suspender>()),
    imagePath: optionalText(),
    environmentId: optionalText(),
    registryCredential: shape.optional(named()),
    buildFilter: shape.optional(
      shape.object({ paths: shape.list(shape.text()), ignoredPaths: shape.list(shape.text()) }),
    ),
    // The five kinds of details differ by type without a discriminator: every field of any of them is optional here.
    serviceDetails: shape.object({
      url: optionalText(),
      plan: optionalText(),
      healthCheckPath: optionalText(),
      region: shape.optional(shape.open<Region>()),
      runtime: shape.optional(shape.open<Runtime>()),
      envSpecificDetails: shape.optional(
        shape.object({
          buildCommand: optionalText(),
          startCommand: optionalText(),
          preDeployCommand: optionalText(),
          dockerCommand: optionalText(),
          dockerContext: optionalText(),
          dockerfilePath: optionalText(),
          registryCredential: shape.optional(named()),
        }),
      ),
      buildCommand: optionalText(),
      publishPath: optionalText(),
      schedule: optionalText(),
      lastSuccessfulRunAt: optionalText(),
      numInstances: shape.optional(shape.number()),
      maxShutdownDelaySeconds: shape.optional(shape.number()),
      sshAddress: optionalText(),
      autoscaling: shape.optional(autoscaling()),
      disk: shape.optional(
        shape.object({ id: shape.text(), name: shape.text(), sizeGB: shape.number(), mountPath: shape.text() }),
      ),
      openPorts: shape.optional(
        shape.list(shape.object({ port: shape.number(), protocol: shape.open<'TCP' | 'UDP'>() })),
      ),
      parentServer: shape.optional(named()),
      previews: shape.optional(
        shape.object({ generation: shape.optional(shape.open<'off' | 'manual' | 'automatic'>()) }),
      ),
      cache: shape.optional(shape.object({ profile: shape.open<CacheProfile>() })),
      buildPlan: shape.optional(shape.open<'starter' | 'performance'>()),
      maintenanceMode: shape.optional(shape.object({ enabled: shape.boolean(), uri: shape.text() })),
      ipAllowList: shape.optional(shape.list(shape.object({ cidrBlock: shape.text(), description: shape.text() }))),
      renderSubdomainPolicy: shape.optional(shape.open<'enabled' | 'disabled'>()),
    }),
  })

/** A service of any type. */
export type Service = Infer<typeof Service>
export const Service = /* @__PURE__ */ lazy(service)

export const ServicePage = /* @__PURE__ */ lazy(() =>
  // A list has all fields of a service, but few are checked: the others would need more of zod's engine.
  shape.list(shape.object({ service: shape.object(names()) as shape.Shape<Service>, cursor: shape.text() })),
)

/** A service that was just created, and the deploy that its creation started. */
export type CreatedService = Infer<typeof CreatedService>
export const CreatedService = /* @__PURE__ */ lazy(() => shape.object({ service: service(), deployId: optionalText() }))
