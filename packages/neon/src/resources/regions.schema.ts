import { lazy, type Infer } from '@keelson/core'
import * as shape from '@keelson/core/shape'

const region = () =>
  shape.object({
    /** What `createProject` takes: `aws-eu-central-1`. */
    region_id: shape.text(),
    name: shape.text(),
    /** Whether new projects are there when they name none. */
    default: shape.boolean(),
    /** In degrees, roughly; empty when unknown. */
    geo_lat: shape.text(),
    geo_long: shape.text(),
  })

/** Where projects can be. */
export type Region = Infer<ReturnType<typeof region>>

export const RegionList = /* @__PURE__ */ lazy(() => shape.object({ regions: shape.list(region()) }))
