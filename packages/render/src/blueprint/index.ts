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
