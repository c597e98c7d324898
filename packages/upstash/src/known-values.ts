// What Upstash's API documents as the values of a request; each list is compared with contract.json by known-values.test.ts.

/** Where replicas for reading can be: on AWS only. */
export const readRegions = [
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'ca-central-1',
  'eu-central-1',
  'eu-west-1',
  'eu-west-2',
  'sa-east-1',
  'ap-south-1',
  'ap-northeast-1',
  'ap-southeast-1',
  'ap-southeast-2',
] as const
export const awsRegions = [
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'ca-central-1',
  'eu-central-1',
  'eu-west-1',
  'eu-west-2',
  'sa-east-1',
  'ap-south-1',
  'ap-northeast-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'af-south-1',
] as const
export const gcpRegions = ['us-central1', 'us-east4', 'europe-west1', 'asia-northeast1'] as const
/** Where the primary of a database can be. */
export type RedisRegion = (typeof awsRegions)[number] | (typeof gcpRegions)[number]
/** Where replicas for reading can be. */
export type RedisReadRegion = (typeof readRegions)[number]

export const redisPlans = [
  'free',
  'payg',
  'fixed_250mb',
  'fixed_1gb',
  'fixed_5gb',
  'fixed_10gb',
  'fixed_50gb',
  'fixed_100gb',
  'fixed_500gb',
] as const
/** What a database costs, and how large it may become. */
export type RedisPlan = (typeof redisPlans)[number]

export const teamRoles = ['admin', 'dev', 'finance'] as const
/** What a member may do in a team; its owner cannot be added. */
export type TeamRole = (typeof teamRoles)[number]
