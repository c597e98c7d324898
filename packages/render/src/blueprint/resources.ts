import type { BlueprintDatabase } from './blueprint-datastores.js'
import type { BlueprintFile, BlueprintResources } from './blueprint-file.js'
import type { BlueprintBuildSource, BlueprintService } from './blueprint-services.js'
import type { BlueprintEnvVarGroup } from './blueprint-variables.js'
import type { BlueprintPath } from './problem.js'

/** Something of the file, and where it stands. */
export interface Placed<T> {
  readonly path: BlueprintPath
  readonly value: T
}

/** Everything in a file, wherever it stands: at the top, ungrouped, in the environments of projects. */
export interface PlacedResources {
  readonly services: readonly Placed<BlueprintService>[]
  readonly databases: readonly Placed<BlueprintDatabase>[]
  readonly envVarGroups: readonly Placed<BlueprintEnvVarGroup>[]
  readonly buildSources: readonly Placed<BlueprintBuildSource>[]
}

export function listResources(file: BlueprintFile): PlacedResources {
  const projects = (file.projects ?? []).map((project, index) => ({ project, path: ['projects', index] }))
  const places: readonly Placed<BlueprintResources>[] = [
    { path: [], value: file },
    ...(file.ungrouped ? [{ path: ['ungrouped'], value: file.ungrouped }] : []),
    ...projects.flatMap(({ project, path }) =>
      (project.environments ?? []).map((value, index) => ({ path: [...path, 'environments', index], value })),
    ),
  ]
  const sources = [
    { path: [], value: file.buildSources },
    { path: ['ungrouped'], value: file.ungrouped?.buildSources },
    ...projects.map(({ project, path }) => ({ path, value: project.buildSources })),
  ]
  return {
    services: places.flatMap(({ path, value }) => place([...path, 'services'], value.services)),
    databases: places.flatMap(({ path, value }) => place([...path, 'databases'], value.databases)),
    envVarGroups: places.flatMap(({ path, value }) => place([...path, 'envVarGroups'], value.envVarGroups)),
    buildSources: sources.flatMap(({ path, value }) => place([...path, 'buildSources'], value)),
  }
}

function place<T>(path: BlueprintPath, values: readonly T[] = []): Placed<T>[] {
  return values.map((value, index) => ({ path: [...path, index], value }))
}
