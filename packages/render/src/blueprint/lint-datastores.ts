import type { Finding } from '@keelson/core'
import type { BlueprintDatabase, BlueprintIpAllow, BlueprintKeyValue } from './blueprint-datastores.js'
import type { BlueprintService } from './blueprint-services.js'
import { isStatic } from './code-service.js'
import { legacyPostgresPlans } from './words.js'

const ipRules = 'https://render.com/docs/inbound-ip-rules'

export function lintDatabases(databases: readonly BlueprintDatabase[]): Finding[] {
  return databases.flatMap(({ name, plan = '', ipAllowList, highAvailability, postgresMajorVersion = '13' }) => {
    const findings = lintOpen(`databases.${name}`, name, ipAllowList)
    if (legacyPostgresPlans.includes(plan)) {
      findings.push({
        code: 'blueprint-postgres-plan-retired',
        severity: 'warning',
        path: `databases.${name}.plan`,
        message: `no new database can have the plan ${plan}: ${name} can only keep it`,
        fix: 'Write a current plan, as basic-1gb or pro-4gb; there is no way back',
        source: 'https://render.com/docs/postgresql-legacy-instance-types',
      })
    }
    const isSmall = /^(?:free|starter|standard|basic-.*)$/.test(plan)
    if (highAvailability?.enabled && (isSmall || Number(postgresMajorVersion) < 13)) {
      findings.push({
        code: 'blueprint-high-availability',
        severity: 'error',
        path: `databases.${name}.highAvailability`,
        message: `${name} cannot have a standby: ${isSmall ? `its plan ${plan} is below pro` : `PostgreSQL ${postgresMajorVersion} is below 13`}`,
        fix: isSmall ? 'Write a plan from pro-4gb on, or leave it out' : 'Write postgresMajorVersion: "13" or newer',
        source: 'https://render.com/docs/postgresql-high-availability',
      })
    }
    return findings
  })
}

/** Of a Key Value; what uses it says whether it is a queue. */
export function lintKeyValue(keyValue: BlueprintKeyValue, services: readonly BlueprintService[]): Finding[] {
  const { name, type, maxmemoryPolicy = 'allkeys-lru', ipAllowList } = keyValue
  const findings = lintOpen(`services.${name}`, name, ipAllowList)
  if (type === 'redis') {
    findings.push({
      code: 'blueprint-deprecated',
      severity: 'info',
      path: `services.${name}.type`,
      message: 'redis is the deprecated name of the type',
      fix: 'Write type: keyvalue, also where fromService names it',
      source: 'https://render.com/docs/blueprint-spec#type',
    })
  }
  const queue = referencesOf(services).find(
    ({ to, key }) => to === name && /BROKER|QUEUE|CELERY|BULL|SIDEKIQ/.test(key),
  )
  if (queue && maxmemoryPolicy !== 'noeviction') {
    findings.push({
      code: 'blueprint-queue-evicts',
      severity: 'warning',
      path: `services.${name}.maxmemoryPolicy`,
      message: `${queue.from.name} queues work in ${name} (${queue.key}), which drops keys when it is full (${maxmemoryPolicy}): jobs vanish without an error`,
      fix: 'Write maxmemoryPolicy: noeviction, and keep the cache in another Key Value',
      source: 'https://render.com/docs/key-value#maxmemory-policy',
    })
  }
  return findings
}

function lintOpen(path: string, name: string, list: readonly BlueprintIpAllow[] | undefined): Finding[] {
  const isOpen = list === undefined || list.some(({ source }) => /^(?:0\.0\.0\.0|::)\/0$/.test(source))
  if (!isOpen) return []
  return [
    {
      code: 'blueprint-datastore-open',
      severity: 'warning',
      path: `${path}.ipAllowList`,
      message: `${list ? `the list opens ${name}` : `without a list, ${name} is open`} to the whole internet: only its password stands in between`,
      fix: 'Write ipAllowList: [], which leaves the private network, or the addresses that need it',
      source: ipRules,
    },
  ]
}

interface Reference {
  readonly from: BlueprintService
  readonly key: string
  readonly to: string
  readonly isDatabase: boolean
}

function referencesOf(services: readonly BlueprintService[]): Reference[] {
  return services.flatMap((from) =>
    (('envVars' in from ? from.envVars : undefined) ?? []).flatMap((one): Reference[] => {
      if ('fromDatabase' in one) return [{ from, key: one.key, to: one.fromDatabase.name, isDatabase: true }]
      return 'fromService' in one ? [{ from, key: one.key, to: one.fromService.name, isDatabase: false }] : []
    }),
  )
}

/** Addresses of the private network, which ends at the region. */
export function lintReferences(
  services: readonly BlueprintService[],
  databases: readonly BlueprintDatabase[],
): Finding[] {
  const regionOf = (one: object) => ('region' in one && typeof one.region === 'string' ? one.region : 'oregon')
  const apart = new Map<string, Finding>()
  for (const { from, key, to, isDatabase } of referencesOf(services)) {
    const target = isDatabase
      ? databases.find(({ name, readReplicas = [] }) => name === to || readReplicas.some((one) => one.name === to))
      : services.find(({ name }) => name === to)
    if (!target || ('type' in from && from.type === 'web' && isStatic(from))) continue
    if ('runtime' in target && target.runtime === 'static') continue
    const [here, there] = [regionOf(from), regionOf(target)]
    if (here === there) continue
    apart.set(`${from.name} ${to}`, {
      code: 'blueprint-region-apart',
      severity: 'error',
      path: `services.${from.name}.envVars.${key}`,
      message: `${from.name} runs in ${here} and ${to} in ${there}: the address that ${key} gets is of the private network, which ends at the region`,
      fix: `Write the same region for both; it cannot be changed later`,
      source: 'https://render.com/docs/private-network',
    })
  }
  return [...apart.values()]
}
