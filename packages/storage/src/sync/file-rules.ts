import { KeelsonError } from '@keelson/core'
import { contentTypeOf } from '../content-type.js'
import type { Encoding } from './compress.js'
import { createMatcher } from './pattern.js'

/**
 * What becomes of a file's name. `hash`: the hash of its content goes into it. `keep`: it stays, since somebody asks for the
 * file by that name. `immutable`: it stays, since it carries a hash already, as those in the `assets` folder of a Vite build.
 */
export type Naming = 'hash' | 'keep' | 'immutable'

/** How some files are stored; of several rules that match a file, the first one that has a field decides on that field. */
export interface FileRule {
  /** `'*.html'` in any folder, `'assets/**'` from the top, or a list of such patterns. */
  readonly match: string | readonly string[]
  readonly name?: Naming | undefined
  /** @default a year and `immutable` where the name carries a hash, a minute where it does not */
  readonly cacheControl?: string | undefined
  /** @default by the extension, text as UTF-8 */
  readonly contentType?: string | undefined
  /**
   * Stores texts and the like compressed, for whoever asks the bucket itself, without a CDN that compresses: everybody gets
   * them so, whether asked for or not (`br` needs https in browsers). @default 'identity', as they are
   */
  readonly encoding?: Encoding | 'identity' | undefined
}

/** The rules behind those that are given: files that browsers, crawlers and scripts ask for by a fixed name. */
export const defaultFileRules: readonly FileRule[] = [
  {
    match: [
      '*.html',
      '*.htm',
      'robots.txt',
      'ads.txt',
      'sitemap*.xml',
      'favicon.ico',
      'apple-touch-icon*.png',
      '.well-known/**',
      'sw.js',
      'service-worker.js',
      // Scripts are stored byte for byte, so they name their source maps as they were.
      '*.js.map',
      '*.mjs.map',
    ],
    name: 'keep',
  },
]

const cacheControlByNaming: Readonly<Record<Naming, string>> = {
  hash: 'public, max-age=31536000, immutable',
  immutable: 'public, max-age=31536000, immutable',
  keep: 'public, max-age=60',
}

const encodings: readonly string[] = ['br', 'gzip', 'identity']

/** How one file is stored. */
export interface FileSettings {
  readonly naming: Naming
  readonly cacheControl: string
  readonly contentType: string
  readonly encoding?: Encoding | undefined
}

/** Answers how a file is stored, by its path in the folder. */
export function createFileRules(given: readonly FileRule[]): (path: string) => FileSettings {
  const rules = [...given, ...defaultFileRules].map((rule) => ({ rule, matches: createMatcher('rules', rule.match) }))
  for (const { name = 'hash', encoding = 'identity' } of given) {
    if (!Object.hasOwn(cacheControlByNaming, name)) refuse('name must be hash, keep or immutable', name)
    if (!encodings.includes(encoding)) refuse('encoding must be br, gzip or identity', encoding)
  }
  return (path) => {
    const matching = rules.filter(({ matches }) => matches(path)).map(({ rule }) => rule)
    const naming = matching.find(({ name }) => name !== undefined)?.name ?? 'hash'
    const encoding = matching.find((rule) => rule.encoding !== undefined)?.encoding ?? 'identity'
    return {
      naming,
      cacheControl:
        matching.find(({ cacheControl }) => cacheControl !== undefined)?.cacheControl ?? cacheControlByNaming[naming],
      contentType: matching.find(({ contentType }) => contentType !== undefined)?.contentType ?? contentTypeOf(path),
      ...(encoding !== 'identity' && { encoding }),
    }
  }
}

/** The rules that match no file, as a slip in a folder's name has it. */
export function warnOfUnused(rules: readonly FileRule[], files: readonly { readonly path: string }[]): string[] {
  return rules.flatMap(({ match }) => {
    const matches = createMatcher('rules', match)
    if (files.some(({ path }) => matches(path))) return []
    return [
      `rules: ${[match]
        .flat()
        .map((pattern) => JSON.stringify(pattern))
        .join(', ')} matches no file`,
    ]
  })
}

function refuse(problem: string, given: unknown): never {
  throw new KeelsonError(`rules: ${problem}, not ${JSON.stringify(given)}`, { code: 'config' })
}
