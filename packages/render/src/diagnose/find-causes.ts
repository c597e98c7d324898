import { createRedactor } from '@keelson/core'
import type { CatalogueEntry, FactKind } from './catalogue-entry.js'
import type { Fact } from './fact.js'
import { catalogue } from './catalogue.js'
import { readLines, type ReadFact } from './read-lines.js'
import { hideShapes, showEvidence } from './show-evidence.js'

/** Why a deploy may have failed. */
export interface Cause {
  /** A stable word: `missing-variable`, `port-on-loopback`, … */
  readonly code: string
  readonly title: string
  readonly confidence: 'high' | 'medium' | 'low'
  /** What says so, redacted: lines of logs, events, settings. */
  readonly evidence: readonly string[]
  readonly fix: string
  /** Where to read on. */
  readonly source: string
}

const mostEvidence = 4

const levels = ['high', 'medium', 'low'] as const
const rankOf = { cause: 0, symptom: 1, clue: 2, outcome: 3 } as const
const usualConfidence = { cause: 'high', symptom: 'medium', clue: 'low', outcome: 'low' } as const

interface Match {
  readonly entry: CatalogueEntry
  readonly name: string | undefined
  readonly texts: readonly { readonly text: string; readonly found: string }[]
  /** The place of the fact that decides the order. */
  readonly at: number
}

/**
 * What facts say about why a deploy failed, the likeliest first: causes before symptoms before outcomes; of several causes, the
 * surer, then what Render itself says, the first error of a build and the last one of a process.
 */
export function findCauses(facts: readonly Fact[], redact: (text: string) => string = createRedactor()): Cause[] {
  const current = readLines(withoutPast(facts))
  const status = current.find(({ kind }) => kind === 'status')?.text
  const environment = environmentOf(current)
  const matches = catalogue.flatMap((entry) => {
    const allowed = entry.status as readonly string[] | undefined
    return allowed && !(status && allowed.includes(status)) ? [] : matchesOf(entry, current)
  })
  // A program that waited for its database may have failed by something else since; of a build any cause explains it.
  const explainedAt = Math.min(...matches.flatMap(({ entry, at }) => (entry.kind === 'cause' ? [at] : [])))
  const told = new Set(
    matches.flatMap(({ entry, texts }) => (entry.kind === 'symptom' ? texts.map(({ text }) => text) : [])),
  )
  return matches
    .filter(
      ({ entry, texts, at }) =>
        entry.kind !== 'clue' || !(explainedAt <= (entry.on.app ? at : 0) || texts.some(({ text }) => told.has(text))),
    )
    .toSorted(order)
    .map(({ entry, name, texts }) => {
      const isSet =
        entry.code === 'missing-variable' &&
        name !== undefined &&
        (environment?.has(name) || environment?.has(name.toUpperCase()))
      const shown = [...new Set(texts.map(({ text, found }) => showEvidence(text, found, redact)))].slice(
        0,
        mostEvidence,
      )
      return {
        code: entry.code,
        title: entry.title.replace('$1', () => (name ? hideShapes(redact(name)).slice(0, 100) : 'something')),
        confidence: isSet ? 'medium' : confidenceOf(entry),
        evidence: isSet ? [...shown, `${name} is set on the service: this deploy may have begun before`] : shown,
        fix: entry.fix,
        source: entry.source,
      }
    })
}

function order(a: Match, b: Match): number {
  const kinds = rankOf[a.entry.kind] - rankOf[b.entry.kind]
  const sureness = levels.indexOf(confidenceOf(a.entry)) - levels.indexOf(confidenceOf(b.entry))
  // Two that Render itself says are as good as each other.
  return kinds || sureness || (a.at === b.at ? 0 : a.at - b.at)
}

function confidenceOf({ kind, confidence }: CatalogueEntry): Cause['confidence'] {
  return confidence ?? usualConfidence[kind]
}

/** What came before a build that was good, or an instance that was live, is over. */
function withoutPast(facts: readonly Fact[]): readonly Fact[] {
  const built = facts.findLastIndex(({ kind, text }) => kind === 'build' && text.startsWith('==> Build successful'))
  const live = facts.findLastIndex(({ kind, text }) => kind === 'app' && text.startsWith('==> Your service is live'))
  return facts.filter(({ kind }, index) => !((kind === 'build' && index <= built) || (kind === 'app' && index <= live)))
}

function environmentOf(facts: readonly Fact[]): ReadonlySet<string> | undefined {
  const text = facts.find(({ kind, text }) => kind === 'setting' && text.startsWith('environment: '))?.text
  return text === undefined ? undefined : new Set(text.slice('environment: '.length).split(' '))
}

function matchesOf(entry: CatalogueEntry, facts: readonly ReadFact[]): Match[] {
  const texts: Match['texts'][number][] = []
  let name: string | undefined
  let at = 0
  for (const [index, { kind, text, plain }] of facts.entries()) {
    if (kind === 'app' && entry.clearedBy?.test(plain)) {
      texts.length = 0
      name = undefined
      continue
    }
    const found = firstMatch(patternsFor(entry, kind), plain)
    if (!found) continue
    if (texts.length === 0 || kind === 'app') at = placeOf(kind, index)
    const [whole, group] = found
    if (group !== undefined && (name === undefined || kind === 'app')) name = group.trim()
    texts.push({ text, found: whole })
  }
  if (texts.length === 0) return []
  return [{ entry, name, texts, at }]
}

/** The first that matches, with a name before one without. */
function firstMatch(patterns: readonly RegExp[], text: string): RegExpExecArray | undefined {
  const found = patterns.flatMap((pattern) => {
    const match = pattern.exec(text)
    return match ? [match] : []
  })
  return found.find(([, group]) => group !== undefined) ?? found[0]
}

/** What Render itself says comes first; then the first error of a build, but the last of a process: it may have tried again. */
function placeOf(kind: FactKind, index: number): number {
  if (kind === 'event') return -Infinity
  if (kind === 'build') return index - 1e6
  return kind === 'app' ? -index - 1 : 0
}

function patternsFor({ on }: CatalogueEntry, kind: FactKind): readonly RegExp[] {
  const isLog = kind === 'build' || kind === 'app' || kind === 'probe'
  return [...(on[kind] ?? []), ...(isLog ? (on.log ?? []) : [])]
}
