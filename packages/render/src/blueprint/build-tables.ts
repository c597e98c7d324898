import type * as types from './blueprint-services.js'
import type { TableOf } from './shape.js'
import { envVar } from './variable-tables.js'
import * as words from './words.js'

/** Where code comes from. */
export function source() {
  return {
    repo: 'text',
    branch: 'text',
    rootDir: 'text',
    buildFilter,
    buildCommand: 'text',
  } as const
}

export function buildSource(): TableOf<types.BlueprintBuildSource> {
  return {
    what: 'a build source',
    fields: { name: 'text', git, image },
    required: ['name'],
    rule: (value) =>
      (value['git'] === undefined) === (value['image'] === undefined) ? ['needs either git or image'] : [],
  }
}

function git(): TableOf<types.BlueprintBuildSourceGit> {
  return {
    what: 'git',
    fields: {
      ...source(),
      runtime: { words: words.buildSourceRuntimes },
      region: { words: words.regions },
      baseDir: 'text',
      dockerfilePath: 'text',
      registryCredential,
      envVars: { each: envVar },
    },
    required: ['repo', 'runtime'],
    rule(value) {
      const given = ['baseDir', 'dockerfilePath', 'registryCredential'].filter((name) => value[name] !== undefined)
      if (given.length === 0 || value['runtime'] === 'docker') return []
      return [`has ${given.join(' and ')}, which only runtime: docker has`]
    },
  }
}

function buildFilter(): TableOf<types.BlueprintBuildFilter> {
  return {
    what: 'a build filter',
    fields: { paths: { each: 'text' }, ignoredPaths: { each: 'text' } },
    required: [],
    rule: ({ paths, ignoredPaths }) =>
      paths === undefined && ignoredPaths === undefined ? ['needs paths or ignoredPaths'] : [],
  }
}

export function image(): TableOf<types.BlueprintImage> {
  return { what: 'an image', fields: { url: 'text', creds: registryCredential }, required: ['url'] }
}

export function registryCredential(): TableOf<types.BlueprintRegistryCredential> {
  return {
    what: 'a registry credential',
    fields: { fromRegistryCreds: () => ({ what: 'fromRegistryCreds', fields: { name: 'text' }, required: ['name'] }) },
    required: ['fromRegistryCreds'],
  }
}
