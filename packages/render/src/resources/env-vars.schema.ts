import { lazy, type Infer } from '@keelson/core'
import * as shape from '@keelson/core/shape'

export const envVar = () => shape.object({ key: shape.text(), value: shape.secretText() })

/** An environment variable of a service; every value is treated as a secret, since Render does not tell which one is. */
export type EnvVar = Infer<typeof EnvVar>
export const EnvVar = /* @__PURE__ */ lazy(envVar)

export const EnvVarPage = /* @__PURE__ */ lazy(() =>
  shape.list(shape.object({ envVar: envVar(), cursor: shape.text() })),
)
