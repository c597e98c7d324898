import { createHash } from 'node:crypto'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { cacheFolder, unpackPackages } from '../services/debian-packages.ts'

/** Packages that are fetched together, so that a change of one set does not fetch the others again. */
export type DebianSet = keyof typeof sets

const sets = {
  /** Debian's versions of what the builders write for. */
  builders: {
    proof: 'bin/shellcheck',
    packages: [
      'gunicorn',
      'pgbouncer',
      'postgresql-client',
      'python3-celery',
      'python3-dj-database-url',
      'python3-django',
      'python3-django-redis',
      'python3-dotenv',
      'python3-flask',
      'python3-gevent',
      'python3-psycopg',
      'python3-psycopg2',
      'python3-pymysql',
      'python3-redis',
      'python3-sqlalchemy',
      'python3-tornado',
      'python3-uvicorn',
      'python3-yaml',
      'ruby',
      'ruby-foreman',
      'shellcheck',
    ],
  },
  rclone: { proof: 'bin/rclone', packages: ['rclone'] },
  nginx: { proof: 'sbin/nginx', packages: ['nginx-light'] },
  /** django-storages and the boto3 of its time. */
  storages: {
    proof: 'lib/python3/dist-packages/storages/backends/s3boto3.py',
    packages: ['python3-boto3', 'python3-django', 'python3-django-storages-boto3'],
  },
  /** Servers of S3's protocol. */
  ceph: { proof: 'bin/radosgw', packages: ['ceph-base', 'ceph-mon', 'ceph-osd', 'librados2', 'radosgw'] },
  swift: { proof: 'lib/python3/dist-packages/swift', packages: ['python3-swift'] },
} as const

const roots = new Map<DebianSet, Promise<string>>()

/** The folder that the packages of a set are unpacked in. */
export function debianRoot(set: DebianSet): Promise<string> {
  const known = roots.get(set)
  if (known) return known
  const { proof, packages } = sets[set]
  // Its name changes with the list, so that an older folder is not taken for this one.
  const digest = createHash('sha256').update(packages.join()).digest('hex').slice(0, 8)
  const root = unpackPackages(join(cacheFolder(), `debian-${process.arch}-${digest}`), packages, (unpacked) =>
    access(join(unpacked, 'usr', proof)).then(
      () => unpacked,
      () => undefined,
    ),
  )
  roots.set(set, root)
  return root
}
