/** Whether a host is this machine, which packets to it do not leave: loopback, or the folder of a Unix socket. */
export function isLoopback(host: string): boolean {
  return host.startsWith('/') || /^(?:(?:.+\.)?localhost|127(?:\.\d+){3}|::1)$/i.test(host)
}
