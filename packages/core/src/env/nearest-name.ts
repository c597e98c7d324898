/** The name that differs in the fewest characters, if those are few: at most a third, and less than four. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const most = Math.min(3, Math.floor(name.length / 3))
  const ranked = known.map((other) => ({ other, distance: countEdits(name, other) }))
  return ranked.sort((a, b) => a.distance - b.distance).find(({ distance }) => distance <= most)?.other
}

/** Insertions, deletions and replacements that turn one text into the other (Levenshtein). */
function countEdits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [line, character] of Array.from(from).entries()) {
    const next = [line + 1]
    for (const [column, other] of Array.from(to).entries()) {
      const replaced = (row[column] ?? 0) + (character === other ? 0 : 1)
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
