import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net'
import { createServer } from 'node:tls'
import { createFakeClock } from '@keelson/core/testing'
import { isCertificateError, type ProbeReading } from '@keelson/core'
import { generate } from 'selfsigned'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createCertificates } from '../../../../test/services/certificates.ts'
import { createFolder } from '../../../../test/services/folder.ts'
import { startPostgres } from '../../../../test/services/postgres.ts'
import { tlsProbe, type TlsProbeOptions } from './tls.js'

const context = (signal = new AbortController().signal) => ({ signal, attempt: 1 })
const dayMs = 86_400_000

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  onTestFinished(async () => {
    server.close()
    await once(server, 'close')
  })
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** A server with this certificate, how it answers to a probe, and that nothing of the probe is left at it. */
async function ask(pem: { readonly key: string; readonly cert: string }, options: TlsProbeOptions, host = '127.0.0.1') {
  const server = createServer(pem)
  server.on('tlsClientError', () => undefined)
  server.on('secureConnection', (socket) => void socket.on('error', () => undefined))
  const port = await listen(server)
  const reading = await tlsProbe({ host, port }, options).run(context())
  await vi.waitFor(async () => {
    expect(await new Promise((resolve) => server.getConnections((_, count) => resolve(count)))).toBe(0)
  })
  return reading
}

async function certificate(daysLeft: number, hosts?: readonly string[]) {
  const { ca, keyFile, certFile } = await createCertificates(await createFolder('tls-probe'), hosts, daysLeft)
  return { ca, pem: { key: await readFile(keyFile, 'utf8'), cert: await readFile(certFile, 'utf8') } }
}

test.each(['127.0.0.1', 'localhost'])('a good certificate of %s: the days that are left', async (host) => {
  const { ca, pem } = await certificate(90)
  // The end has no fraction of a second.
  expect(await ask(pem, { ca }, host)).toEqual({ status: 'pass', observedValue: 89, observedUnit: 'days' })
})

test.each([
  [13, 'warn'],
  [3, 'warn'],
  [2, 'fail'],
])('%i days are left: %s', async (days, status) => {
  const { ca, pem } = await certificate(days + 0.5)
  expect(await ask(pem, { ca })).toEqual({
    status,
    code: 'expires_soon',
    output: `the certificate ends in ${days} days`,
    observedValue: days,
    observedUnit: 'days',
  })
})

test('the limits can be moved, and the days are counted on the clock', async () => {
  const { ca, pem } = await certificate(30.5)
  expect(await ask(pem, { ca, warnDays: 31 })).toMatchObject({ status: 'warn', observedValue: 30 })
  const clock = createFakeClock({ date: Date.now() + 20 * dayMs })
  expect(await ask(pem, { ca, clock })).toMatchObject({ status: 'warn', observedValue: 10 })
})

describe('what a client would not accept fails with the code of OpenSSL', () => {
  test.each<[string, number, readonly string[] | undefined, boolean, TlsProbeOptions, string]>([
    ['it is over', -0.5, undefined, true, {}, 'CERT_HAS_EXPIRED'],
    ['it is for another host', 90, ['www.example.com'], true, {}, 'ERR_TLS_CERT_ALTNAME_INVALID'],
    [
      'it is for another name',
      90,
      ['localhost'],
      true,
      { servername: 'www.example.com' },
      'ERR_TLS_CERT_ALTNAME_INVALID',
    ],
    ['nobody vouches for it', 90, undefined, false, {}, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ])('%s', async (_, daysLeft, hosts, isTrusted, options, code) => {
    const { ca, pem } = await certificate(daysLeft, hosts)
    const reading = await ask(pem, { ...options, ...(isTrusted && { ca }) })
    expect(reading).toMatchObject({ status: 'fail', code, output: expect.any(String), observedUnit: 'ms' })
    expect(isCertificateError(reading.code)).toBe(true)
  })

  test('it vouches for itself', async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], { algorithm: 'sha256' })
    expect(await ask({ key, cert }, {})).toMatchObject({ status: 'fail', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
  })
})

test('the name that is asked for is the one that is verified', async () => {
  const { ca, pem } = await certificate(90, ['shop.example.com'])
  const asked: string[] = []
  const server = createServer({
    ...pem,
    SNICallback: (name, answer) => {
      asked.push(name)
      answer(null)
    },
  })
  const port = await listen(server)
  const probe = tlsProbe({ host: '127.0.0.1', port }, { ca, servername: 'shop.example.com' })
  expect(await probe.run(context())).toMatchObject({ status: 'pass' })
  expect(asked).toEqual(['shop.example.com'])
})

test.each<[string, number, number, Partial<ProbeReading>]>([
  ['the root, which clients have for themselves', 90.5, 1.5, { status: 'pass' }],
  [
    'an intermediate certificate, which warns even within the days that fail',
    1.5,
    900,
    { status: 'warn', code: 'expires_soon', output: 'the certificate of Middle ends in 1 days' },
  ],
])('what ends sooner than the certificate is %s', async (_, middleDays, rootDays, expected) => {
  const until = (days: number) => ({
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() - dayMs),
    notAfterDate: new Date(Date.now() + days * dayMs),
  })
  const authority = { name: 'basicConstraints', cA: true, critical: true } as const
  const named = (value: string) => [{ name: 'commonName', value }]
  const root = await generate(named('Root'), { ...until(rootDays), keyType: 'ec', extensions: [authority] })
  const middle = await generate(named('Middle'), {
    ...until(middleDays),
    keyType: 'ec',
    ca: { key: root.private, cert: root.cert },
    extensions: [authority],
  })
  const leaf = await generate(named('localhost'), {
    ...until(90.5),
    keyType: 'ec',
    ca: { key: middle.private, cert: middle.cert },
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
  })
  expect(await ask({ key: leaf.private, cert: `${leaf.cert}\n${middle.cert}` }, { ca: root.cert })).toEqual({
    ...expected,
    observedValue: 90,
    observedUnit: 'days',
  })
})

test('a server without TLS', async () => {
  const server = createTcpServer(
    (socket) =>
      void socket
        .on('error', () => undefined)
        .resume()
        .end('SSH-2.0-x\r\n'),
  )
  const port = await listen(server)
  const reading = await tlsProbe({ host: '127.0.0.1', port }).run(context())
  expect(reading).toMatchObject({ status: 'fail', code: expect.stringMatching(/^(?:ERR_SSL|EPROTO|ECONNRESET)/) })
})

test('a server that says nothing, until the time is over', async () => {
  const server = createTcpServer((socket) => void socket.on('error', () => undefined).resume())
  const port = await listen(server)
  for (const startTls of [undefined, 'postgres'] as const) {
    const probe = tlsProbe({ host: '127.0.0.1', port }, { timeoutMs: 50, startTls })
    expect(await probe.run(context())).toMatchObject({ status: 'fail', code: 'timeout' })
  }
  await vi.waitFor(async () => {
    expect(await new Promise((resolve) => server.getConnections((_, count) => resolve(count)))).toBe(0)
  })
})

test('PostgreSQL begins TLS when it is asked to', { timeout: 60_000 }, async () => {
  const server = await startPostgres()
  onTestFinished(() => server.remove())
  const target = { host: 'localhost', port: server.port }
  const limits = { failDays: 0, warnDays: 1 }
  expect(await tlsProbe(target, { startTls: 'postgres', ca: server.ca, ...limits }).run(context())).toEqual({
    status: 'pass',
    observedValue: 1,
    observedUnit: 'days',
  })
  const { ca } = await certificate(90)
  expect(await tlsProbe(target, { startTls: 'postgres', ca, ...limits }).run(context())).toMatchObject({
    status: 'fail',
    code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  })
})

test('PostgreSQL without TLS says so', { timeout: 60_000 }, async () => {
  const server = await startPostgres({ tls: false })
  onTestFinished(() => server.remove())
  const target = { host: '127.0.0.1', port: server.port }
  expect(await tlsProbe(target, { startTls: 'postgres' }).run(context())).toMatchObject({
    status: 'fail',
    code: 'no_tls',
    output: 'the server answers that it has no TLS',
  })
})

test('what cannot work is refused', () => {
  const refused = (message: string) => expect.objectContaining({ code: 'config', message })
  expect(() => tlsProbe({ host: 'x', port: 0 })).toThrow(
    refused('port cannot be 0, only a whole number from 1 to 65535'),
  )
  expect(() => tlsProbe({ host: 'x' }, { warnDays: 2 })).toThrow(
    refused('warnDays (2) of a probe must not be below failDays (3)'),
  )
  expect(tlsProbe({ host: 'www.example.com' })).toMatchObject({ name: 'www.example.com:443', kind: 'tls' })
})
