import type { BlueprintFile } from '@keelson/render/blueprint'
import { createRandom } from '@keelson/core/testing'
import type { Fields, Shape } from '../../packages/render/src/blueprint/shape.ts'
import { listResources } from '../../packages/render/src/blueprint/resources.ts'
import { blueprint } from '../../packages/render/src/blueprint/shape-tables.ts'

type Json = null | boolean | number | string | Json[] | Values
interface Values {
  [name: string]: Json
}

/** Names and texts of fields that do not take every text. */
const forms: Readonly<Record<string, (count: number) => string>> = {
  key: (count) => `KEY_${count}`,
  name: (count) => `name-${count}`,
  uri: (count) => `https://example.com/${count}`,
}

/** Valid blueprints with every field of the tables; texts are taken from `texts`. */
export function createBlueprints(seed: number, texts: readonly string[]) {
  const random = createRandom(seed)
  let count = 0
  const whole = (least: number, most: number) => least + Math.floor(random() * (most - least + 1))
  const pick = <T>(items: readonly T[]): T => items[whole(0, items.length - 1)] as T

  function make(shape: Shape, name: string, depth: number): Json {
    if (shape === 'boolean') return random() < 0.5
    if (shape === 'text') return forms[name]?.(count++) ?? pick(texts)
    if (shape === 'text or number') return random() < 0.8 ? pick(texts) : pick([0, -7, 10000, 3.25])
    if (typeof shape === 'function') return makeFields(shape, depth)
    if ('words' in shape) return pick(shape.words)
    if ('min' in shape) {
      const { min, max = 40, step = 1 } = shape
      return step === 1 ? whole(min, max) : step * whole(1, 8)
    }
    if ('each' in shape)
      return Array.from({ length: whole(0, depth < 3 ? 3 : 2) }, () => make(shape.each, name, depth + 1))
    return makeFields(pick(shape.of), depth)
  }

  function makeFields(table: Fields, depth: number): Values {
    const { fields, required, what } = table()
    const chance = depth === 0 ? 0.7 : 0.35
    const values: Values = {}
    for (const [name, shape] of Object.entries(fields)) {
      if (required.includes(name) || random() < chance) values[name] = make(shape, name, depth + 1)
    }
    arrange(what, values)
    return values
  }

  /** The rules over several fields. */
  function arrange(what: string, values: Values): void {
    if (what === 'a service') {
      values['buildSource'] = 'to be chosen'
      if (values['runtime'] === 'static') values['runtime'] = 'node'
      values['runtime'] ??= 'python'
    }
    if (what === 'git') values['runtime'] = 'docker'
    if (what === 'a build filter') values['paths'] ??= ['src/**']
    if (what === 'a build source') delete values[values['git'] === undefined || random() < 0.5 ? 'git' : 'image']
    if (what === 'a build source' && !values['git']) values['image'] ??= { url: 'docker.io/a/b' }
    if (what === 'scaling' && Number(values['minInstances']) > Number(values['maxInstances']))
      delete values['maxInstances']
  }

  /** Names of what is there, in place of those that were made up. */
  function connect(file: Values): void {
    const { services, databases, envVarGroups, buildSources } = listResources(file as BlueprintFile)
    const servers = services.filter(({ value }) => value.type === 'web' || value.type === 'pserv')
    for (const { value } of services) {
      const values = value as unknown as Values
      if (values['buildSource'] === undefined) continue
      if (buildSources.length === 0 || random() < 0.7) delete values['buildSource']
      else {
        values['buildSource'] = pick(buildSources).value.name
        for (const name of builtElsewhere) delete values[name]
      }
    }
    const lists = [...services, ...buildSources.flatMap(({ value }) => ({ value: value.git ?? {} }))].map(
      ({ value }) => value as { envVars?: Json[] },
    )
    for (const list of lists) {
      const kept = list.envVars?.flatMap((given) => {
        const variable = given as Values
        if (variable['fromDatabase'] && databases.length > 0) {
          Object.assign(variable['fromDatabase'], { name: pick(databases).value.name })
        } else if (variable['fromGroup'] && envVarGroups.length > 0) {
          variable['fromGroup'] = pick(envVarGroups).value.name
        } else if (variable['fromService'] && servers.length > 0) {
          const { name, type, ...rest } = pick(servers).value
          const keys = ('envVars' in rest ? (rest.envVars ?? []) : []).flatMap((one) =>
            'key' in one && !('fromDatabase' in one) && !('fromService' in one) ? one.key : [],
          )
          const what = keys.length > 0 ? { envVarKey: pick(keys) } : { property: pick(['host', 'port', 'slug']) }
          variable['fromService'] = { type, name, ...what }
        } else if (variable['fromDatabase'] ?? variable['fromGroup'] ?? variable['fromService']) return []
        return [variable]
      })
      if (kept) list.envVars = kept
    }
  }

  return function createBlueprint(): BlueprintFile {
    const file = makeFields(blueprint, 0)
    connect(file)
    return file as BlueprintFile
  }
}

const builtElsewhere =
  'runtime repo branch image registryCredential buildCommand buildFilter dockerContext dockerfilePath previews pullRequestPreviewsEnabled previewPlan'.split(
    ' ',
  )

/** `a cron job.plan`: the fields that a value has, or without one all that there are. */
export function fieldsOf(shape: Shape, value?: unknown): string[] {
  if (typeof shape === 'string' || 'words' in shape || 'min' in shape) return []
  if (typeof shape === 'function') {
    const { what, fields } = shape()
    return Object.keys(value ?? fields).flatMap((name) => [
      `${what}.${name}`,
      ...fieldsOf(fields[name]!, (value as Values | undefined)?.[name]),
    ])
  }
  if ('each' in shape) {
    return value === undefined ? fieldsOf(shape.each) : (value as Json[]).flatMap((one) => fieldsOf(shape.each, one))
  }
  if (value === undefined) return shape.of.flatMap((one) => fieldsOf(one))
  const chosen = shape.choose(value as Values)
  return typeof chosen === 'function' ? fieldsOf(chosen, value) : []
}

/** A blueprint with one thing changed, somewhere. */
export function createMutations(seed: number) {
  const random = createRandom(seed)
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T
  return function mutate(file: BlueprintFile): { file: unknown; change: string } {
    const copy = structuredClone(file) as unknown as Values
    const places: { holder: Values; name: string; path: string }[] = []
    const collect = (value: Json, path: string): void => {
      if (typeof value !== 'object' || value === null) return
      for (const [name, one] of Object.entries(value)) {
        places.push({ holder: value as Values, name, path: `${path}.${name}` })
        collect(one, `${path}.${name}`)
      }
    }
    collect(copy, '')
    const { holder, name, path } = pick(places)
    const wrong: readonly Json[] = [null, true, 0, -1, 1.5, 1000, 'nonsense', [], [1], {}, { nonsense: 1 }]
    const kind = pick(['replace', 'replace', 'delete', 'rename', 'add'])
    if (kind === 'delete' && !Array.isArray(holder)) delete holder[name]
    else if (kind === 'rename' && !Array.isArray(holder)) {
      holder[`${name}s`] = holder[name]!
      delete holder[name]
    } else if (kind === 'add' && !Array.isArray(holder)) holder['nonsense'] = 1
    else holder[name] = pick(wrong)
    return { file: copy, change: `${kind} ${path}: ${JSON.stringify(holder[name])}` }
  }
}
