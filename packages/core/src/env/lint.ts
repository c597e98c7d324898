import { detectPlatform } from '../platform/detect.js'
import type { Finding } from '../finding.js'
import { findSecretSign, isSecretName } from '../secret-shape.js'
import { readText } from './examine.js'
import { isPlaceholder } from './paste.js'
import { published } from './published.js'

/** What {@link lintEnv} takes into account. */
export interface LintEnvContext {
  /** Whether visitors use it. @default what the platform says: not a build, a preview or a pipeline */
  readonly production?: boolean | undefined
  /** Whether a Python program reads it. @default whether a variable begins with `PYTHON`, `DJANGO_`, `FLASK_`, `GUNICORN_`, … */
  readonly python?: boolean | undefined
  /** The Python settings that read it, as text. */
  readonly code?: string | undefined
}

type Variables = ReadonlyMap<string, string>

const django = 'https://docs.djangoproject.com/en/stable'
const nextPublic =
  'https://nextjs.org/docs/app/guides/environment-variables#bundling-environment-variables-for-the-browser'

/**
 * What is wrong, or will hurt, in an environment whatever its definition: debug modes in production, texts that Python and
 * gunicorn misread, signing keys that are short or used twice, secrets under names that build tools publish. Nothing of a value
 * is in a finding.
 *
 * @example
 * import { lintEnv } from '@keelson/core'
 * for (const { severity, path, message } of lintEnv(process.env)) console.log(severity, path, message)
 */
export function lintEnv(source: object, context: LintEnvContext = {}): Finding[] {
  const names = Object.keys(source)
  const variables: Variables = new Map(names.map((name) => [name, readText(source, name) ?? '']))
  const platform = detectPlatform(source)
  const {
    production = platform !== undefined &&
      !['build', 'pipeline'].includes(platform.phase ?? 'run') &&
      platform.environment !== 'preview' &&
      platform.environment !== 'development',
    python = names.some((name) => /^(?:PYTHON|DJANGO_|FLASK_|GUNICORN_|CELERY_|UVICORN_|VIRTUAL_ENV|PIP_)/.test(name)),
    code = '',
  } = context
  return [
    ...(production ? lintDebug(variables) : []),
    ...(python && platform?.phase !== 'build' ? lintWebConcurrency(variables) : []),
    ...lintBooleans(variables, code),
    ...lintSigningKeys(variables),
    ...lintPublished(variables),
  ]
}

function lintDebug(variables: Variables): Finding[] {
  const names = ['DEBUG', 'DJANGO_DEBUG', 'FLASK_DEBUG'].filter((name) =>
    /^(?:true|1|yes|on)$/i.test(variables.get(name) ?? ''),
  )
  return names.map((name) => ({
    code: 'env-debug-on',
    severity: 'error',
    path: name,
    message: `${name} is on in production: every error shows settings and source to whoever caused it${name === 'FLASK_DEBUG' ? ', and the debugger runs code that is typed into the page' : ''}`,
    fix: `Set ${name}=${name === 'FLASK_DEBUG' ? '0' : 'False'}`,
    source:
      name === 'FLASK_DEBUG'
        ? 'https://flask.palletsprojects.com/en/stable/debugging/'
        : `${django}/ref/settings/#debug`,
  }))
}

function lintWebConcurrency(variables: Variables): Finding[] {
  const text = variables.get('WEB_CONCURRENCY')
  if (text === undefined || /^\+?\d*[1-9]\d*$/.test(text)) return []
  const crash = 'gunicorn reads it before its own arguments and ends with a ValueError, also with --workers'
  return [
    {
      code: 'env-web-concurrency-invalid',
      severity: 'error',
      path: 'WEB_CONCURRENCY',
      message: `WEB_CONCURRENCY is ${text === '' ? 'empty' : 'not a whole number from 1'}: ${text === '0' ? 'gunicorn starts, and has no worker that answers' : crash}`,
      fix: 'Remove WEB_CONCURRENCY, or set it to the number of workers',
      source: 'measured: gunicorn 20.1 and 26.2',
    },
  ]
}

/** Only where the code is seen: most programs parse the text. */
function lintBooleans(variables: Variables, code: string): Finding[] {
  const read = String.raw`os\.(?:environ(?:\.get)?|getenv)\s*[[(]\s*(['"])(\w+)\1[^)\]]*[)\]]`
  const reads = [
    ...code.matchAll(new RegExp(String.raw`\bbool\(\s*${read}\s*\)`, 'g')),
    ...code.matchAll(new RegExp(String.raw`\b(?:if|elif|not)\s+${read}(?=\s*(?:[:)]|(?:and|or|else)\b))`, 'g')),
    ...code.matchAll(new RegExp(String.raw`^[ \t]*DEBUG[ \t]*=[ \t]*${read}[ \t]*(?:#.*)?$`, 'gm')),
  ].map(([, , name = '']) => name)
  return [...new Set(reads)]
    .filter((name) => /^(?:false|0|no|off|none)$/i.test(variables.get(name) ?? ''))
    .map((name) => ({
      code: 'env-boolean-misread',
      severity: 'error',
      path: name,
      message: `${name} says no, and the code takes it for yes: to Python every text but the empty one is true`,
      fix: `Compare it: os.environ.get("${name}", "").lower() in ("1", "true", "yes", "on")`,
      source: 'https://docs.python.org/3/library/stdtypes.html#truth-value-testing',
    }))
}

const signing =
  /^(?:(?:DJANGO_|FLASK_)?SECRET_KEY|SECRET_KEY_BASE|JWT_SECRET(?:_KEY)?|(?:SESSION|COOKIE|AUTH|NEXTAUTH)_SECRET)$/
/** Names of one and the same key have the same family. */
function familyOf(name: string): string {
  return name.replace(/^(?:DJANGO_|FLASK_|NEXT)/, '').replace(/(?<=SECRET)_KEY.*$/, '')
}

function lintSigningKeys(variables: Variables): Finding[] {
  const keys = [...variables].filter(([name, text]) => signing.test(name) && text !== '')
  return keys.flatMap(([name, text], index): Finding[] => {
    const weakness = findWeakness(name, text)
    const findings: Finding[] = weakness ? [{ path: name, ...weakness }] : []
    const twin = keys.slice(0, index).find(([other, value]) => value === text && familyOf(name) !== familyOf(other))
    if (!twin) return findings
    return [
      ...findings,
      {
        code: 'env-signing-key-shared',
        severity: 'info',
        path: name,
        message: `${name} has the value of ${twin[0]}: who gets one can forge both, and one cannot be changed without the other`,
        fix: `Give ${name} a value of its own`,
        source: `${django}/topics/signing/`,
      },
    ]
  })
}

/** One reason is enough for a new key. */
function findWeakness(name: string, text: string): Omit<Finding, 'path'> | undefined {
  const isInsecure = text.startsWith('django-insecure-')
  const fix = 'Make one of 32 random bytes or more: openssl rand -base64 48'
  if (isInsecure || isPlaceholder(text)) {
    return {
      code: 'env-signing-key-insecure',
      severity: 'error',
      message: `${name} is ${isInsecure ? 'the one that startproject wrote into the code' : 'the placeholder of an example'}: whoever has read that can sign in as anybody`,
      fix,
      source: `${django}/ref/checks/#security`,
    }
  }
  if (text.length >= 32) return undefined
  return {
    code: 'env-signing-key-short',
    severity: 'warning',
    message: `${name} has less than 32 characters: whoever has one signed cookie or token can try keys without asking you`,
    fix,
    source: 'https://www.rfc-editor.org/rfc/rfc7518#section-3.2',
  }
}

function lintPublished(variables: Variables): Finding[] {
  const all = [...variables]
  const secrets = all.filter(([name, text]) => isSecretName(name) && !published.test(name) && text.length >= 8)
  return all.flatMap(([name, text]): Finding[] => {
    if (!published.test(name)) return []
    const [twin] = secrets.find(([, secret]) => text.includes(secret)) ?? []
    if (!twin && !findSecretSign(name, text)) return []
    return [
      {
        code: 'env-secret-published',
        severity: 'error',
        path: name,
        message: `${name} holds ${twin ? `the value of ${twin}` : 'what looks like a key or a password'}: build tools copy it into the code that every visitor loads`,
        fix: 'Rename it, build again (what is built keeps the old value), and replace the key: it is known by now',
        source: nextPublic,
      },
    ]
  })
}
