/** The known word that was probably meant: at most a third of its letters differ, or it begins as a long one does. */
export function findNearest(given: string, known: readonly string[]): string | undefined {
  let nearest: string | undefined
  let least = Math.floor(given.length / 3) + 1
  for (const word of known) {
    if (Math.abs(word.length - given.length) >= least) continue
    const steps = countSteps(given.toLowerCase(), word.toLowerCase())
    if (steps < least) [nearest, least] = [word, steps]
  }
  return (
    nearest ?? known.find((word) => given.length > 8 && word.startsWith(given.slice(0, Math.ceil(given.length / 2))))
  )
}

/** Letters to add, drop or change until one word is the other. */
function countSteps(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let i = 1; i <= from.length; i++) {
    const next = [i]
    for (let j = 1; j <= to.length; j++) {
      const changed = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1)
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[to.length] ?? 0
}
