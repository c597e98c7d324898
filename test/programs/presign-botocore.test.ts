import { createFakeClock, createRandom } from '@keelson/core/testing'
import { presignGet, presignPart, presignPost, presignPut } from '@keelson/storage'
import { custom } from '@keelson/storage/stores/custom'
import { expect, test } from 'vitest'
import { runPython } from './programs.ts'

const pieces = [
  ['%20', '%2F', '++', '.x', '//', 'e\u0301', '\u2028'],
  Array.from('abzAZ09-_~!\'()*;:@&=$,?#[]{}|^`"<>\\ +%äß漢é🔑'),
].flat()
const clock = createFakeClock({ date: Date.UTC(2026, 10, 21, 9, 8, 7) })
const date = '20261121T090807Z'

function drawRequests(count: number) {
  const random = createRandom(8)
  const draw = (length: number) =>
    Array.from({ length }, () => pieces[Math.floor(random() * pieces.length)] ?? '').join('')
  const drawValue = () => `v${draw(6).replace(/[^ -~]/g, '~')}.`
  return Array.from({ length: count }, () => {
    const keys = {
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      secretAccessKey: `wJalr/${Math.floor(random() * 1e9)}+=`,
      ...(random() < 0.5 && { sessionToken: 'IQoJb3JpZ2luX2VjE+/Jz//%2F==' }),
    }
    const target = { region: 'gra', bucket: 'shop', ...keys }
    const endpoint = 'https://s3.example.net:8443'
    const virtual = random() < 0.5
    return {
      location: custom({ ...target, endpoint, forcePathStyle: !virtual, capabilities: { postPolicy: true } }),
      target,
      bucketUrl: virtual ? 'https://shop.s3.example.net:8443' : `${endpoint}/shop`,
      params: { key: `k${draw(12)}`, expiresInSeconds: 1 + Math.floor(random() * 604_800) },
      value: drawValue(),
      metadata: { author: drawValue() },
    }
  })
}

function signatureOf(url: string) {
  const { origin, pathname, searchParams } = new URL(url)
  return { path: `${origin}${decodeURIComponent(pathname)}`, query: Object.fromEntries(searchParams) }
}

test('600 generated signatures are those of botocore', { timeout: 120_000 }, async () => {
  const requests = drawRequests(150)
  const hash = { 'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD' }
  const ours: string[] = []
  const urls: object[] = []
  const policies: object[] = []
  const signatures: (string | undefined)[] = []
  for (const { location, target, bucketUrl, params, value, metadata } of requests) {
    const { key, expiresInSeconds: expires } = params
    const base = { ...target, bucketUrl, key, expires, date, headers: {} }
    ours.push(await presignGet(location, { ...params, responseContentDisposition: value }, { clock }))
    urls.push({ ...base, method: 'GET', query: { ...hash, 'response-content-disposition': value } })
    const put = { contentType: value, metadata, contentLength: 12 }
    ours.push((await presignPut(location, { ...params, ...put }, { clock })).url)
    const headers = { 'Content-Type': value, 'x-amz-meta-author': metadata.author, 'Content-Length': '12' }
    urls.push({ ...base, method: 'PUT', query: hash, headers })
    ours.push(await presignPart(location, { ...params, uploadId: value, partNumber: 7 }, { clock }))
    urls.push({ ...base, method: 'PUT', query: { ...hash, partNumber: '7', uploadId: value } })
    const { url, fields } = await presignPost(location, { ...params, metadata }, { clock })
    signatures.push(fields['X-Amz-Signature'])
    policies.push({ ...base, url, policy: fields['Policy'] })
  }
  const theirs = (await runPython('pip', 'presign.py', { urls, policies })) as { urls: string[]; policies: string[] }
  expect(ours.map(signatureOf)).toEqual(theirs.urls.map(signatureOf))
  expect(signatures).toEqual(theirs.policies)
})
