import { parseArgs } from 'node:util'
import { KeelsonError } from '@keelson/core'
import { faults, type Fault } from './faults.ts'

/** What the command line asks for. */
export interface Arguments {
  readonly command: 'release' | 'preview' | 'down' | 'sweep'
  /** Of the preview. */
  readonly name: string | undefined
  readonly fault: Fault | undefined
  readonly dryRun: boolean
  readonly json: boolean
}

const usage =
  'Usage: release.ts [--preview NAME | --down NAME | --sweep] [--dry-run] [--json] [--fail migrate|sync|deploy|health]'

/** Reads the command line; throws `config` for one that cannot be meant. */
export function readArguments(args: readonly string[]): Arguments {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        preview: { type: 'string' },
        down: { type: 'string' },
        sweep: { type: 'boolean' },
        fail: { type: 'string' },
        'dry-run': { type: 'boolean' },
        json: { type: 'boolean' },
      },
    })
    const { preview, down, sweep = false, fail, 'dry-run': dryRun = false, json = false } = values
    const asked = { preview: preview !== undefined, down: down !== undefined, sweep }
    const commands = (['preview', 'down', 'sweep'] as const).filter((command) => asked[command])
    if (commands.length > 1) throw new Error(`--${commands.join(' and --')} exclude each other`)
    const command = commands[0] ?? 'release'
    const fault = faults.find((name) => name === fail)
    if (fail !== undefined && fault === undefined) throw new Error(`--fail is one of ${faults.join(', ')}`)
    if (command !== 'release' && (fault ?? dryRun))
      throw new Error(`--${command} goes with neither --fail nor --dry-run`)
    if (json && (dryRun || command === 'down' || command === 'sweep'))
      throw new Error('--json prints the journal of a release: it goes with --preview and --fail only')
    return { command, name: preview ?? down, fault, dryRun, json }
  } catch (error) {
    throw new KeelsonError(error instanceof Error ? error.message : 'the arguments cannot be read', {
      code: 'config',
      hint: usage,
    })
  }
}
