import { findSecretSign, type Finding } from '@keelson/core'
import type { BlueprintEnvVar, BlueprintEnvVarGroup, BlueprintPlainEnvVar } from './blueprint-variables.js'
import type { CodeService } from './code-service.js'

const secrets = 'https://render.com/docs/blueprint-spec#prompting-for-secret-values'
const groups = 'https://render.com/docs/blueprint-spec#environment-groups'

export function lintVariables(service: CodeService, hasPreviews: boolean): Finding[] {
  const variables = service.envVars ?? []
  const path = `services.${service.name}.envVars`
  const findings = variables.flatMap((one) => (isPlain(one) ? lintPlain(one, path, variables) : []))
  const asked = variables.filter((one) => isPlain(one) && one.sync === false && one.previewValue === undefined)
  if (hasPreviews && asked.length > 0) {
    const names = asked.map((one) => ('key' in one ? one.key : '')).join(', ')
    findings.push({
      code: 'blueprint-previews-without-secret',
      severity: 'info',
      path,
      message: `previews of ${service.name} do not have ${names}: variables with sync: false are not copied to them`,
      fix: 'Give previews a previewValue, or a group that is made in the dashboard',
      source: secrets,
    })
  }
  return findings
}

export function lintGroup({ name, envVars }: BlueprintEnvVarGroup): Finding[] {
  const path = `envVarGroups.${name}`
  return envVars.flatMap((one) => {
    const findings = lintPlain(one, path, envVars)
    if (one.sync === false) {
      findings.push({
        code: 'blueprint-sync-in-group',
        severity: 'error',
        path: `${path}.${one.key}`,
        message: `Render ignores ${one.key}: in a group, sync: false means that there is no such variable`,
        fix: 'Write it in the service, write generateValue: true, or make the group in the dashboard',
        source: groups,
      })
    }
    return findings
  })
}

function isPlain(variable: BlueprintEnvVar): variable is BlueprintPlainEnvVar {
  return 'key' in variable && !('fromDatabase' in variable) && !('fromService' in variable)
}

function lintPlain(variable: BlueprintPlainEnvVar, path: string, all: readonly BlueprintEnvVar[]): Finding[] {
  const { key, value, previewValue } = variable
  const findings: Finding[] = []
  if ([value, previewValue].some((one) => one !== undefined && findSecretSign(key, String(one)) !== undefined)) {
    findings.push({
      code: 'blueprint-secret-literal',
      severity: 'error',
      path: `${path}.${key}`,
      message: `${key} is in the file for everybody who reads the repository, and stays in its history`,
      fix: 'Replace the secret, and write sync: false, generateValue: true or fromDatabase',
      source: secrets,
    })
  }
  const names = typeof value === 'string' ? [...value.matchAll(/\$\{?(\w+)/g)].map(([, name = '']) => name) : []
  const isWhole = /^\$\{\w+\}$/.test(String(value))
  const other = names.find((name) => isWhole || (name !== key && all.some((one) => 'key' in one && one.key === name)))
  if (other) {
    findings.push({
      code: 'blueprint-interpolation',
      severity: 'error',
      path: `${path}.${key}`,
      message: `${key} holds the text $${other}, not its value: a blueprint has no interpolation`,
      fix: `Put the two together in the start command, or in the application`,
      source: 'https://render.com/docs/blueprint-spec#variable-interpolation',
    })
  }
  return findings
}
