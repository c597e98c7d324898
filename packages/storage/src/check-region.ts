import { nearestName } from '@keelson/core'
import { locationError } from './location.js'

/** How Amazon names regions, and others after it; the number and most areas are open, the directions are not. */
export const directionRegion =
  /^(?:us-gov|eusc-[a-z]{2}|[a-z]{2})-(?:central|(?:north|south)(?:east|west)?|east|west)-\d{1,3}$/

/** Throws `config` for what can be no region of the store, with the known one that was meant; new ones pass. */
export function checkRegion(
  store: string,
  region: string,
  { form, known }: { readonly form: RegExp; readonly known: readonly string[] },
): void {
  if (form.test(region)) return
  const nearest = nearestName(String(region), known)
  const hint = nearest ? `Did you mean ${nearest}?` : `Regions are written like ${known[0]}`
  throw locationError(store, `region cannot be ${JSON.stringify(region)}`, hint)
}
