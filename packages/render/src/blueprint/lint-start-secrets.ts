import { findSecretSign, isEnvText, type Finding, type Text } from '@keelson/core'
import { parseStartScript } from '@keelson/core/start-script'

/** Secrets that stand in a start command or script themselves: as a variable, or as an argument. */
export function lintStartSecrets(text: string): Finding[] {
  const { steps, server, written } = parseStartScript(text)
  const found = steps.flatMap((step, index) => {
    const path = `line ${written.steps[index]?.line}`
    if (step.kind === 'variable') return findSecrets(path, { [step.name]: step.value })
    return step.kind === 'run' ? findSecrets(path, step.env, step.argv) : []
  })
  return [...found, ...findSecrets(`line ${written.server.line}`, server.env, server.argv)]
}

function findSecrets(path: string, env: Readonly<Record<string, Text>> = {}, argv: readonly Text[] = []): Finding[] {
  const isSecret = (name: string, value: Text) => !isEnvText(value) && findSecretSign(name, value) !== undefined
  const names = Object.keys(env).filter((name) => isSecret(name, env[name] ?? ''))
  if (argv.some((word) => isSecret('', word))) names.push('an argument')
  return names.map((name) => ({
    code: 'blueprint-secret-literal',
    severity: 'error',
    path,
    message: `${name} is in the command for everybody who reads the repository, and stays in its history`,
    fix: 'Replace the secret, and set it in the environment of the service',
    source: 'https://render.com/docs/blueprint-spec#prompting-for-secret-values',
  }))
}
