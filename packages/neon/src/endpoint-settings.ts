import * as input from '@keelson/core/input'

/** Size and sleep of a compute. */
export interface EndpointSettings {
  /** In compute units, from 0.25. */
  readonly autoscaling_limit_min_cu?: number
  /** In compute units, not less than the smallest. */
  readonly autoscaling_limit_max_cu?: number
  /** Idle time until it is suspended: 60 to 604800 seconds, 0 for Neon's default of 300, -1 for never. */
  readonly suspend_timeout_seconds?: number
}

/** What is wrong with the settings of a compute; `place` is what stands before their names: `endpoints.0.` */
export function settingsProblems(
  {
    autoscaling_limit_min_cu: min,
    autoscaling_limit_max_cu: max,
    suspend_timeout_seconds: timeout,
  }: EndpointSettings = {},
  place = '',
): input.Problem[] {
  const units = (name: string, value: number | undefined, from: number) =>
    input.number(`${place}autoscaling_limit_${name}_cu`, value, { min: from, fraction: true })
  return [
    units('min', min, 0.25),
    units('max', max, Math.max(0.25, min ?? 0)),
    timeout === 0 || timeout === -1
      ? undefined
      : also(input.number(`${place}suspend_timeout_seconds`, timeout, { min: 60, max: 604_800 })),
  ]
}

function also(problem: input.Problem): input.Problem {
  return problem && `${problem}, or 0 for the default, or -1 for never`
}
