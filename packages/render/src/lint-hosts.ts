import type { Finding } from '@keelson/core'
import type { LintDatabase, LintInput, LintService } from './lint-input.js'

const regionsSource = 'https://render.com/docs/regions'
const connectSource = 'https://render.com/docs/postgresql-creating-connecting'

/** Where Render's regions are, in the words of AWS. https://render.com/docs/regions */
const regionOf: Readonly<Record<string, string>> = {
  oregon: 'us-west-2',
  ohio: 'us-east-2',
  virginia: 'us-east-1',
  frankfurt: 'eu-central-1',
  singapore: 'ap-southeast-1',
}

/** How Upstash abbreviated regions in the hosts of older databases. */
const upstashRegions: Readonly<Record<string, string>> = {
  us1: 'us-east-1',
  usw1: 'us-west-1',
  usw2: 'us-west-2',
  eu1: 'eu-west-1',
  eu2: 'eu-central-1',
  apn1: 'ap-northeast-1',
  apse1: 'ap-southeast-1',
}

/** How Azure's regions, of some databases of Neon, lie to those of AWS. */
const azureRegions: Readonly<Record<string, string>> = {
  eastus2: 'us-east-2',
  westus3: 'us-west-2',
  gwc: 'eu-central-1',
}

/** What the hosts in a service's variables say: regions, and the way to Render's own databases. */
export function lintHosts(service: LintService, input: LintInput): Finding[] {
  const region = service.serviceDetails?.region
  if (!region) return []
  return Object.entries(service.hosts ?? {}).flatMap(([variable, host]) => {
    const path = `services.${service.name}.env.${variable}`
    const place = host.toLowerCase().replace(/\.$/, '')
    if (ownMachine.test(place)) return data.test(variable) ? [localFinding(service.name, path, variable)] : []
    return (
      lintRenderHost(service.name, region, path, place, input) ?? lintDistance(service.name, region, path, place, input)
    )
  })
}

const ownMachine = /^(?:localhost|127\.\d+\.\d+\.\d+)$/

/** How variables of databases and queues are called; a page of one's own may well be at localhost. */
const data =
  /(?:^|_)(?:DATABASE|DB|PG|POSTGRES\w*|MYSQL|MONGO\w*|REDIS|VALKEY|CACHE|CELERY|BROKER|RABBITMQ|AMQP)(?:_|$)/i

function localFinding(name: string, path: string, variable: string): Finding {
  return {
    code: 'host-on-localhost',
    severity: 'warning',
    path,
    message: `${variable} of ${name} leads to the instance itself, where nothing but ${name} runs`,
    fix: 'Set the internal URL of the database',
    source: connectSource,
  }
}

/** Findings about a host of Render; `undefined` for any other. */
function lintRenderHost(
  name: string,
  region: string,
  path: string,
  host: string,
  { postgres, keyValue }: LintInput,
): Finding[] | undefined {
  const [, id = '', kind = '', outside] =
    /^((dpg|red)-[a-z0-9]+)(?:-[a-z])?(?:\.([a-z]+)-(?:postgres|keyvalue|redis)\.render\.com)?$/.exec(host) ?? []
  if (!id) return undefined
  const known = kind === 'dpg' ? postgres : keyValue
  const database = known?.find((one) => one.id === id || one.id.startsWith(`${id}-`))
  // The external host of another workspace's database is a way to it as any other.
  if (known && !database && !outside) {
    return [
      {
        code: 'database-not-found',
        severity: 'error',
        path,
        message: `${name} is to connect to ${id}, which this workspace does not have`,
        fix: 'Set the URL of a database that exists',
        source: connectSource,
      },
    ]
  }
  const at = database?.region ?? outside
  if (!at) return []
  if (outside && at === region) {
    return [
      {
        code: 'external-host-same-region',
        severity: 'warning',
        path,
        message: `${name} reaches ${nameOf(database, id)} over its external host although both are in ${region}: slower, and over the internet`,
        fix: 'Use the internal URL',
        source: connectSource,
      },
    ]
  }
  if (!outside && at !== region) {
    return [
      {
        code: 'internal-host-other-region',
        severity: 'error',
        path,
        message: `${name} is in ${region} and cannot reach the internal host of ${nameOf(database, id)} in ${at}`,
        fix: 'Move one of them; until then use the external URL',
        source: connectSource,
      },
    ]
  }
  return at === region ? [] : [farFinding(name, region, path, nameOf(database, id), at)]
}

function nameOf(database: LintDatabase | undefined, id: string): string {
  return database?.name ?? id
}

function lintDistance(name: string, region: string, path: string, host: string, { hostRegions }: LintInput): Finding[] {
  const at = hostRegions?.[host] ?? regionInHost(host)
  return !at || toAws(at) === toAws(region) ? [] : [farFinding(name, region, path, host, at)]
}

function farFinding(name: string, region: string, path: string, what: string, at: string): Finding {
  const isNear = areaOf(toAws(at)) === areaOf(toAws(region))
  return {
    code: 'region-far',
    severity: isNear ? 'info' : 'warning',
    path,
    message: `${name} is in ${region} (${toAws(region)}), but ${what} is in ${at}: every query travels that far`,
    fix: 'Put both into one region',
    source: regionsSource,
  }
}

/** The region that a host's name tells, as AWS writes it. */
function regionInHost(host: string): string | undefined {
  const [, azure] = /\.([a-z0-9]+)\.azure\.neon\.tech$/.exec(host) ?? []
  if (azure) return azureRegions[azure]
  const [, short] = /^([a-z]+\d)-[\w-]+\.upstash\.io$/.exec(host) ?? []
  if (short) return upstashRegions[short]
  // Of AWS only what is asked at every request; QStash is asked now and then.
  if (host.startsWith('qstash')) return undefined
  const isTelling =
    /\.(?:neon\.tech|(?:rds|redshift|docdb)\.amazonaws\.com|upstash\.io|supabase\.com|redis-cloud\.com|redislabs\.com)$/.test(
      host,
    )
  return isTelling ? /\b((?:us|eu|ap|sa|ca|me|af|il|mx)-[a-z]+-\d)\b/.exec(host)?.[1] : undefined
}

function toAws(region: string): string {
  return regionOf[region] ?? region
}

/** `eu`, `ap`; the two coasts of North America are far from one another. */
function areaOf(region: string): string {
  const [continent = '', side = ''] = region.split('-')
  return continent === 'us' ? `us-${side}` : continent
}
