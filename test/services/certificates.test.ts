import { X509Certificate } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { createServer, connect, type TlsOptions } from 'node:tls'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createCertificates, sharedCertificates } from './certificates.ts'
import { createFolder } from './folder.ts'

async function serve(options: TlsOptions): Promise<number> {
  const server = createServer(options, (socket) => socket.end('hello')).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

function read(port: number, ca: string, servername: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, ca, servername })
    socket.once('error', reject)
    socket.once('data', (data) => resolve(data.toString()))
  })
}

test('a client that trusts the authority accepts the given names and no others', async () => {
  const made = await createCertificates(await createFolder('certificates'), [
    'localhost',
    'db.example.test',
    '10.0.0.7',
  ])
  const port = await serve({ cert: await readFile(made.certFile), key: await readFile(made.keyFile) })
  expect(await read(port, made.ca, 'localhost')).toBe('hello')
  expect(await read(port, made.ca, 'db.example.test')).toBe('hello')
  await expect(read(port, made.ca, 'other.example.test')).rejects.toMatchObject({
    code: 'ERR_TLS_CERT_ALTNAME_INVALID',
  })
  const certificate = new X509Certificate(await readFile(made.certFile))
  expect(certificate.subjectAltName).toBe('DNS:localhost, DNS:db.example.test, IP Address:10.0.0.7')
})

test('a client that trusts another authority refuses', async () => {
  const [made, other] = await Promise.all([
    createCertificates(await createFolder('certificates')),
    createCertificates(await createFolder('certificates')),
  ])
  const port = await serve({ cert: await readFile(made.certFile), key: await readFile(made.keyFile) })
  await expect(read(port, other.ca, 'localhost')).rejects.toMatchObject({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' })
})

test('the files hold what is answered; only the services read the key', async () => {
  const made = await sharedCertificates()
  expect(await sharedCertificates()).toBe(made)
  expect(await readFile(made.caFile, 'utf8')).toBe(made.ca)
  const { mode, uid } = await stat(made.keyFile)
  expect(mode & 0o777).toBe(0o600)
  expect(uid).toBe(process.getuid?.() || 65_534)
})
