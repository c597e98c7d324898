import { lazy, type Infer } from '@keelson/core'
import * as shape from '@keelson/core/shape'

export const secretFile = () => shape.object({ name: shape.text(), content: shape.secretText() })

/** A file of secrets, which instances read at `/etc/secrets/<name>`. */
export type SecretFile = Infer<typeof SecretFile>
export const SecretFile = /* @__PURE__ */ lazy(secretFile)

export const SecretFilePage = /* @__PURE__ */ lazy(() =>
  shape.list(shape.object({ secretFile: secretFile(), cursor: shape.text() })),
)
