import { isPlaceholder } from '../env/paste.js'
import type { Finding } from '../finding.js'
import { findSecretSign } from '../secret-shape.js'
import { findTwice, showPath } from './file-settings.js'
import { readJson, type JsonNode } from './json-tree.js'

const rfc = 'https://www.rfc-editor.org/rfc/rfc8259#section-4'

/**
 * What is wrong, or will hurt, with a JSON configuration file of a repository: secrets in it, by key or by the shape of the value,
 * placeholders, keys that are there twice, `__proto__`. No finding shows anything of a value.
 *
 * @example
 * import { readFile } from 'node:fs/promises'
 * import { lintConfigFile } from '@keelson/core/config-files'
 * const findings = lintConfigFile(await readFile('config/production.json', 'utf8'), 'config/production.json')
 */
export function lintConfigFile(text: string, name: string): Finding[] {
  const root = readJson(text.replace(/^\uFEFF/, ''))
  if (!('said' in root)) return lintNode(root, [], name)
  return [
    {
      code: 'config-file-unreadable',
      severity: 'error',
      path: `${name}:${root.place?.line}:${root.place?.column}`,
      message: `${name} is not JSON: ${root.said}`,
      fix: 'Correct it there; JSON has no comments, no trailing commas and double quotes only',
      source: rfc,
    },
  ]
}

function lintNode(node: JsonNode, keys: readonly string[], file: string): Finding[] {
  const path = `${file}:${node.place?.line}:${node.place?.column}`
  if (node.kind === 'object') {
    return [
      ...lintKeys(node.members, keys, file, path),
      ...node.members.flatMap(([key, member]) => lintNode(member, [...keys, key], file)),
    ]
  }
  if (node.kind === 'list') return node.items.flatMap((item) => lintNode(item, keys, file))
  if (node.kind !== 'text') return []
  const subject = showPath(keys)
  const sign = findSecretSign(keys.join('_'), node.text)
  if (sign) {
    return [
      {
        code: 'config-file-secret',
        severity: 'error',
        path,
        message: `${subject} ${sign === 'name' ? 'is a secret by its name' : 'has the shape of a credential'}, and everybody who can read ${file} can read it, also in older commits`,
        fix: 'Replace the secret where it is issued, delete the key, and set it in the environment',
        source: 'https://12factor.net/config',
      },
    ]
  }
  if (!isPlaceholder(node.text)) return []
  return [
    {
      code: 'config-file-placeholder',
      severity: 'error',
      path,
      message: `${subject} still has the placeholder of an example, which programs take for the value`,
      fix: 'Write the value, or delete the key',
      source: 'https://12factor.net/config',
    },
  ]
}

function lintKeys(
  members: readonly (readonly [string, JsonNode])[],
  keys: readonly string[],
  file: string,
  path: string,
): Finding[] {
  const twice = [...findTwice(members)].map((key): Finding => ({
    code: 'config-file-key-twice',
    severity: 'error',
    path,
    message: `${showPath([...keys, key])} is there twice, and JSON.parse and Python keep the last one without a word`,
    fix: 'Delete one of them',
    source: rfc,
  }))
  if (!members.some(([key]) => key === '__proto__')) return twice
  return [
    ...twice,
    {
      code: 'config-file-proto',
      severity: 'error',
      path,
      message: `${file} has a key __proto__, with which programs that merge objects change all objects`,
      fix: 'Delete the key',
      source: 'https://cwe.mitre.org/data/definitions/1321.html',
    },
  ]
}
