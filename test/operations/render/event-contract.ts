import type { ContractNode } from '../../contract.ts'

/** The types of events in the order of the contract's details, whose titles say so in the vendor's document. */
const eventTypes = [
  'autoscaling_config_changed',
  'autoscaling_ended',
  'autoscaling_started',
  'branch_deleted',
  'build_ended',
  'build_started',
  'commit_ignored',
  'cron_job_run_ended',
  'cron_job_run_started',
  'deploy_ended',
  'deploy_started',
  'disk_created',
  'disk_updated',
  'disk_deleted',
  'image_pull_failed',
  'initial_deploy_hook_started',
  'initial_deploy_hook_ended',
  'instance_count_changed',
  'job_run_ended',
  'maintenance_mode_enabled',
  'maintenance_mode_uri_updated',
  'maintenance_ended',
  'maintenance_started',
  'pipeline_minutes_exhausted',
  'plan_changed',
  'pre_deploy_ended',
  'pre_deploy_started',
  'server_available',
  'server_failed',
  'server_hardware_failure',
  'server_restarted',
  'service_resumed',
  'service_suspended',
  'suspender_added',
  'suspender_removed',
  'zero_downtime_redeploy_ended',
  'zero_downtime_redeploy_started',
  'edge_cache_disabled',
  'edge_cache_enabled',
  'edge_cache_purged',
]

/**
 * The details of an event are a oneOf without a discriminator, and what fits one of them fits several: here the type
 * decides. The branches stay where they are, because other schemas point into them, but none of them counts there.
 */
export function mendEvents(schemas: Record<string, ContractNode>): void {
  const wrapper = schemas['serviceEventWithCursor']!['properties'] as Record<string, ContractNode>
  // Required, and described nowhere.
  wrapper['cursor'] = { type: 'string' }
  const event = wrapper['event']!
  const details = (event['properties'] as Record<string, ContractNode>)['details']!
  const branches = details['oneOf'] as ContractNode[]
  if (branches.length !== eventTypes.length) throw new Error('the contract has events of other types than this list')
  event['allOf'] = branches.map((branch, index) => ({
    anyOf: [
      { properties: { type: { not: { const: eventTypes[index] } } } },
      // An empty list of properties makes closeObjects close the details that have none.
      { properties: { details: { properties: {}, ...structuredClone(branch), type: 'object' } } },
    ],
  }))
  details['oneOf'] = [...branches.map((branch) => ({ ...branch, not: {} })), { type: 'object' }]
}
