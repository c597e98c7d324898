export { createRenderClient, request } from './client.js'
export type { RenderClient, RenderOptions } from './client.js'
export { ensureService, planService, removeService } from './ensure.js'
export type { EnsuredService, ServicePlan } from './ensure.js'
export { ensureCustomDomain, planCustomDomain, removeCustomDomain } from './ensure-custom-domain.js'
export type { CustomDomainPlan, EnsureCustomDomainParams } from './ensure-custom-domain.js'
export { applyEnvVars, diffEnvVars, formatEnvVarPlan, planEnvVars } from './env-plan.js'
export type { DesiredEnvVars, EnvVarChange, EnvVarPlan } from './env-plan.js'
export { deployAndWait } from './deploy-and-wait.js'
export type { DeployAndWaitOptions } from './deploy-and-wait.js'
export type { ServiceEventType } from './event-types.js'
export { ensureEnvVars } from './ensure-env-vars.js'
export type { EnsuredEnvVars, EnsureEnvVarsParams } from './ensure-env-vars.js'
export type { RenderOperations } from './operations.gen.js'
export { cancelCronRun, runCronJob } from './resources/cron-runs.js'
export type { CronRun, CronRunStatus } from './resources/cron-runs.schema.js'
export { getEvent, listEvents } from './resources/events.js'
export type { ListEventsParams } from './resources/events.js'
export type {
  DeployCause,
  EndReason,
  EventUser,
  FailureReason,
  ServiceEvent,
  ServiceEventDetails,
} from './resources/events.schema.js'
export { cancelJob, createJob, getJob, listJobs } from './resources/jobs.js'
export type { CreateJobParams, JobParams, ListJobsParams } from './resources/jobs.js'
export type { Job, JobStatus } from './resources/jobs.schema.js'
export { describeFailure, RunError } from './run-error.js'
export { checkCronRun, waitForCronRun } from './wait-cron-run.js'
export type { CronRunParams } from './wait-cron-run.js'
export { checkJob, waitForJob } from './wait-job.js'
export {
  createCustomDomain,
  deleteCustomDomain,
  getCustomDomain,
  listCustomDomains,
  verifyCustomDomain,
} from './resources/custom-domains.js'
export type { CustomDomainParams, ListCustomDomainsParams } from './resources/custom-domains.js'
export type { CustomDomain } from './resources/custom-domains.schema.js'
export {
  createDisk,
  deleteDisk,
  getDisk,
  listDisks,
  listDiskSnapshots,
  restoreDiskSnapshot,
  updateDisk,
} from './resources/disks.js'
export type { DiskParams, ListDisksParams } from './resources/disks.js'
export type { Disk, DiskSnapshot } from './resources/disks.schema.js'
export { cancelDeploy, createDeploy, getDeploy, listDeploys, rollbackDeploy } from './resources/deploys.js'
export type { CreateDeployParams, ListDeploysParams } from './resources/deploys.js'
export type { Deploy, DeployStatus } from './resources/deploys.schema.js'
export { deleteEnvVar, getEnvVar, listEnvVars, replaceAllEnvVars, setEnvVar } from './resources/env-vars.js'
export type { EnvVar } from './resources/env-vars.schema.js'
export {
  createEnvGroup,
  deleteEnvGroup,
  getEnvGroup,
  linkEnvGroup,
  listEnvGroups,
  renameEnvGroup,
  unlinkEnvGroup,
} from './resources/env-groups.js'
export {
  deleteEnvGroupSecretFile,
  deleteEnvGroupVar,
  getEnvGroupSecretFile,
  getEnvGroupVar,
  setEnvGroupSecretFile,
  setEnvGroupVar,
} from './resources/env-group-contents.js'
export type { CreateEnvGroupParams, ListEnvGroupsParams } from './resources/env-groups.js'
export type { EnvGroup, EnvGroupSummary } from './resources/env-groups.schema.js'
export {
  addToEnvironment,
  createEnvironment,
  deleteEnvironment,
  getEnvironment,
  listEnvironments,
  removeFromEnvironment,
  updateEnvironment,
} from './resources/environments.js'
export type {
  EnvironmentInput,
  EnvironmentResourcesParams,
  EnvironmentSettings,
  ListEnvironmentsParams,
} from './resources/environments.js'
export type { Environment } from './resources/environments.schema.js'
export type { IpAllowListEntry } from './ip-allow-list.js'
export { getOwner, listOwnerMembers, listOwners } from './resources/owners.js'
export type { ListOwnersParams, OwnerParams } from './resources/owners.js'
export type { Owner, OwnerMember } from './resources/owners.schema.js'
export { createProject, deleteProject, getProject, listProjects, updateProject } from './resources/projects.js'
export type { CreateProjectParams, ListProjectsParams } from './resources/projects.js'
export type { Project } from './resources/projects.schema.js'
export {
  deleteSecretFile,
  getSecretFile,
  listSecretFiles,
  replaceAllSecretFiles,
  setSecretFile,
} from './resources/secret-files.js'
export type { SecretFileInput } from './resources/secret-files.js'
export type { SecretFile } from './resources/secret-files.schema.js'
export { listLogs, listLogValues } from './resources/logs.js'
export type { ListLogsParams, ListLogValuesParams, LogFilters, LogLabel } from './resources/logs.js'
export type { Log } from './resources/logs.schema.js'
export {
  createPreview,
  deleteAutoscaling,
  listInstances,
  purgeCache,
  restartService,
  resumeService,
  scaleService,
  setAutoscaling,
  suspendService,
} from './resources/service-actions.js'
export type { ServiceInstance } from './resources/service-actions.schema.js'
export type {
  ChangeableDetailsParams,
  CreateServiceParams,
  EnvSpecificDetailsParams,
  EnvVarInput,
  ServiceDetailsParams,
  UpdateServiceParams,
} from './resources/service-params.js'
export { createService, deleteService, getService, listServices, updateService } from './resources/services.js'
export type { ListServicesParams } from './resources/services.js'
export type { Autoscaling, CreatedService, Service, ServiceType, Suspender } from './resources/services.schema.js'
export { resolveService } from './resolve-service.js'
export type { ResolveServiceParams } from './resolve-service.js'
export { deployStep, rollbackPointStep } from './deploy-steps.js'
export type { DeployStepParams, RollbackPointStepParams } from './deploy-steps.js'
export { ensureServiceStep, envVarsStep } from './steps.js'
export { checkCustomDomain, waitForCustomDomain } from './wait-custom-domain.js'
export type { CustomDomainStatus, DnsRecord } from './wait-custom-domain.js'
export { checkService, ServiceError, waitForService } from './wait-service.js'
export type { ServiceFailure, ServiceParams, ServiceStatus } from './wait-service.js'
export { checkDeploy, DeployError, waitForDeploy } from './wait.js'
export type { DeployFailure, DeployParams } from './wait.js'
