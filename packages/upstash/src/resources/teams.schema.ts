import { lazy, type Infer } from '@keelson/core'
import * as shape from '@keelson/core/shape'
import type { TeamRole } from '../known-values.js'

const team = () =>
  shape.object({
    team_id: shape.text(),
    team_name: shape.text(),
    /** Whether it pays with the card of the account that created it. */
    copy_cc: shape.optional(shape.boolean()),
  })
const member = () =>
  shape.object({
    team_id: shape.optional(shape.text()),
    team_name: shape.optional(shape.text()),
    member_email: shape.text(),
    member_role: shape.open<TeamRole | 'owner'>(),
  })

/** People who share databases and a bill. */
export type Team = Infer<typeof Team>
export const Team = /* @__PURE__ */ lazy(team)
export const TeamList = /* @__PURE__ */ lazy(() => shape.list(team()))

/** A member of a team. */
export type TeamMember = Infer<typeof TeamMember>
export const TeamMember = /* @__PURE__ */ lazy(member)
export const TeamMemberList = /* @__PURE__ */ lazy(() => shape.list(member()))
