import { formatPython } from '@keelson/core/python'
import { refusal, requireRange } from '../endpoints/check.js'
import type { HealthPaths } from '../endpoints/handlers.js'
import { variableOf } from './check-functions.js'
import type { PythonText } from './check-texts.js'
import { formatChecks, formatDefaults, settleChecks } from './format-checks.js'
import type { DjangoCheck, FlaskCheck } from './python-check.js'
import { readings } from './readings.js'
import { answering, checkClass } from './runner.js'

/** What a module of Python is made of, besides its checks. */
export interface PythonHealthOptions {
  /** No report takes longer, in milliseconds; below the patience of who asks (Render's is 5 s). @default 4000 */
  readonly budgetMs?: number | undefined
  /** @default `/healthz`, `/readyz` and `/health` */
  readonly paths?: Partial<HealthPaths> | undefined
  /** The variable with the token that details are shown for; as long as it is empty, nobody sees any. @default 'HEALTH_TOKEN' */
  readonly tokenFrom?: string | undefined
  /** The variable that says what is deployed: `'RENDER_GIT_COMMIT'`. */
  readonly releaseFrom?: string | undefined
  /** The variable that says which service it is: `'RENDER_SERVICE_ID'`. */
  readonly serviceFrom?: string | undefined
  /** Whether everybody may read both, as a gate without a key needs. @default false */
  readonly showRelease?: boolean | undefined
}

/** A module with its checks; throws `config` for what Python could not look up, and for checks that cannot work. */
export function formatHealthModule(
  framework: PythonText,
  checks: readonly (DjangoCheck | FlaskCheck)[],
  options: PythonHealthOptions,
): string {
  const { budgetMs = 4000, tokenFrom = 'HEALTH_TOKEN', releaseFrom, serviceFrom, showRelease = false } = options
  requireRange('budgetMs', budgetMs, 60_000, 1)
  const settled = settleChecks(checks, budgetMs)
  const definitions = [...new Set(settled.flatMap(({ run }) => run.definitions))]
  const release = {
    ...(releaseFrom !== undefined && { releaseId: variableOf('releaseFrom', releaseFrom) }),
    ...(serviceFrom !== undefined && { serviceId: variableOf('serviceFrom', serviceFrom) }),
  }
  const constants = [
    'Run = Callable[[float], Any]',
    'Around = Callable[[], ContextManager[Any]]',
    '',
    'STATUSES = ("pass", "warn", "fail")',
    'HEADERS = {"Content-Type": "application/health+json", "Cache-Control": "no-store, private"}',
    `QUESTIONS = ${formatPython(questionsOf(options.paths))}`,
    `TOKEN_FROM = ${formatPython(variableOf('tokenFrom', tokenFrom))}`,
    `RELEASE: dict[str, str] = ${formatPython(release)}`,
    `SHOW_RELEASE = ${formatPython(showRelease)}`,
    `DEFAULTS: dict[str, Any] = ${formatDefaults()}`,
    '',
    'logger = logging.getLogger(__name__)',
  ]
  const opening = [
    '"""Health endpoints. Written by @keelson/health: change what it was written from."""',
    'from __future__ import annotations',
    formatImports([standardImports, framework.imports, ...definitions.map(({ imports }) => imports)].flat()),
    constants.join('\n'),
  ]
  const sections = [
    checkClass,
    ...definitions.map(({ text }) => text),
    formatChecks(settled),
    answering,
    readings,
    framework.text,
  ]
  return `${opening.join('\n\n')}\n\n\n${sections.map((text) => text.trim()).join('\n\n\n')}\n`
}

const standardImports = [
  ...['base64', 'hmac', 'json', 'logging', 'math', 'os', 're', 'threading', 'time'].map((name) => `import ${name}`),
  'from datetime import datetime, timezone',
  'from errno import errorcode',
  'from html import escape',
  'from traceback import clear_frames',
  'from typing import Any, Callable, ContextManager, Iterator',
  'from urllib.parse import unquote',
]

/** Those of the standard library first, and whole modules before names. */
function formatImports(lines: readonly string[]): string {
  const sorted = [...new Set(lines)].toSorted((a, b) => (order(a) < order(b) ? -1 : 1))
  const isForeign = (line: string) => /^\w+ (?:django|flask|redis|sqlalchemy)\b/.test(line)
  const groups = [sorted.filter((line) => !isForeign(line)), sorted.filter(isForeign)]
  return groups.map((group) => group.join('\n')).join('\n\n')
}

const order = (line: string) => (line.startsWith('import') ? '0' : '1') + line

function questionsOf(paths: Partial<HealthPaths> = {}): Readonly<Record<string, string>> {
  const all = { live: '/healthz', ready: '/readyz', report: '/health', ...paths }
  for (const [question, path] of Object.entries(all)) {
    // Both frameworks read more into < and %, and one of them into a slash at the end.
    if (!/^(?:\/[\w.~-]+)+$/.test(path))
      throw refusal(`paths.${question} cannot be ${JSON.stringify(path)}, only such as /healthz`)
  }
  const { live, ready, report } = all
  if (new Set([live, ready, report]).size < 3) throw refusal('paths must be three different ones')
  return { [live]: 'live', [ready]: 'ready', [report]: 'report' }
}
