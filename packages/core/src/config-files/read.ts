import type { Variable } from '../env/custom.js'
import type { EnvDefinition } from '../env/definition.js'
import { examine, readText, type AnyDefinition } from '../env/examine.js'
import { boolean } from '../env/variable.js'
import { KeelsonError } from '../errors.js'
import { toVariableName } from '../secret-shape.js'
import { describe, readSettings, type ConfigFile, type FileSetting, type KnownSettings } from './file-settings.js'

/** Where a value comes from. */
export type ConfigOrigin =
  | { readonly from: 'environment'; readonly variable: string }
  | { readonly from: 'file'; readonly file: string; readonly path: string }
  | { readonly from: 'default' }

/** What a configuration is read from. */
export interface ReadConfigParams<Values, Modules> {
  readonly definition: EnvDefinition<Values>
  /** Settings that are read, and required, only while their module is on. */
  readonly modules?: { readonly [Name in keyof Modules]: EnvDefinition<Modules[Name]> } | undefined
  /** A later file wins over an earlier one, the environment over all. */
  readonly files: readonly ConfigFile[]
  /** `process.env` */
  readonly env: object
}

/** A configuration with where it comes from. */
export interface Config<Values, Modules> {
  readonly values: Readonly<Values>
  /** `undefined` while the module is off. */
  readonly modules: { readonly [Name in keyof Modules]: Readonly<Modules[Name]> | undefined }
  /** By variable; nothing for one that is optional and missing. */
  readonly origins: Readonly<Record<string, ConfigOrigin>>
}

/**
 * Reads JSON files and the environment into typed values, with the origin of each.
 *
 * A file says what a variable could say: the keys that lead to a value, in capitals and joined by `_`, are the variable's name, so
 * `{ "web": { "maxUploadMb": 5 } }` is `WEB_MAX_UPLOAD_MB=5`; a list is what the variable's separator joins, null unsets what an
 * earlier file has. A module `web` is on while `{ "modules": { "web": true } }` or `MODULES_WEB=true` says so, and off by default;
 * the settings of one that is off are known and not looked at. Throws one `config` error with everything that is wrong, by file,
 * line, column and key: JSON that cannot be read, keys that are there twice or that nothing reads, and what `readEnv` would refuse.
 *
 * @example
 * import { readFile } from 'node:fs/promises'
 * import { defineEnv } from '@keelson/core'
 * import { readConfig } from '@keelson/core/config-files'
 * import * as variable from '@keelson/core/variable'
 * const { values, modules, origins } = readConfig({
 *   definition: defineEnv({ LOG_LEVEL: variable.string({ default: 'info' }) }),
 *   modules: { web: defineEnv({ WEB_PORT: variable.port() }) },
 *   files: [{ name: 'config/production.json', text: await readFile('config/production.json', 'utf8') }],
 *   env: process.env,
 * })
 * modules.web?.WEB_PORT // number | undefined
 * origins['WEB_PORT'] // { from: 'file', file: 'config/production.json', path: 'web.port' }
 */
export function readConfig<Values extends object, Modules extends object = object>(
  params: ReadConfigParams<Values, Modules>,
): Config<Values, Modules> {
  const { definition, files, env } = params
  const modules = new Map(Object.entries<AnyDefinition>({ ...params.modules }))
  const switches = Object.fromEntries([...modules.keys()].map((name) => [switchOf(name), boolean({ default: false })]))
  const known = knownSettings([definition, ...modules.values(), { variables: switches, groups: [], checks: [] }])
  const read = files.map((file) => readSettings(file, known))
  const { source, settings } = merge(
    read.map((file) => file.settings),
    known,
    env,
  )
  const problems = read.flatMap((file) => file.problems)
  const origins = new Map<string, ConfigOrigin>()
  const look = (part: AnyDefinition): object => {
    const found = examine(part, source)
    for (const { variable, message } of found.problems) {
      const setting = settings.get(variable)
      problems.push(setting ? describe(setting, `is wrong: ${message}`) : message)
    }
    for (const [name, value] of found.values) {
      const origin = findOrigin(name, value, settings.get(name), known, env)
      if (origin) origins.set(name, origin)
    }
    return Object.freeze(Object.fromEntries(found.values))
  }
  const values = look(definition)
  const states = look({ variables: switches, groups: [], checks: [] }) as Readonly<Record<string, unknown>>
  const parts = [...modules].map(([name, part]) => [name, states[switchOf(name)] ? look(part) : undefined] as const)
  if (problems.length > 0) {
    const head = `the configuration has ${problems.length} problem${problems.length > 1 ? 's' : ''}`
    throw new KeelsonError([head, ...problems.map((problem) => `  ${problem}`)].join('\n'), { code: 'config' })
  }
  return {
    values: values as Values,
    modules: Object.freeze(Object.fromEntries(parts)) as Config<Values, Modules>['modules'],
    origins: Object.freeze(Object.fromEntries(origins)),
  }
}

function switchOf(module: string): string {
  return toVariableName(`modules_${module}`)
}

function knownSettings(definitions: readonly AnyDefinition[]): KnownSettings {
  const variables = definitions.flatMap((definition) => Object.entries<Variable<unknown>>({ ...definition.variables }))
  const aliases = variables.flatMap(([name, variable]) =>
    variable.aliases.map((alias) => [toVariableName(alias), { name, variable }] as const),
  )
  // A variable's own name wins over an alias of another one.
  const own = variables.map(([name, variable]) => [toVariableName(name), { name, variable }] as const)
  return new Map([...aliases, ...own])
}

/** An environment as if the files were in it, and the settings of files that won. */
function merge(
  files: readonly ReadonlyMap<string, FileSetting>[],
  known: KnownSettings,
  env: object,
): { readonly source: object; readonly settings: ReadonlyMap<string, FileSetting> } {
  const settings = new Map(files.flatMap((file) => [...file]))
  for (const { name, variable } of known.values()) {
    const isSet = [name, ...variable.aliases].some((one) => readText(env, one) !== '')
    if (isSet || settings.get(name)?.text === '') settings.delete(name)
  }
  const entries: readonly (readonly [string, unknown])[] = Object.entries(env)
  return {
    source: Object.fromEntries([...entries, ...[...settings].map(([name, { text }]) => [name, text] as const)]),
    settings,
  }
}

function findOrigin(
  name: string,
  value: unknown,
  setting: FileSetting | undefined,
  known: KnownSettings,
  env: object,
): ConfigOrigin | undefined {
  if (setting) return { from: 'file', file: setting.file, path: setting.path }
  const aliases = known.get(toVariableName(name))?.variable.aliases ?? []
  const variable = [name, ...aliases].find((one) => readText(env, one) !== '')
  if (variable !== undefined) return { from: 'environment', variable }
  return value === undefined ? undefined : { from: 'default' }
}
