/** Tells a view how far work is; what it throws, at once or later, does not break the work. */
export function reportProgress<T>(onProgress: ((progress: T) => void) | undefined, progress: T): void {
  if (onProgress) (async () => onProgress(progress))().catch(() => undefined)
}
