/** Hosts that take connections with TLS alone, by the end of their names, and the page that says so. */
const tlsOnlyHosts: Readonly<Record<string, string>> = {
  '.upstash.io': 'https://upstash.com/docs/redis/howto/connectclient',
  '-keyvalue.render.com': 'https://render.com/docs/key-value',
}

/** The page that says that this host takes TLS alone; `undefined` for hosts of which nothing is known. */
export function tlsOnlySource(host: string): string | undefined {
  const name = host.toLowerCase().replace(/\.$/, '')
  return Object.entries(tlsOnlyHosts).find(([end]) => name.endsWith(end))?.[1]
}
