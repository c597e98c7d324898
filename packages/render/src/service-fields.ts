import { unknownFields, type Problem } from '@keelson/core/input'
import { typesWith, type CreateServiceParams } from './resources/service-params.js'

const fields: Readonly<Record<keyof CreateServiceParams, true>> = {
  type: true,
  name: true,
  ownerId: true,
  environmentId: true,
  repo: true,
  branch: true,
  rootDir: true,
  image: true,
  autoDeploy: true,
  buildFilter: true,
  envVars: true,
  secretFiles: true,
  serviceDetails: true,
}

/** What is wrong with the fields of a service: nothing that its type knows. */
export function serviceFieldProblems(given: object): Problem[] {
  return unknownFields(given, fields, (name) => (Object.hasOwn(typesWith, name) ? `serviceDetails.${name}` : undefined))
}
