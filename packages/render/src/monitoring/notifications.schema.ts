import { lazy, type Infer } from '@keelson/core'
import * as shape from '@keelson/core/shape'

/** What a workspace is told of. */
export type NotificationLevel = 'none' | 'failure' | 'all'

/** What Render tells the people of a workspace, and how. */
export type NotificationSettings = Infer<typeof NotificationSettings>
export const NotificationSettings = /* @__PURE__ */ lazy(() =>
  shape.object({
    ownerId: shape.text(),
    slackEnabled: shape.boolean(),
    emailEnabled: shape.boolean(),
    previewNotificationsEnabled: shape.boolean(),
    notificationsToSend: shape.open<NotificationLevel>(),
  }),
)

const override = () =>
  shape.object({
    serviceId: shape.text(),
    previewNotificationsEnabled: shape.open<'default' | 'false' | 'true'>(),
    notificationsToSend: shape.open<'default' | NotificationLevel>(),
  })

/** What one service does otherwise than its workspace; `default`: nothing. */
export type NotificationOverride = Infer<typeof NotificationOverride>
export const NotificationOverride = /* @__PURE__ */ lazy(override)

export const NotificationOverridePage = /* @__PURE__ */ lazy(() =>
  shape.list(shape.object({ override: override(), cursor: shape.text() })),
)
