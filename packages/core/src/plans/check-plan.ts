import { KeelsonError } from '../errors.js'

/** Throws `config` for a plan that there is not, as a text of the environment may name one. */
export function checkPlan(plan: string, plans: readonly string[]): void {
  if (plans.includes(plan)) return
  throw new KeelsonError(`there is no plan ${JSON.stringify(plan)}, only ${plans.join(', ')}`, { code: 'config' })
}
