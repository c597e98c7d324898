/** Tells an observer, which cannot change what happened; without one the event is not even made. */
export function observe<Event>(hook: ((event: Event) => void) | undefined, event: () => Event): void {
  // `async` also takes in what an observer throws at once; documented at the options: it is ignored.
  if (hook) (async () => hook(event()))().catch(() => undefined)
}
