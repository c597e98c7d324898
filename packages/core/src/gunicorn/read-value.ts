import { isEnvText, type Text } from '../text.js'
import { sampleOf } from './check-text.js'
import type { GunicornSetting } from './settings-table.js'

/** What gunicorn makes of a text of the command line; `undefined` when it refuses to start with it. Nothing is judged. */
export function readValue(setting: GunicornSetting, text: Text): Text | number | undefined {
  const { kind, name } = setting
  if (kind === 'number' || kind === 'mode') {
    if (isEnvText(text)) return /^\d+$/.test(sampleOf(text)) ? text : undefined
    // Python's `int` passes over less than its `strip`.
    const digits = trim(text, space)
    return kind === 'mode' || name === 'cert_reqs' ? readBased(digits) : readInteger(digits)
  }
  if (isEnvText(text)) return text
  const trimmed = trimAsPython(text)
  if (kind === 'id') return /^\d+$/.test(trimmed) ? Number(trimmed) : trimmed
  if (kind === 'word' || kind === 'switchOrWord') return readWord(setting, text)
  if (kind === 'names' || kind === 'addresses') {
    const items = trimmed.split(',').filter(Boolean).map(trimAsPython)
    return (name === 'http_protocols' ? items.map((item) => item.toLowerCase()) : items).join(',')
  }
  return trimmed
}

/** Python's `int(text)`. */
function readInteger(text: string): number | undefined {
  return /^[+-]?\d+(?:_\d+)*$/.test(text) ? safe(text.replaceAll('_', '')) : undefined
}

/** Python's `int(text, 0)`, where gunicorn takes 022 for octal as well. */
function readBased(text: string): number | undefined {
  if (/^0\d+$/.test(text)) return /^0[0-7]+$/.test(text) ? Number.parseInt(text, 8) : undefined
  return /^(?:0x[\da-f]+|0o[0-7]+|0b[01]+|[+-]?\d+)$/i.test(text) ? safe(text) : undefined
}

function safe(text: string): number | undefined {
  return Number.isSafeInteger(Number(text)) ? Number(text) : undefined
}

function readWord({ name, words }: GunicornSetting, text: string): string {
  if (name === 'reload_engine') return text
  const trimmed = trimAsPython(text)
  const lower = trimmed.toLowerCase()
  if (name === 'proxy_protocol') {
    if (/^(?:false|0|none)$/.test(lower)) return 'off'
    if (/^(?:true|1)$/.test(lower)) return 'auto'
  }
  return name !== 'protocol' && words.includes(lower) ? lower : trimmed
}

/** White space to Python's `int`, which takes a byte order mark for none. */
const space = String.raw`(?!\ufeff)\s`

/** Python's `strip`. */
function trimAsPython(text: string): string {
  return trim(text, String.raw`[\x1c-\x1f\x85]|${space}`)
}

function trim(text: string, what: string): string {
  return text.replace(new RegExp(`^(?:${what})+|(?:${what})+$`, 'g'), '')
}
