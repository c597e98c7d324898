import { KeelsonError } from '@keelson/core'
import type { Settings } from './settings.ts'

/** Where a release goes: production, or a preview beside it with data, files and counters of its own. */
export interface Target {
  readonly preview: string | undefined
  readonly serviceName: string
  /** A branch of the database; `undefined` for the default one. */
  readonly databaseBranch: string | undefined
  /** In front of the names of all files. */
  readonly filesPrefix: string
  /** In front of the keys of all counters. */
  readonly keyPrefix: string
}

/** What belongs to previews begins with these. */
export const previewBranches = 'preview/'
export const previewFiles = 'previews/'

/** The target that visitors see. */
export function productionTarget({ SERVICE_NAME }: Pick<Settings, 'SERVICE_NAME'>): Target {
  return {
    preview: undefined,
    serviceName: SERVICE_NAME,
    databaseBranch: undefined,
    filesPrefix: 'static/',
    keyPrefix: 'production:',
  }
}

/** The target of a pull request; throws `config` for a name that means production, or cannot be part of a host name. */
export function previewTarget(name: string, settings: Pick<Settings, 'SERVICE_NAME' | 'SERVICE_BRANCH'>): Target {
  if (!/^[a-z\d](?:[a-z\d-]{0,28}[a-z\d])?$/.test(name)) {
    throw new KeelsonError(`"${name}" cannot be the name of a preview`, {
      code: 'config',
      hint: 'Use 1 to 30 lower-case letters, digits and hyphens, for example pr-12',
    })
  }
  if (['production', 'prod', 'main', 'master', settings.SERVICE_BRANCH, settings.SERVICE_NAME].includes(name)) {
    throw new KeelsonError(`"${name}" is production, not a preview`, {
      code: 'config',
      hint: 'Name the preview after its pull request, for example pr-12',
    })
  }
  return {
    preview: name,
    serviceName: previewService(settings, name),
    databaseBranch: `${previewBranches}${name}`,
    filesPrefix: `${previewFiles}${name}/static/`,
    keyPrefix: `preview:${name}:`,
  }
}

/** The name of a preview's service; with an empty name, what all of them begin with. */
export function previewService({ SERVICE_NAME }: Pick<Settings, 'SERVICE_NAME'>, name: string): string {
  return `${SERVICE_NAME}-preview-${name}`
}
