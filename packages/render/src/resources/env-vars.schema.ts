import { isSecret, lazy, type Infer, type Secret } from '@keelson/core'
import * as z from 'zod/mini'

const envVar = () => z.looseObject({ key: z.string(), value: z.custom<Secret>(isSecret) })

/** An environment variable of a service; every value is treated as a secret, since Render does not tell which one is. */
export type EnvVar = Infer<typeof EnvVar>
export const EnvVar = /* @__PURE__ */ lazy(envVar)

export const EnvVarPage = /* @__PURE__ */ lazy(() => z.array(z.looseObject({ envVar: envVar(), cursor: z.string() })))
