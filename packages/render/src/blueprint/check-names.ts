import { nearestName } from '@keelson/core'
import type { BlueprintFile } from './blueprint-file.js'
import type { BlueprintEnvVar } from './blueprint-variables.js'
import { showPath, type BlueprintPath, type BlueprintProblem } from './problem.js'
import { listResources, type Placed } from './resources.js'

/** What is in the workspace already: a blueprint may name it as if it were its own. */
export interface BlueprintContext {
  readonly existing?:
    | {
        readonly services?: readonly string[] | undefined
        readonly databases?: readonly string[] | undefined
        readonly envVarGroups?: readonly string[] | undefined
      }
    | undefined
}

/** Names that stand twice, and names of what is not there. */
export function checkNames(file: BlueprintFile, { existing = {} }: BlueprintContext): BlueprintProblem[] {
  const { services, databases, envVarGroups, buildSources } = listResources(file)
  const projects = (file.projects ?? []).map((value, index) => ({ path: ['projects', index], value }))
  const replicas = databases.flatMap(({ path, value }) =>
    (value.readReplicas ?? []).map((replica, index) => ({ path: [...path, 'readReplicas', index], value: replica })),
  )
  const lists: Readonly<Record<string, readonly Placed<{ readonly name: string }>[]>> = {
    service: services,
    database: [...databases, ...replicas],
    group: envVarGroups,
    'build source': buildSources,
    project: projects,
  }
  const domains = services.flatMap(({ path, value }) =>
    (('domains' in value ? value.domains : undefined) ?? []).map((domain, index) => ({
      path: [...path, 'domains', index],
      value: domain.toLowerCase(),
    })),
  )
  const known: Known = {
    services: new Map(services.map((one) => [one.value.name, one.value])),
    existingServices: existing.services ?? [],
    databases: [...(lists['database'] ?? []).map(({ value }) => value.name), ...(existing.databases ?? [])],
    groups: [...envVarGroups.map(({ value }) => value.name), ...(existing.envVarGroups ?? [])],
  }
  return [
    ...Object.entries(lists).flatMap(([what, list]) => findTwice(what, list, ({ name }) => name)),
    ...findTwice('service with the domain', domains, (domain) => domain),
    ...projects.flatMap(({ path, value }) =>
      findTwice(
        'environment',
        (value.environments ?? []).map((one, index) => ({ path: [...path, 'environments', index], value: one })),
        ({ name }) => name,
      ),
    ),
    ...services.flatMap(({ path, value }) => [
      ...checkVariables('envVars' in value ? value.envVars : undefined, [...path, 'envVars'], known),
      ...('buildSource' in value && value.buildSource !== undefined
        ? checkName('build source', value.buildSource, [...path, 'buildSource'], names(buildSources))
        : []),
    ]),
    ...envVarGroups.flatMap(({ path, value }) => checkVariables(value.envVars, [...path, 'envVars'], known)),
    ...buildSources.flatMap(({ path, value }) =>
      checkVariables(value.git?.envVars, [...path, 'git', 'envVars'], known),
    ),
  ]
}

interface Known {
  readonly services: ReadonlyMap<string, Placed<{ type: string }>['value'] & { readonly envVars?: unknown }>
  readonly existingServices: readonly string[]
  readonly databases: readonly string[]
  readonly groups: readonly string[]
}

function names(list: readonly Placed<{ readonly name: string }>[]): string[] {
  return list.map(({ value }) => value.name)
}

function findTwice<T>(
  what: string,
  list: readonly Placed<T>[],
  nameOf: (value: T) => string | undefined,
): BlueprintProblem[] {
  const first = new Map<string, BlueprintPath>()
  const problems: BlueprintProblem[] = []
  for (const { path, value } of list) {
    const name = nameOf(value)
    const before = name === undefined ? undefined : first.get(name)
    if (before) problems.push({ path, message: `is a second ${what} ${name}, after ${showPath(before)}` })
    else if (name !== undefined) first.set(name, path)
  }
  return problems
}

function checkName(what: string, name: string, path: BlueprintPath, known: readonly string[]): BlueprintProblem[] {
  if (known.includes(name)) return []
  const near = nearestName(name, known)
  const there = near ? `; ${near} is` : known.length > 0 ? `, only ${known.join(', ')}` : ', which has none'
  return [{ path, message: `names the ${what} ${JSON.stringify(name)}, which is not in the blueprint${there}` }]
}

function checkVariables(
  variables: readonly BlueprintEnvVar[] = [],
  path: BlueprintPath,
  known: Known,
): BlueprintProblem[] {
  const placed = variables.map((value, index) => ({ path: [...path, index], value }))
  return [
    ...findTwice('variable', placed, (one) => ('key' in one ? one.key : undefined)),
    ...placed.flatMap((one) => checkSource(one.value, one.path, known)),
  ]
}

function checkSource(variable: BlueprintEnvVar, path: BlueprintPath, known: Known): BlueprintProblem[] {
  if ('fromDatabase' in variable) {
    return checkName('database', variable.fromDatabase.name, [...path, 'fromDatabase', 'name'], known.databases)
  }
  if ('fromGroup' in variable) return checkName('group', variable.fromGroup, [...path, 'fromGroup'], known.groups)
  if (!('fromService' in variable)) return []
  const { name, type, property, envVarKey } = variable.fromService
  const at = [...path, 'fromService']
  const service = known.services.get(name)
  if (!service) {
    return checkName('service', name, [...at, 'name'], [...known.services.keys(), ...known.existingServices])
  }
  const problems: BlueprintProblem[] = []
  if (isStore(type) ? !isStore(service.type) : type !== service.type && type !== 'static') {
    problems.push({ path: [...at, 'type'], message: `is ${type}, but ${name} is of the type ${service.type}` })
  }
  if (property === 'connectionString' && !isStore(service.type)) {
    problems.push({ path: [...at, 'property'], message: `is connectionString, which a ${service.type} does not have` })
  }
  if (property?.startsWith('host') && (service.type === 'worker' || service.type === 'cron')) {
    problems.push({
      path: [...at, 'property'],
      message: `is ${property}, but a ${service.type} cannot be connected to`,
    })
  }
  // A service may have variables that no blueprint names: only what looks misspelt is refused.
  const keys = keysOf(service.envVars)
  const near = envVarKey === undefined || keys.includes(envVarKey) ? undefined : nearestName(envVarKey, keys)
  if (near)
    problems.push({ path: [...at, 'envVarKey'], message: `is ${envVarKey}, which ${name} does not have, but ${near}` })
  return problems
}

function isStore(type: string): boolean {
  return type === 'keyvalue' || type === 'redis'
}

function keysOf(variables: unknown): string[] {
  const list = (Array.isArray(variables) ? variables : []) as readonly BlueprintEnvVar[]
  return list.flatMap((one) => ('key' in one ? one.key : []))
}
