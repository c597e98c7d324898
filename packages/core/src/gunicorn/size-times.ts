/** Seconds for requests to end in, before a platform that kills after so many: a fifth less, 5 at most. */
export function gracefulTimeoutFor(shutdownSeconds: number): number {
  return Math.max(0, Math.floor(shutdownSeconds - Math.min(5, Math.ceil(shutdownSeconds / 5))))
}

/** Seconds to keep an idle connection that a proxy may use for so many: longer, or it sends a request as it is closed. */
export function keepaliveFor(proxyIdleSeconds: number): number {
  return Math.ceil(proxyIdleSeconds) + 5
}
