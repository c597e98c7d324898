import { placeOf, resolveReference } from './reference.js'

const imports = /(?:\bfrom|\bimport)\s*\(?\s*(["'`])(?<url>\.{1,2}\/[^"'`\n]+)\1/g
const assets = /\bnew\s+URL\(\s*(["'`])(?<url>[^"'`\n]+)\1\s*,\s*import\.meta\.url/g
const attributes = /\s(?:src|href)\s*=\s*["']?(?<url>[^"'\s>]+)/gi

/**
 * Where a script or a page names a file that gets another name: both are stored byte for byte, so the reference would lead
 * nowhere. What stands in comments is found, too.
 */
export function findUnrewrittenReferences(
  path: string,
  content: Uint8Array,
  { isRenamed, publicPath }: { isRenamed: (path: string) => boolean; publicPath?: string | undefined },
): string[] {
  const expressions = /\.m?js$/i.test(path) ? [imports, assets] : /\.html?$/i.test(path) ? [attributes] : []
  if (expressions.length === 0) return []
  const text = new TextDecoder().decode(content)
  return expressions
    .flatMap((expression) => [...text.matchAll(expression)])
    .flatMap(({ groups, index }) => {
      const target = resolveReference(groups?.['url'] ?? '', path, publicPath)
      if (target === undefined || !isRenamed(target)) return []
      return [
        `${placeOf(path, text, index)} names ${target}, which gets another name: give it a rule with another name`,
      ]
    })
}
