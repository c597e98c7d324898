import type {
  BlueprintEnvVarFromDatabase,
  BlueprintEnvVarFromGroup,
  BlueprintEnvVarFromService,
  BlueprintEnvVarGroup,
  BlueprintPlainEnvVar,
} from './blueprint-variables.js'
import type { Choice, TableOf } from './shape.js'
import * as words from './words.js'

/** A variable is one of four, by the source that it names. */
export const envVar: Choice = {
  of: [plainEnvVar, fromDatabase, fromService, fromGroup],
  choose(value) {
    const [source, second] = Object.keys(sources).filter((name) => value[name] !== undefined)
    if (second) return { problem: `has ${source} and ${second}, and a variable has one source` }
    return source ? (sources[source] ?? plainEnvVar) : plainEnvVar
  },
}

const sources: Readonly<Record<string, typeof fromDatabase | typeof fromService | typeof fromGroup>> = {
  fromDatabase,
  fromService,
  fromGroup,
}

function plainEnvVar(): TableOf<BlueprintPlainEnvVar> {
  return {
    what: 'a variable',
    fields: {
      key: 'text',
      value: 'text or number',
      generateValue: 'boolean',
      sync: 'boolean',
      previewValue: 'text or number',
    },
    required: ['key'],
    rule: ({ key }) =>
      typeof key !== 'string' || /^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(key)
        ? []
        : [`key cannot be ${JSON.stringify(key)}, which is no name of a variable`],
  }
}

function fromDatabase(): TableOf<BlueprintEnvVarFromDatabase> {
  return {
    what: 'a variable from a database',
    fields: {
      key: 'text',
      fromDatabase: () => ({
        what: 'fromDatabase',
        fields: { name: 'text', property: { words: words.databaseProperties } },
        required: ['name', 'property'],
      }),
    },
    required: ['key', 'fromDatabase'],
  }
}

function fromService(): TableOf<BlueprintEnvVarFromService> {
  return {
    what: 'a variable from a service',
    fields: { key: 'text', fromService: serviceReference },
    required: ['key', 'fromService'],
  }
}

function serviceReference(): TableOf<BlueprintEnvVarFromService['fromService']> {
  return {
    what: 'fromService',
    fields: {
      type: { words: words.referencedTypes },
      name: 'text',
      property: { words: words.serviceProperties },
      envVarKey: 'text',
    },
    required: ['type', 'name'],
    rule: ({ property, envVarKey }) =>
      (property === undefined) === (envVarKey === undefined) ? ['needs either property or envVarKey'] : [],
  }
}

function fromGroup(): TableOf<BlueprintEnvVarFromGroup> {
  return { what: 'all of a group', fields: { fromGroup: 'text' }, required: ['fromGroup'] }
}

export function envVarGroup(): TableOf<BlueprintEnvVarGroup> {
  return {
    what: 'a group of variables',
    fields: { name: 'text', envVars: { each: plainEnvVar } },
    required: ['name', 'envVars'],
  }
}
