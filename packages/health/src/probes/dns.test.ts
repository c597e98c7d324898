import { readdir, readlink } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { dnsName, dnsText, startDns, type DnsServer } from '../../../../test/services/dns.ts'
import { dnsProbe, type DnsProbeOptions } from './dns.js'

const mail = (priority: number, name: string) => Buffer.concat([Buffer.of(0, priority), dnsName(name)])

let server: DnsServer
let idle: number | undefined
beforeAll(async () => {
  server = await startDns({
    'A www.example.com': [Buffer.of(192, 0, 2, 1), Buffer.of(192, 0, 2, 2)],
    'AAAA www.example.com': [Buffer.from('20010db8000000000000000000000001', 'hex')],
    'CNAME shop.example.com': [dnsName('Shop.OnRender.com')],
    'NS example.com': [dnsName('ns1.example.net'), dnsName('ns2.example.net')],
    'MX example.com': [mail(10, 'mx1.example.com'), mail(20, 'mx2.example.com')],
    'TXT example.com': [dnsText('v=spf1 -all'), Buffer.concat([dnsText('Key-'), dnsText('aBc')])],
    'A empty.example.com': [],
    'A broken.example.com': 'SERVFAIL',
    'A closed.example.com': 'REFUSED',
    'A silent.example.com': 'silence',
    'A quiet.example.com': 'silence',
    'A lossy.example.com': ['silence', [Buffer.of(192, 0, 2, 3)]],
  })
  idle = await openSockets()
})
afterAll(() => server.stop())

/** Of this process: those of a resolver are not among what Node counts. Undefined where the system does not tell. */
async function openSockets(): Promise<number | undefined> {
  const files = await readdir('/proc/self/fd').catch(() => undefined)
  const targets = await Promise.all((files ?? []).map((file) => readlink(`/proc/self/fd/${file}`).catch(() => '')))
  return files && targets.filter((target) => target.startsWith('socket:')).length
}

const context = (signal = new AbortController().signal) => ({ signal, attempt: 1 })
const ask = (host: string, options: DnsProbeOptions = {}) =>
  dnsProbe(host, { servers: [server.address], timeoutMs: 10_000, ...options }).run(context())

test.each<[string, DnsProbeOptions]>([
  ['www.example.com', {}],
  ['www.example.com', { expect: ['192.0.2.2', '192.0.2.1'] }],
  ['www.example.com', { expect: ['192.0.2.2'], allowOthers: true }],
  ['www.example.com', { type: 'AAAA', expect: ['2001:DB8:0:0::1'] }],
  ['shop.example.com', { type: 'CNAME', expect: ['shop.onrender.com.'] }],
  ['example.com', { type: 'NS', expect: ['ns1.example.net', 'ns2.example.net'] }],
  ['example.com', { type: 'MX', expect: ['20 mx2.example.com', '10 MX1.example.com.'] }],
  ['example.com', { type: 'TXT', expect: ['Key-aBc'], allowOthers: true }],
])('%s with %o passes', async (host, options) => {
  expect(await ask(host, options)).toEqual({
    status: 'pass',
    observedValue: expect.any(Number),
    observedUnit: 'ms',
  })
})

test.each<[string, DnsProbeOptions, string]>([
  ['www.example.com', { expect: ['192.0.2.1'] }, 'A of www.example.com is 192.0.2.1, 192.0.2.2, not 192.0.2.1'],
  [
    'www.example.com',
    { expect: ['192.0.2.1', '192.0.2.9'], allowOthers: true },
    'A of www.example.com is 192.0.2.1, 192.0.2.2, not 192.0.2.1, 192.0.2.9',
  ],
  [
    'example.com',
    { type: 'TXT', expect: ['key-abc'], allowOthers: true },
    'TXT of example.com is v=spf1 -all, Key-aBc, not key-abc',
  ],
])('%s with %o is another set', async (host, options, output) => {
  expect(await ask(host, options)).toMatchObject({ status: 'fail', code: 'unexpected_answer', output })
})

test.each([
  ['missing.example.com', 'ENOTFOUND'],
  ['empty.example.com', 'ENODATA'],
  ['broken.example.com', 'ESERVFAIL'],
  ['closed.example.com', 'EREFUSED'],
])('%s fails with %s', async (host, code) => {
  expect(await ask(host)).toMatchObject({ status: 'fail', code, output: expect.stringContaining(host) })
})

describe('silence', () => {
  test('ends with the time of the probe', async () => {
    const reading = await ask('silent.example.com', { timeoutMs: 100 })
    expect(reading).toMatchObject({ status: 'fail', code: 'timeout', output: 'no answer within 100 ms' })
  })

  test('ends with the signal, and leaves no socket', async () => {
    const controller = new AbortController()
    const probe = dnsProbe('quiet.example.com', { servers: [server.address], timeoutMs: 30_000 })
    const running = probe.run(context(controller.signal))
    await vi.waitFor(() => expect(server.questions).toContain('A quiet.example.com'))
    expect(((await openSockets()) ?? 1) > (idle ?? 0)).toBe(true)
    controller.abort()
    expect(await running).toMatchObject({ status: 'fail', code: 'aborted' })
    // Its first try alone would hold it for 7.5 seconds.
    await vi.waitFor(async () => expect(await openSockets()).toBe(idle), { timeout: 3000 })
  })

  test('a question that is lost is asked again within the time', async () => {
    expect(await ask('lossy.example.com', { timeoutMs: 2000 })).toMatchObject({ status: 'pass' })
    expect(server.questions.filter((question) => question.includes('lossy'))).toHaveLength(2)
  })
})

test('servers that are names are refused', () => {
  expect(() => dnsProbe('www.example.com', { servers: ['dns.example.com'] })).toThrow(
    expect.objectContaining({
      code: 'config',
      message: 'servers of a DNS probe must be IP addresses, with or without a port, not ["dns.example.com"]',
    }),
  )
})

test('a name of its own, and none', () => {
  expect(dnsProbe('www.example.com')).toMatchObject({ name: 'www.example.com A', kind: 'dns' })
  expect(dnsProbe('www.example.com', { type: 'MX', name: 'mail' }).name).toBe('mail')
})
