import type { Variable } from '../env/custom.js'
import type { EnvDefinition } from '../env/definition.js'
import type { EnvGroup } from '../env/group.js'
import { commonReaders } from './readers.js'
import { formatLine } from './format.js'

/**
 * A `.env.example` of a definition: every variable with what it is for and must be; required ones empty, so that a copy that
 * nobody filled in is noticed, the others commented out with their default. It holds no secret and can be committed.
 *
 * @example
 * import { defineEnv } from '@keelson/core'
 * import { formatEnvExample } from '@keelson/core/dotenv'
 * import * as variable from '@keelson/core/variable'
 * formatEnvExample(defineEnv({ PORT: variable.port({ default: 8000 }), SECRET_KEY: variable.secret() }))
 */
export function formatEnvExample<Values extends object>(definition: EnvDefinition<Values>): string {
  return describe(definition)
    .map(({ name, variable, needed, fallback }) => {
      const { description, expected, example } = variable
      const said = `${description ? `${description}: ` : ''}${expected}${example === undefined ? '' : `, for example ${example}`}`
      const line = needed === 'yes' ? `${name}=\n` : `# ${formatLine(name, fallback ?? '', commonReaders)}`
      return `# ${onOneLine(said)}${needed === 'yes' ? '' : ` (${needed === 'no' ? 'not required' : needed})`}\n${line.replace(/\n(?=.)/g, '\n# ')}`
    })
    .join('\n')
}

/**
 * A Markdown table of a definition: name, what for, what it must be, whether it is needed, default.
 *
 * @example
 * import { defineEnv } from '@keelson/core'
 * import { formatEnvTable } from '@keelson/core/dotenv'
 * import * as variable from '@keelson/core/variable'
 * formatEnvTable(defineEnv({ PORT: variable.port({ default: 8000, description: 'where it listens' }) }))
 */
export function formatEnvTable<Values extends object>(definition: EnvDefinition<Values>): string {
  const rows = describe(definition).map(({ name, variable, needed, fallback }) => [
    `\`${name}\``,
    escapeCell(variable.description ?? ''),
    escapeCell(variable.expected),
    escapeCell(needed),
    escapeCell(fallback ?? ''),
  ])
  const head = [
    ['variable', 'what for', 'expected', 'needed', 'default'],
    ['---', '---', '---', '---', '---'],
  ]
  return [...head, ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('')
}

interface Described {
  readonly name: string
  readonly variable: Variable<unknown>
  /** `yes`, `no`, or the group that it belongs to. */
  readonly needed: string
  readonly fallback: string | undefined
}

function describe<Values extends object>({ variables, groups }: EnvDefinition<Values>): Described[] {
  return Object.entries<Variable<unknown>>(variables).map(([name, variable]) => {
    const group = groups.find(({ members }) => (members as readonly string[]).includes(name))
    const isNeeded = !variable.optional && variable.default === undefined
    const needed = isNeeded ? 'yes' : group ? describeGroup(group) : 'no'
    return { name, variable, needed, fallback: showDefault(variable) }
  })
}

function describeGroup({ name, rule, when = {} }: EnvGroup): string {
  const words = {
    all: 'for',
    'all-or-none': 'with the others of',
    'at-least-one': 'or another of',
    'exactly-one': 'or another of',
  }
  const conditions: readonly (readonly [string, unknown])[] = Object.entries(when)
  const because = conditions.map(([variable, wanted]) => ` while ${variable} is ${[wanted].flat().join(' or ')}`)
  return `${words[rule]} ${name}${because.join('')}`
}

/** A default as the text that would give it. */
function showDefault(variable: Variable<unknown>): string | undefined {
  const { default: value, secret } = variable
  if (value === undefined || secret) return undefined
  if (variable.format) return variable.format(value)
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function onOneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

function escapeCell(text: string): string {
  return onOneLine(text).replace(/[\\`*_{}[\]<>|~]/g, String.raw`\$&`)
}
