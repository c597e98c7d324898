import { randomUUID } from 'node:crypto'
import { chmod, writeFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { join } from 'node:path'
import { generate } from 'selfsigned'
import { handOver } from './account.ts'
import { createFolder } from './folder.ts'

export interface Certificates {
  /** PEM of the authority that a client has to trust. */
  readonly ca: string
  readonly caFile: string
  readonly certFile: string
  readonly keyFile: string
}

/** The names of this machine. */
const thisMachine = ['localhost', '127.0.0.1', '::1']

/** An authority of its own and a certificate for these hosts, as files; with less than no days left they are over. */
export async function createCertificates(
  folder: string,
  hosts: readonly string[] = thisMachine,
  daysLeft = 2,
): Promise<Certificates> {
  const validity = {
    notBeforeDate: new Date(Date.now() - 86_400_000),
    notAfterDate: new Date(Date.now() + daysLeft * 86_400_000),
  }
  const kind = { keyType: 'ec', algorithm: 'sha256', ...validity } as const
  // Its own name: of two authorities with one name, a client would take the wrong one for the right one with a bad signature.
  const name = `Keelson test authority ${randomUUID()}`
  const authority = await generate([{ name: 'commonName', value: name }], {
    ...kind,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  })
  const server = await generate([{ name: 'commonName', value: 'localhost' }], {
    ...kind,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: hosts.map((host) => (isIP(host) ? { type: 7, ip: host } : { type: 2, value: host })),
      },
    ],
  })
  const files = {
    caFile: join(folder, 'ca.pem'),
    certFile: join(folder, 'server.pem'),
    keyFile: join(folder, 'server.key'),
  }
  await Promise.all([writeFile(files.caFile, authority.cert), writeFile(files.certFile, server.cert)])
  await writeFile(files.keyFile, server.private, { mode: 0o600 })
  await chmod(files.keyFile, 0o600)
  await handOver(files.keyFile)
  return { ca: authority.cert, ...files }
}

let shared: Promise<Certificates> | undefined

/** The certificates of all servers of this process that were not given others. */
export function sharedCertificates(): Promise<Certificates> {
  return (shared ??= createFolder('certificates').then((folder) => createCertificates(folder)))
}
