import { KeelsonError } from '../errors.js'
import { isEnvText, showText, type Text } from '../text.js'
import { nearestName } from '../nearest-name.js'
import { readValue } from './read-value.js'
import { isBefore } from './release.js'
import { gunicornSettings, type GunicornSetting } from './settings-table.js'
import type { GunicornSettings } from './settings.js'

/** What arguments say, as gunicorn's own parser (Python's argparse) reads them. */
export interface ReadArguments {
  readonly target?: string | undefined
  readonly settings: GunicornSettings
}

/** A flag as it was found in a word, and what stands in the same word after it. */
interface FoundFlag {
  readonly flag: string
  readonly setting: GunicornSetting
  readonly attached?: Text | undefined
}

/** Reads arguments from left to right; throws `config` naming the word that gunicorn refuses, or that says nothing certain. */
export function readArguments(words: readonly Text[], version?: string): ReadArguments {
  const flags = flagsOf(version)
  const settings: Record<string, unknown> = {}
  let target: string | undefined
  let onlyPositionals = false
  const rest = [...words]
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--' && !onlyPositionals) {
      if (target !== undefined) refuse(`-- stands after the target ${target}`)
      onlyPositionals = true
      continue
    }
    const found = onlyPositionals ? undefined : findFlag(word, flags)
    if (!found) {
      target = readPositional(word, target)
      continue
    }
    for (const one of unpackShort(found, flags, word)) {
      store(settings, one, one.attached ?? takeValue(one, rest, flags, version))
    }
  }
  // What is in it is unchecked: a linter is to see `--workers 0` as well.
  return { ...(target !== undefined && { target }), settings: settings as GunicornSettings }
}

function flagsOf(version: string | undefined): ReadonlyMap<string, GunicornSetting> {
  const isOld = (release: string | undefined) => version && release && isBefore(version, release)
  const settings = [...gunicornSettings().values()].filter(({ since }) => !isOld(since))
  return new Map(
    settings.flatMap((setting) => {
      // The word behind --proxy-protocol came with 24.1.
      const known: GunicornSetting =
        setting.kind === 'switchOrWord' && isOld('24.1') ? { ...setting, kind: 'switch' } : setting
      return setting.flags.map((flag) => [flag, known])
    }),
  )
}

/** The flag that a word is or begins with; `undefined` for a word that argparse takes for a value. */
function findFlag(word: Text, flags: ReadonlyMap<string, GunicornSetting>): FoundFlag | undefined {
  const [head, ...tail] = isEnvText(word) ? word.parts : [word]
  if (typeof head !== 'string' || !head.startsWith('-') || (head === '-' && tail.length === 0)) return undefined
  const attach = (text: string): Text => (tail.length === 0 ? text : { parts: text === '' ? tail : [text, ...tail] })
  const exact = flags.get(head)
  if (exact && tail.length === 0) return { flag: head, setting: exact }
  const [, name = head, value] = /^([^=]+)=([^]*)$/.exec(head) ?? []
  const attached = value === undefined ? {} : { attached: attach(value) }
  const named = value === undefined && tail.length > 0 ? undefined : flags.get(name)
  if (named) return { flag: name, setting: named, ...attached }
  const isLong = head.startsWith('--')
  if (!isLong && flags.has(head.slice(0, 2))) {
    const flag = head.slice(0, 2)
    return { flag, setting: flags.get(flag) as GunicornSetting, attached: attach(head.slice(2)) }
  }
  if (isLong && (value !== undefined || tail.length === 0)) {
    const begun = [...flags.keys(), '--help', '--version'].filter((flag) => flag.startsWith(name))
    if (begun.length > 1) refuse(`${name} could mean ${begun.join(', ')}`)
    const [flag] = begun
    const setting = flags.get(flag ?? '')
    if (setting && flag) return { flag, setting, ...attached }
    if (flag) refuse(`${flag} prints something and ends`)
  }
  if (tail.length === 0 && (/^-\d+$|^-\d*\.\d+$/.test(head) || head.includes(' '))) return undefined
  return refuseFlag(word, name, flags)
}

/** `-Dw4` is `-D -w4`. */
function* unpackShort(found: FoundFlag, flags: ReadonlyMap<string, GunicornSetting>, word: Text): Iterable<FoundFlag> {
  const { flag, setting, attached } = found
  if (attached === undefined || takesValue(setting)) return void (yield found)
  if (flag.startsWith('--') || typeof attached !== 'string' || attached === '') {
    return refuse(`${flag} takes no value, as ${showText(word)} gives it`)
  }
  yield { flag, setting }
  const next = `-${attached[0]}`
  const nextSetting = flags.get(next)
  if (!nextSetting || attached[1] === '=') return refuse(`${showText(word)} is no flag, and not several of them`)
  const more = attached.slice(1)
  yield* unpackShort({ flag: next, setting: nextSetting, ...(more && { attached: more }) }, flags, word)
}

function takesValue({ kind }: GunicornSetting): boolean {
  return kind !== 'switch' && kind !== 'off'
}

/** The next word, when the flag takes one. */
function takeValue(
  { flag, setting }: FoundFlag,
  rest: Text[],
  flags: ReadonlyMap<string, GunicornSetting>,
  version: string | undefined,
): Text | undefined {
  if (!takesValue(setting)) return undefined
  const [next] = rest
  if (setting.kind === 'switchOrWord' && !isWordOf(setting, next, version)) return undefined
  if (next === undefined || next === '--' || findFlag(next, flags)) return refuse(`${flag} has no value`)
  return rest.shift()
}

/** What is no word of it is its value all the same since 24.1, but the target before. */
function isWordOf(setting: GunicornSetting, next: Text | undefined, version: string | undefined): boolean {
  if (typeof next !== 'string' || next.startsWith('-')) return false
  const value = readValue(setting, next)
  return version !== undefined || (typeof value === 'string' && setting.words.includes(value))
}

function store(settings: Record<string, unknown>, { flag, setting }: FoundFlag, text: Text | undefined): void {
  const { name, kind } = setting
  if (text === undefined) {
    settings[name] = kind !== 'off'
    return
  }
  if (text === '--') refuse(`${flag} has the value --, which gunicorn cannot get`)
  const value = readValue(setting, text)
  if (value === undefined) refuse(`${flag} needs a number, not ${JSON.stringify(showText(text))}`)
  const before = settings[name]
  settings[name] = kind === 'list' ? [...(Array.isArray(before) ? (before as unknown[]) : []), value] : value
}

function readPositional(word: Text, target: string | undefined): string {
  if (isEnvText(word)) return refuse(`${showText(word)} is a variable, which may hold a target or flags`)
  // Word processors make one of two hyphens.
  if (/^[\u2010-\u2015\u2212]/.test(word))
    refuse(`${JSON.stringify(word)} begins with a long dash, which is none of an option`)
  if (target !== undefined) refuse(`${JSON.stringify(word)} stands after the target ${target}, and gunicorn takes one`)
  return word
}

function refuseFlag(word: Text, name: string, flags: ReadonlyMap<string, GunicornSetting>): never {
  if (['-h', '--help', '-v', '--version'].includes(name)) refuse(`${name} prints something and ends`)
  const setting = gunicornSettings().get(name.replace(/^-+/, '').replaceAll('-', '_'))
  const near = setting?.flags.at(-1) ?? nearestName(name, flags.keys())
  // The value of a misspelt --env may be secret.
  refuse(
    `${isEnvText(word) ? name : (/^[^=]*/.exec(word)?.[0] ?? name)} is no flag of gunicorn${near ? `; did you mean ${near}?` : ''}`,
  )
}

function refuse(what: string): never {
  throw new KeelsonError(`the arguments of gunicorn cannot be read: ${what}`, { code: 'config' })
}
