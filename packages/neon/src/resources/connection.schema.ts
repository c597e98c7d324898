import { lazy, type Infer } from '@keelson/core'
import * as shape from '@keelson/core/shape'

export const connectionDetails = () =>
  shape.object({
    connection_uri: shape.secretText(),
    connection_parameters: shape.object({
      database: shape.text(),
      role: shape.text(),
      password: shape.secretText(),
      host: shape.text(),
      pooler_host: shape.text(),
    }),
  })

/** How to connect, as the answer to a creation tells it. */
export type ConnectionDetails = Infer<ReturnType<typeof connectionDetails>>

/** Where the answers to creations hold secrets. */
export const connectionSecrets = [
  'connection_uris.*.connection_uri',
  'connection_uris.*.connection_parameters.password',
  'roles.*.password',
] as const

export const ConnectionUri = /* @__PURE__ */ lazy(() => shape.object({ uri: shape.secretText() }))
