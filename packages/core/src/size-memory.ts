/** MB that are left free: an eighth for what grows slowly, a shell and a second command, but never more than 1 GB. */
export function reserveOf(memoryMb: number): number {
  return Math.min(memoryMb / 8, 1024)
}

const sizes = [256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768]

/** The smallest usual size of an instance, in MB, in which so much fits beside the reserve. */
export function sizeFor(neededMb: number): number {
  // Turned round: what remains of a size beside its reserve.
  const least = Math.min((neededMb * 8) / 7, neededMb + 1024)
  return sizes.find((size) => size - reserveOf(size) >= neededMb) ?? Math.ceil(least / 16_384) * 16_384
}
