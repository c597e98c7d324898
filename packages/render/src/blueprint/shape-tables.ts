import type { BlueprintEnvironment, BlueprintFile, BlueprintProject, BlueprintResources } from './blueprint-file.js'
import type { BlueprintPreviews, BlueprintUngrouped } from './blueprint-file.js'
import { buildSource } from './build-tables.js'
import { service } from './service-tables.js'
import type { Shape, TableOf } from './shape.js'
import { database } from './datastore-tables.js'
import { envVarGroup } from './variable-tables.js'
import * as words from './words.js'

/** The whole file. */
export function blueprint(): TableOf<BlueprintFile> {
  return {
    what: 'a blueprint',
    fields: {
      version: { words: ['1'] },
      previews,
      previewsEnabled: 'boolean',
      previewsExpireAfterDays: { min: 1 },
      projects: { each: project },
      ungrouped,
      ...resources(),
      buildSources: { each: buildSource },
    },
    required: [],
  }
}

function resources(): Record<keyof BlueprintResources, Shape> {
  return {
    services: { each: service },
    databases: { each: database },
    envVarGroups: { each: envVarGroup },
  }
}

function previews(): TableOf<BlueprintPreviews> {
  return {
    what: 'previews',
    fields: { generation: { words: words.previewGenerations }, expireAfterDays: { min: 1 } },
    required: [],
  }
}

function project(): TableOf<BlueprintProject> {
  return {
    what: 'a project',
    fields: { name: 'text', environments: { each: environment }, buildSources: { each: buildSource } },
    required: ['name'],
  }
}

function environment(): TableOf<BlueprintEnvironment> {
  return {
    what: 'an environment',
    fields: {
      name: 'text',
      ...resources(),
      networking: () => ({ what: 'networking', fields: { isolation: { words: words.switches } }, required: [] }),
      permissions: () => ({ what: 'permissions', fields: { protection: { words: words.switches } }, required: [] }),
    },
    required: ['name'],
  }
}

function ungrouped(): TableOf<BlueprintUngrouped> {
  return { what: 'ungrouped', fields: { ...resources(), buildSources: { each: buildSource } }, required: [] }
}
