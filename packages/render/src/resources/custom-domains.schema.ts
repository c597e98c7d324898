import { lazy, type Infer } from '@keelson/core'
import * as shape from '@keelson/core/shape'

const customDomain = () =>
  shape.object({
    id: shape.text(),
    name: shape.text(),
    domainType: shape.open<'apex' | 'subdomain'>(),
    publicSuffix: shape.text(),
    redirectForName: shape.text(),
    verificationStatus: shape.open<'verified' | 'unverified'>(),
    createdAt: shape.text(),
    server: shape.optional(shape.object({ id: shape.optional(shape.text()), name: shape.optional(shape.text()) })),
  })

/** A domain of a service; `redirectForName` is the domain that it leads to, empty for one that is served itself. */
export type CustomDomain = Infer<typeof CustomDomain>
export const CustomDomain = /* @__PURE__ */ lazy(customDomain)

export const CustomDomainList = /* @__PURE__ */ lazy(() => shape.list(customDomain()))

export const CustomDomainPage = /* @__PURE__ */ lazy(() =>
  shape.list(shape.object({ customDomain: customDomain(), cursor: shape.text() })),
)
