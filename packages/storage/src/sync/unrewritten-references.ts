import { findCssReferences } from './css-references.js'
import { isStyleSheet, type NamedFile } from './name-files.js'
import { placeOf, resolveReference } from './reference.js'

const inScripts = [
  /(?:\bfrom|\bimport)\s*(?:\(\s*)?(["'`])(?<url>\.{0,2}\/[^"'`\n]+)\1/g,
  /\bnew\s+URL\(\s*(["'`])(?<url>[^"'`\n]+)\1\s*,\s*import\.meta\.url/g,
]
const inPages = [/\s(?:src|(?:xlink:)?href)\s*=\s*["']?(?<url>[^"'\s>]+)/gi]

const mostPlaces = 3

/** In characters: the longest key, each of its bytes escaped. What is longer, as a data URL, names no file. */
const longestUrl = 3 * 1024

/**
 * A warning for every file that gets another name, but is named as it was: scripts and pages are stored byte for byte, and in
 * style sheets a URL from the root is only followed below the public path. What stands in comments of scripts is found, too.
 */
export function warnOfUnrewritten(
  files: readonly NamedFile[],
  { paths, publicPath }: { readonly paths: Readonly<Record<string, string>>; readonly publicPath?: string | undefined },
): string[] {
  const isRenamed = (path: string) => Object.hasOwn(paths, path) && paths[path] !== path
  const placesByTarget = new Map<string, (() => string)[]>()
  for (const { path, content } of files) {
    const find = content && finderOf(path)
    if (!find) continue
    const text = new TextDecoder().decode(content)
    for (const { url, index } of find(text)) {
      const target = url.length > longestUrl ? undefined : candidatesOf(url, path, publicPath).find(isRenamed)
      if (target === undefined) continue
      const places = placesByTarget.get(target) ?? []
      // Its line is only counted when it is shown.
      places.push(() => placeOf(path, text, index))
      placesByTarget.set(target, places)
    }
  }
  return [...placesByTarget].map(([target, places]) => {
    const more = places.length > mostPlaces ? ` and ${places.length - mostPlaces} more places` : ''
    const shown = places.slice(0, mostPlaces).map((place) => place())
    const orPath = shown.some((place) => /\.css:\d+$/i.test(place)) ? ', or pass publicPath' : ''
    return `${target} gets another name, but is named as it was by ${shown.join(', ')}${more}: give it the rule keep or immutable${orPath}`
  })
}

type FindUrls = (text: string) => readonly { readonly url: string; readonly index: number }[]

/** Finds the URLs in a file of this kind; `undefined` where none are looked for. */
function finderOf(path: string): FindUrls | undefined {
  if (isStyleSheet(path)) return (text) => findCssReferences(text).map(({ url, start }) => ({ url, index: start }))
  if (/\.m?js$/i.test(path)) return (text) => matchUrls(text, inScripts)
  return /\.(?:html?|svg)$/i.test(path) ? (text) => matchUrls(text, inPages) : undefined
}

function matchUrls(text: string, expressions: readonly RegExp[]): ReturnType<FindUrls> {
  const matches = expressions.flatMap((expression) => [...text.matchAll(expression)])
  return matches.map(({ groups, index }) => ({ url: groups?.['url'] ?? '', index }))
}

/** Files that a URL may mean: without a public path, one from the root may have any number of folders in front. */
function candidatesOf(url: string, from: string, publicPath: string | undefined): string[] {
  const target = resolveReference(url, from, publicPath)
  if (target !== undefined) return [target]
  const parts = publicPath === undefined ? (resolveReference(url, from, '/')?.split('/') ?? []) : []
  return parts.map((_, index) => parts.slice(index).join('/'))
}
