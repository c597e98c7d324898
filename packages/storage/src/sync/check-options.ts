import { KeelsonError } from '@keelson/core'
import { checkPrefix } from '../key.js'
import { variantSuffixes } from './compress.js'
import { checkFormat } from './manifest-format.js'
import type { PlanOptions } from './plan.js'

/** Throws `config` for options that cannot be meant, before the folder is read. */
export function checkOptions(options: PlanOptions): void {
  const { folder, prefix = '', protect = [], publicPath, manifest, variants = [], concurrency, maxFileBytes } = options
  if (typeof folder !== 'string' || folder === '') {
    throw new KeelsonError(`folder cannot be ${JSON.stringify(folder)}`, { code: 'config' })
  }
  if (prefix !== '') checkPrefix('prefix', prefix)
  for (const folder of protect) checkPrefix('protect', folder)
  checkFormat(manifest?.format)
  const unknown = variants.find((variant) => !Object.hasOwn(variantSuffixes, variant))
  if (unknown !== undefined) {
    const message = `variants: each one must be br or gzip, not ${JSON.stringify(unknown)}`
    throw new KeelsonError(message, { code: 'config' })
  }
  if (publicPath !== undefined && !publicPath.endsWith('/')) {
    throw new KeelsonError(`publicPath: ${JSON.stringify(publicPath)} has no slash at its end`, {
      code: 'config',
      hint: "Give what URLs of the folder begin with, as '/static/' or 'https://cdn.example.com/static/'",
    })
  }
  checkCounts({ concurrency, maxFileBytes })
}

/** Throws `config` for a number that is not a whole one above 0. */
function checkCounts(counts: Readonly<Record<string, number | undefined>>): void {
  for (const [field, value] of Object.entries(counts)) {
    if (value === undefined || (Number.isSafeInteger(value) && value > 0)) continue
    throw new KeelsonError(`${field}: ${value} is not a whole number above 0`, { code: 'config' })
  }
}
