import { inspect } from 'node:util'
import { build } from 'esbuild'
import { describe, expect, test } from 'vitest'
import { lintStorage } from './lint.js'
import type { StorageUse } from './storage-use.js'
import { aws } from '../stores/aws.js'
import { custom } from '../stores/custom.js'
import { digitalOceanSpaces } from '../stores/digital-ocean-spaces.js'
import { r2 } from '../stores/r2.js'
import { supabase } from '../stores/supabase.js'
import { tigris } from '../stores/tigris.js'
import { wasabi } from '../stores/wasabi.js'

const keys = { accessKeyId: 'id-of-the-test', secretAccessKey: 'secret-of-the-test' }
const accountId = '0123456789abcdef0123456789abcdef'
const domain = 'https://cdn.example.com'
const free = { name: 'Render, plan free', ephemeralDisk: true }

const atR2 = (publicUrl?: string, bucket = 'shop') => r2({ bucket, accountId, publicUrl, ...keys })
const atAws = (publicUrl?: string) => aws({ bucket: 'shop', region: 'eu-central-1', publicUrl, ...keys })
const atWasabi = (publicUrl?: string) => wasabi({ bucket: 'shop', region: 'ap-southeast-1', publicUrl, ...keys })

function found(uses: Readonly<Record<string, StorageUse>>, platform?: { name: string; ephemeralDisk: boolean }) {
  const findings = lintStorage(uses, { platform })
  expect(inspect(findings, { depth: Infinity })).not.toMatch(/(?:id|secret)-of-the-test/)
  for (const { message, fix, source } of findings) {
    expect(message).not.toMatch(/undefined|\[object/)
    expect(fix).toBeTruthy()
    expect(source).toMatch(/^https:/)
  }
  return findings.map(({ severity, path, code }) => `${severity} ${path}: ${code}`)
}

describe('the local disk', () => {
  const media: StorageUse = { content: 'uploads' }

  test('of a platform where it does not last loses uploads', () => {
    expect(found({ media }, free)).toEqual(['error media: storage-ephemeral-disk'])
  })

  test('may hold what every build makes again, and uploads where it lasts', () => {
    expect(found({ static: { content: 'static' } }, free)).toEqual([])
    expect(found({ media }, { name: 'Render with a disk', ephemeralDisk: false })).toEqual([])
    expect(found({ media })).toEqual([])
    expect(found({ media: { ...media, location: atR2(domain) } }, free)).toEqual([])
  })
})

describe('public files', () => {
  const signed = ['error static.location.publicUrl: storage-signed-endpoint']

  test.each<[string, StorageUse['location'], string[]]>([
    ['R2 without a domain', atR2(), signed],
    [
      'R2 as any server',
      custom({ bucket: 'shop', region: 'auto', endpoint: `https://${accountId}.r2.cloudflarestorage.com`, ...keys }),
      signed,
    ],
    [
      "R2's endpoint as the domain of another store",
      atAws(`https://${accountId}.r2.cloudflarestorage.com/shop`),
      signed,
    ],
    ['Tigris, a bucket with a dot', tigris({ bucket: 'a.shop', ...keys }), signed],
    ['r2.dev', atR2('https://pub-0123.r2.dev'), ['warning static.location.publicUrl: storage-development-domain']],
    ['Wasabi', atWasabi(), ['warning static.publicBucket: storage-wasabi-not-public']],
    ['R2 with a domain', atR2(domain), []],
    ['Amazon', atAws(), []],
    ['a CDN in front of Wasabi', atWasabi(domain), []],
    ['Tigris', tigris({ bucket: 'shop', ...keys }), []],
    ['Supabase', supabase({ bucket: 'shop', project: 'abcdefghijklmnopqrst', region: 'eu-central-1', ...keys }), []],
    ['a domain that only looks like it', atAws('https://cdn.r2.dev.example.com'), []],
  ])('at %s', (_, location, codes) => {
    expect(found({ static: { content: 'static', location } })).toEqual(codes)
  })

  test('in a bucket that is not public need a CDN in front of it', () => {
    const use = { content: 'static', publicBucket: false } as const
    expect(found({ static: { ...use, location: atAws() } })).toEqual(['error static.publicBucket: storage-not-public'])
    expect(found({ static: { ...use, location: atAws(domain) } })).toEqual([])
  })

  test('of a Wasabi account that may open buckets are fine', () => {
    expect(found({ static: { content: 'static', location: atWasabi(), publicBucket: true } })).toEqual([])
  })
})

describe('private files', () => {
  const invoices: StorageUse = { content: 'uploads', access: 'private', prefix: 'invoices/' }
  const statics: StorageUse = { content: 'static', prefix: 'static/' }
  const exposed = ['error invoices.location: storage-private-in-public-bucket']

  test('are public in a bucket of R2 that has a domain, whoever says so', () => {
    expect(found({ invoices: { ...invoices, location: atR2(domain) } })).toEqual(exposed)
    const uses = { static: { ...statics, location: atR2(domain) }, invoices: { ...invoices, location: atR2() } }
    expect(found(uses)).toEqual(exposed)
    expect(lintStorage(uses)[0]?.message).toContain(
      'everybody can read bucket shop at https://cdn.example.com, invoices/* included',
    )
  })

  test('are public in a bucket that is said to be', () => {
    const uses = {
      static: { ...statics, location: atAws(), publicBucket: true },
      invoices: { ...invoices, location: atAws() },
    }
    expect(found(uses)).toEqual(exposed)
  })

  test('are private in a bucket of their own, behind signed URLs', () => {
    const uses = {
      static: { ...statics, location: atR2(domain) },
      invoices: { ...invoices, location: atR2(undefined, 'private') },
    }
    expect(found(uses)).toEqual([])
    expect(found({ invoices: { ...invoices, location: atWasabi() } })).toEqual([])
  })

  test('may share a bucket whose static/ alone is served by a CDN', () => {
    const location = atAws(domain)
    const uses = {
      static: { ...statics, location, publicBucket: false },
      invoices: { ...invoices, location, publicBucket: false },
    }
    expect(found(uses)).toEqual([])
  })
})

describe('static files', () => {
  const use: StorageUse = { content: 'static', location: atAws(domain), prefix: 'static/' }

  test.each([
    ['static/', 'static/', true],
    ['', 'media/', true],
    ['assets/', 'assets/media/', true],
    ['static/', 'media/', false],
  ])('under %j beside uploads under %j', (prefix, other, overlap) => {
    const uses = { static: { ...use, prefix }, media: { ...use, content: 'uploads', prefix: other } } as const
    expect(found(uses)).toEqual(overlap ? ['error static.prefix: storage-shared-prefix'] : [])
    expect(found({ ...uses, media: { ...uses.media, location: atR2(domain) } })).toEqual([])
  })

  test('with their version in the query', () => {
    expect(found({ static: { ...use, version: 'query' } })).toEqual([
      'warning static.version: storage-version-in-query',
    ])
    expect(found({ static: { ...use, version: 'name' } })).toEqual([])
  })

  test.each([
    ['python manage.py collectstatic --noinput --clear', true],
    ['pip install -r requirements.txt && cd shop && ./manage.py collectstatic -c --no-input', true],
    ['aws --region eu-central-1 s3 sync dist s3://shop/static --delete', true],
    ['aws s3 rm s3://shop/static --recursive && aws s3 sync dist s3://shop/static', true],
    ['rclone sync staticfiles r2:shop/static', true],
    ['python manage.py collectstatic --noinput', false],
    ['python manage.py collectstatic --noinput && python manage.py cache --clear', false],
    ['aws s3 sync dist s3://shop/static', false],
    ['rclone copy staticfiles r2:shop/static', false],
    ['echo "collectstatic --clear', false],
  ])('stored by %s', (command, clears) => {
    expect(found({ static: { ...use, command } })).toEqual(clears ? ['error static.command: storage-clears-live'] : [])
    expect(found({ static: { content: 'static', command } })).toEqual([])
  })
})

test.each([
  [wasabi({ bucket: 'shop', region: 'eu-north-1', publicUrl: domain, ...keys }), true],
  [wasabi({ bucket: 'shop', region: 'eu-south-1', publicUrl: domain, ...keys }), false],
  [digitalOceanSpaces({ bucket: 'shop', region: 'fra2', ...keys }), true],
  [digitalOceanSpaces({ bucket: 'shop', region: 'fra1', ...keys }), false],
  [aws({ bucket: 'shop', region: 'eu-central-9', ...keys }), true],
  [custom({ bucket: 'shop', region: 'gra', endpoint: 'https://s3.gra.io.cloud.ovh.net', ...keys }), false],
])('a region that its vendor does not list: %o', (location, isUnknown) => {
  expect(found({ media: { content: 'uploads', location } })).toEqual(
    isUnknown ? ['warning media.location.region: storage-region-unknown'] : [],
  )
})

test('who signs URLs does not pay for the rules', async () => {
  const { metafile } = await build({
    stdin: {
      contents: `export { presignGet, publicUrl } from '../index.ts'`,
      resolveDir: import.meta.dirname,
      loader: 'ts',
    },
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    conditions: ['source'],
  })
  const inputs = Object.values(metafile.outputs).flatMap(({ inputs: all }) => Object.entries(all))
  const carried = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path)
  expect(carried.some((path) => /src\/presign\/presign(?:-url)?\.ts$/.test(path))).toBe(true)
  expect(carried.filter((path) => /src\/lint|regions|\/stores\/|variables/.test(path))).toEqual([])
})
