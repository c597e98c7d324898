import { lazy, type Infer } from '@keelson/core'
import * as z from 'zod/mini'

const log = () =>
  z.looseObject({
    id: z.string(),
    message: z.string(),
    timestamp: z.string(),
    labels: z.optional(z.array(z.looseObject({ name: z.string(), value: z.string() }))),
  })

/** One line that a service, or its build, wrote. */
export type Log = Infer<typeof Log>
export const Log = /* @__PURE__ */ lazy(log)

export const LogPage = /* @__PURE__ */ lazy(() =>
  z.looseObject({ logs: z.array(log()), hasMore: z.boolean(), nextStartTime: z.string(), nextEndTime: z.string() }),
)
