export { createRenderClient, request } from './client.js'
export type { RenderClient, RenderOptions } from './client.js'
export { ensureService, planService, removeService } from './ensure.js'
export type { EnsuredService, ServicePlan } from './ensure.js'
export { applyEnvVars, diffEnvVars, formatEnvVarPlan, planEnvVars } from './env-plan.js'
export type { DesiredEnvVars, EnvVarChange, EnvVarPlan } from './env-plan.js'
export type { RenderOperations } from './operations.gen.js'
export { cancelDeploy, createDeploy, getDeploy, listDeploys, rollbackDeploy } from './resources/deploys.js'
export type { CreateDeployParams, ListDeploysParams } from './resources/deploys.js'
export type { Deploy, DeployStatus } from './resources/deploys.schema.js'
export { deleteEnvVar, listEnvVars, replaceAllEnvVars, setEnvVar } from './resources/env-vars.js'
export type { EnvVar } from './resources/env-vars.schema.js'
export { followLogs, listLogs } from './resources/logs.js'
export type { FollowLogsOptions, ListLogsParams } from './resources/logs.js'
export type { Log } from './resources/logs.schema.js'
export { createService, deleteService, getService, listServices, updateService } from './resources/services.js'
export type {
  CreateServiceParams,
  EnvVarInput,
  ListServicesParams,
  ServiceDetailsParams,
  UpdateServiceParams,
} from './resources/services.js'
export type { CreatedService, Service, ServiceType } from './resources/services.schema.js'
export { deployStep, ensureServiceStep, envVarsStep, rollbackPointStep } from './steps.js'
export type { DeployStepParams } from './steps.js'
export { checkDeploy, DeployError, waitForDeploy } from './wait.js'
export type { DeployFailure, DeployParams } from './wait.js'
