import { number, word, type Problem } from '../input.js'
import { isEnvText, showText, type Text } from '../text.js'
import { checkText, readKnown, sampleOf } from './check-text.js'
import { isBefore } from './release.js'
import { formOf } from './setting-forms.js'
import type { GunicornSetting } from './settings-table.js'

/** What is wrong with a value of a setting. gunicorn itself would refuse a part of it and misread the rest. */
export function checkSetting(setting: GunicornSetting, value: unknown, version: string | undefined): Problem {
  const { name, kind } = setting
  const problem = version && checkRelease(setting, value, version)
  if (problem) return problem
  switch (kind) {
    case 'number':
    case 'mode':
      return checkNumber(setting, value)
    case 'switch':
      return typeof value === 'boolean' ? undefined : `${name} must be true or false`
    case 'off':
      return value === false ? undefined : `${name} can only be false: gunicorn takes any value for it`
    case 'switchOrWord':
      return typeof value === 'boolean' ? undefined : checkWord(setting, value)
    case 'word':
      return checkWord(setting, value)
    case 'id':
      return typeof value === 'number' ? number(name, value, { min: 0 }) : checkText(name, value)
    case 'dictionary':
      return checkDictionary(name, value)
    case 'hook':
      return checkHook(name, value)
    case 'list':
      if (!Array.isArray(value)) return `${name} must be a list`
      if (name === 'bind' && value.length === 0) return 'bind is empty'
      return value.map((item, index) => checkForm(setting, `${name}[${index}]`, item)).find(Boolean)
    default:
      return checkForm(setting, name, value)
  }
}

/** What this release of gunicorn does not know yet, or not any more. */
function checkRelease(setting: GunicornSetting, value: unknown, version: string): Problem {
  const { name } = setting
  const what = name === 'worker_class' ? `${name} ${String(value)}` : name
  const since = what === 'worker_class asgi' ? '24.0' : setting.since
  const until = what === 'worker_class eventlet' ? '26.0' : setting.until
  if (since && isBefore(version, since)) return `${what} came with gunicorn ${since}`
  if (until && !isBefore(version, until)) return `${what} has no effect since gunicorn ${until}`
  if (!isBefore(version, '24.1')) return undefined
  if (name === 'proxy_protocol' && typeof value !== 'boolean')
    return `${name} must be true or false before gunicorn 24.1`
  return name.endsWith('_allow_ips') && typeof value === 'string' && value.includes('/')
    ? `${name} cannot be networks before gunicorn 24.1`
    : undefined
}

function checkNumber({ name, min, max }: GunicornSetting, value: unknown): Problem {
  if (typeof value === 'number') return number(name, value, { min, max })
  if (!isEnvText(value)) return `${name} must be a number, or envText(…)`
  const text = sampleOf(value, String(min))
  if (/^\d+$/.test(text)) return number(name, Number(text), { min, max })
  return `${name} cannot be ${showText(value)}, which is no number`
}

function checkWord({ name, words }: GunicornSetting, value: unknown): Problem {
  // gunicorn looks levels up without regard to capitals.
  const given = name === 'loglevel' && isEnvText(value) ? sampleOf(value, words[0]).toLowerCase() : value
  return typeof given === 'string' ? word(name, given, words) : `${name} must be one of ${words.join(', ')}`
}

function checkForm(setting: GunicornSetting, field: string, value: unknown): Problem {
  const { name, kind } = setting
  if (value === '' && (kind === 'addresses' || kind === 'names')) return undefined
  const problem = checkText(field, value)
  const form = formOf(setting)
  if (problem || !form) return problem
  const text = value as Text
  // What is not known yet is a part of an address at most.
  if ((name !== 'bind' && readKnown(text) === undefined) || form[0].test(sampleOf(text))) return undefined
  // Variables may be secret.
  const shown = name === 'raw_env' ? 'what it is' : JSON.stringify(showText(text).slice(0, 100))
  return `${field} cannot be ${shown}, only ${form[1]}`
}

function checkDictionary(name: string, value: unknown): Problem {
  if (!isObject(value) || Array.isArray(value)) return `${name} must be an object`
  // gunicorn compares with the name in capitals, so that any other spelling never matches.
  const bad = Object.entries(value).find(([key, text]) => /[a-z]/.test(key) || typeof text !== 'string')
  return bad && name === 'secure_scheme_headers' ? `${name}.${bad[0]} must be a text, its name in capitals` : undefined
}

function checkHook(name: string, value: unknown): Problem {
  if (typeof value === 'string' ? /^\w+(?:\.\w+)+$/.test(value) : isObject(value) && 'python' in value) return undefined
  return `${name} must be a pythonExpression, or the path module.function`
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
