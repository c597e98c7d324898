import { lazy, type Infer } from '@keelson/core'
import * as shape from '@keelson/core/shape'
import type { MaxmemoryPolicy } from '../known-values.js'
import { databaseFields } from './database.schema.js'

const keyValue = () =>
  shape.object({
    ...databaseFields(),
    options: shape.object({ maxmemoryPolicy: shape.optional(shape.open<MaxmemoryPolicy>()) }),
  })

/** A Key Value instance: Valkey, which speaks the protocol of Redis. */
export type KeyValue = Infer<typeof KeyValue>
export const KeyValue = /* @__PURE__ */ lazy(keyValue)

export const KeyValuePage = /* @__PURE__ */ lazy(() =>
  shape.list(shape.object({ keyValue: keyValue(), cursor: shape.text() })),
)

/** How to connect to a Key Value instance; the internal address needs no password unless that is asked for. */
export type KeyValueConnectionInfo = Infer<typeof KeyValueConnectionInfo>
export const KeyValueConnectionInfo = /* @__PURE__ */ lazy(() =>
  shape.object({
    internalConnectionString: shape.secretText(),
    externalConnectionString: shape.secretText(),
    cliCommand: shape.secretText(),
  }),
)
