import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isCertificateError } from '@keelson/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCertificates } from '../../../../test/services/certificates.ts'
import { waitUntilHealthy } from '../gate/gate.js'
import { httpProbe } from './http.js'

const server = createServer((_, response) => void response.end('ok'))
let url: string

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'keelson-tls-'))
  try {
    const { keyFile, certFile } = await createCertificates(folder)
    server.setSecureContext({ key: await readFile(keyFile), cert: await readFile(certFile) })
  } finally {
    await rm(folder, { recursive: true })
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/healthz`
})

afterAll(async () => {
  server.close()
  server.closeAllConnections()
  await once(server, 'close')
})

test('a certificate that nobody vouches for fails with its own code', async () => {
  const reading = await httpProbe(url).run({ signal: new AbortController().signal, attempt: 1 })
  expect(reading).toMatchObject({ status: 'fail', code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' })
  expect(isCertificateError(reading.code)).toBe(true)
})

test('and ends a gate after five looks', async () => {
  // Real sockets, and pauses that take no time: at random, from 0 on.
  const waiting = waitUntilHealthy(httpProbe(url), { refusedMs: 0, random: () => 0 })
  await expect(waiting).rejects.toMatchObject({ code: 'wait_failed', evidence: { samples: 5 } })
})

test('a runtime that gives no code is understood by its words', async () => {
  const fetch = () => Promise.reject(new TypeError('invalid peer certificate: UnknownIssuer'))
  const reading = await httpProbe(url, { fetch }).run({ signal: new AbortController().signal, attempt: 1 })
  expect(reading.code).toBe('CERT_ERROR')
})

test.each([
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'CERT_HAS_EXPIRED',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
])('%s is a certificate code', (code) => expect(isCertificateError(code)).toBe(true))

test.each(['ECONNREFUSED', 'ECONNRESET', 'EPROTO', 'timeout', '503', undefined])('%s is not', (code) => {
  expect(isCertificateError(code)).toBe(false)
})
