import { defineEnv, readEnv } from '@keelson/core'
import * as variable from '@keelson/core/variable'
import { environmentError, type ReadNames } from './environment-names.js'

/** Set for more than the store: what is named for the store alone comes before them, and may differ. */
const general = /^(?:AWS_(?:ENDPOINT_URL|(?:DEFAULT_)?REGION)|BUCKET_NAME|SUPABASE_\w+)$/

/** Reads settings of an environment, and notes the variables that said them. */
export function createReader(environment: object, used: Set<string> = new Set()): ReadNames {
  return (names, meaning = (text) => text) => {
    const variables = names.map((name) => [name, variable.string({ optional: true })] as const)
    const values = readEnv(defineEnv(Object.fromEntries(variables)), environment)
    const given = Object.entries(values).flatMap(([name, text]) => (text ? [{ name, said: meaning(text) }] : []))
    const [first] = given
    const other = given.find(({ name, said }) => said !== first?.said && !general.test(name))
    if (first && other) throw environmentError(`${first.name} and ${other.name} differ: which one is meant?`)
    if (first) used.add(first.name)
    return first?.said
  }
}
