import { build } from 'esbuild'
import { createFakeClock } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import { presignDelete, presignGet, presignHead } from './presign.js'
import { aws } from '../stores/aws.js'

const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }
const clock = createFakeClock({ date: Date.UTC(2026, 10, 21, 9, 8, 7, 654) })
const location = aws({ bucket: 'shop', region: 'eu-central-1', ...keys })

const queryOf = (url: string) => Object.fromEntries(new URL(url).searchParams)

test('lasts 15 minutes unless told otherwise, and nothing of the keys but the id is in it', async () => {
  const url = await presignGet(location, { key: 'a' }, { clock })
  expect(url).toMatch(/^https:\/\/shop\.s3\.eu-central-1\.amazonaws\.com\/a\?/)
  expect(queryOf(url)).toMatchObject({
    'X-Amz-Expires': '900',
    'X-Amz-Date': '20261121T090807Z',
    'X-Amz-SignedHeaders': 'host',
  })
  expect(decodeURIComponent(url)).not.toContain(keys.secretAccessKey)
})

test('has the token of temporary keys', async () => {
  const sessionToken = 'IQoJ/b3+JpZ2=='
  const temporary = aws({ bucket: 'shop', region: 'eu-central-1', ...keys, sessionToken })
  expect(queryOf(await presignGet(temporary, { key: 'a' }))['X-Amz-Security-Token']).toBe(sessionToken)
})

test('is signed for its method alone', async () => {
  const urls = await Promise.all(
    [presignGet, presignHead, presignDelete].map((sign) => sign(location, { key: 'a' }, { clock })),
  )
  expect(new Set(urls.map((url) => queryOf(url)['X-Amz-Signature'])).size).toBe(3)
})

test('knows the keys of today, of another region and of other credentials apart', async () => {
  const signatureOf = async (url: Promise<string>) => queryOf(await url)['X-Amz-Signature']
  const params = { key: 'a' }
  const fresh = (date: number, region = 'eu-central-1', secretAccessKey = keys.secretAccessKey) => {
    const options = { clock: createFakeClock({ date }) }
    const own = aws({ bucket: 'shop', region, ...keys, secretAccessKey })
    return signatureOf(presignGet({ ...own, endpoint: location.endpoint }, params, options))
  }
  const start = clock.date()
  for (let day = 0; day < 10; day++) {
    const date = start + day * 86_400_000
    const options = { clock: createFakeClock({ date }) }
    expect(await signatureOf(presignGet(location, params, options))).toBe(await fresh(date))
    expect(await signatureOf(presignGet({ ...location, region: 'us-east-1' }, params, options))).toBe(
      await fresh(date, 'us-east-1'),
    )
  }
  expect(await fresh(start)).not.toBe(await fresh(start, 'eu-central-1', 'another'))
})

describe('refused before anything is signed:', () => {
  test.each([0, -1, 1.5, 604_801, Number.NaN, Infinity])('%d seconds', async (expiresInSeconds) => {
    await expect(presignGet(location, { key: 'a', expiresInSeconds })).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining('expiresInSeconds must be 1 to 604800'),
    })
  })

  test.each(['', '/a', 'a/../b', 'a\nb', 'a\ud800'])('the key %j', async (key) => {
    for (const sign of [presignGet, presignHead, presignDelete]) {
      await expect(sign(location, { key })).rejects.toMatchObject({ code: 'config' })
    }
  })

  test.each(['attachment; filename="ä.pdf"', 'a\r\nb: c', ' a', ''])('the header %j', async (value) => {
    for (const field of ['responseContentDisposition', 'responseContentType', 'responseCacheControl']) {
      await expect(presignGet(location, { key: 'a', [field]: value })).rejects.toMatchObject({
        code: 'config',
        message: expect.stringContaining(`${field} must be printable ASCII without white space around it`),
      })
    }
  })

  test('a location without keys', async () => {
    const role = aws({ bucket: 'shop', region: 'eu-central-1' })
    await expect(presignGet(role, { key: 'a' })).rejects.toMatchObject({
      code: 'config',
      provider: 'aws',
      message: 'nothing was signed for "a": the location has no keys to sign with',
    })
  })
})

test('what signs runs in a browser, and only who signs forms pays for them', async () => {
  const bundle = async (names: string) => {
    const { outputFiles, metafile } = await build({
      stdin: { contents: `export { ${names} } from './index.ts'`, resolveDir: import.meta.dirname },
      bundle: true,
      write: false,
      metafile: true,
      minify: true,
      format: 'esm',
      platform: 'browser',
      conditions: ['source'],
    })
    expect(Object.values(metafile.outputs).flatMap((output) => output.imports)).toEqual([])
    return new TextDecoder().decode(outputFiles[0]?.contents)
  }
  const limit = 'content-length-range'
  expect(await bundle('presignDelete, presignGet, presignHead, presignPart, presignPut, publicUrl')).not.toContain(
    limit,
  )
  const code = await bundle('presignGet, presignPost')
  expect(code).toContain(limit)
  const { presignGet: bundled } = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as {
    presignGet: typeof presignGet
  }
  expect(await bundled(location, { key: 'ä' }, { clock })).toBe(await presignGet(location, { key: 'ä' }, { clock }))
})
