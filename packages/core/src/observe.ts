/** Tells an observer, which cannot change what happened. */
export function observe<Event>(hook: ((event: Event) => void) | undefined, event: Event): void {
  try {
    const outcome: unknown = hook?.(event)
    // An async function fits the type, too; its rejection would end the process.
    if (outcome instanceof Promise) outcome.catch(() => undefined)
  } catch {
    // Documented at the options: what an observer throws is ignored.
  }
}
