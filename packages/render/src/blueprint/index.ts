export {
  disconnectBlueprint,
  getBlueprint,
  listBlueprints,
  listBlueprintSyncs,
  updateBlueprint,
  validateBlueprint,
} from './blueprints.js'
export type { BlueprintParams, UpdateBlueprintParams } from './blueprints.js'
export type { Blueprint, BlueprintSync, BlueprintValidation, BlueprintWithResources } from './blueprints.schema.js'
export { defineBlueprint } from './define-blueprint.js'
export type { BlueprintContext } from './check-names.js'
export { formatBlueprint } from './format-blueprint.js'
export { parseBlueprint } from './parse-blueprint.js'
export type {
  BlueprintEnvironment,
  BlueprintFile,
  BlueprintPreviews,
  BlueprintProject,
  BlueprintResources,
  BlueprintUngrouped,
} from './blueprint-file.js'
export type { BlueprintDatabase, BlueprintIpAllow, BlueprintKeyValue } from './blueprint-datastores.js'
export type {
  BlueprintBuildFilter,
  BlueprintBuildSource,
  BlueprintBuildSourceGit,
  BlueprintCronJob,
  BlueprintDisk,
  BlueprintImage,
  BlueprintMaintenanceMode,
  BlueprintRegistryCredential,
  BlueprintRoute,
  BlueprintScaling,
  BlueprintServer,
  BlueprintService,
  BlueprintServicePreviews,
  BlueprintStaticSite,
  BlueprintWorkflow,
} from './blueprint-services.js'
export type {
  BlueprintEnvVar,
  BlueprintEnvVarFromDatabase,
  BlueprintEnvVarFromGroup,
  BlueprintEnvVarFromService,
  BlueprintEnvVarGroup,
  BlueprintPlainEnvVar,
} from './blueprint-variables.js'
export type { BlueprintKeyValuePlan, BlueprintPostgresPlan, BlueprintServicePlan } from './words.js'
export { servicesFromProcfile } from './services-from-procfile.js'
export type { ProcfileServices, ProcfileServicesParams } from './services-from-procfile.js'
export { withEnvGroup } from './with-env-group.js'
export { withRootDir } from './with-root-dir.js'
export { lintBlueprint } from './lint-blueprint.js'
export type { LintBlueprintContext } from './lint-context.js'
