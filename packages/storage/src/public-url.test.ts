import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkKey } from './key.js'
import { publicUrl } from './public-url.js'
import { aws } from './stores/aws.js'
import { r2 } from './stores/r2.js'
import { wasabi } from './stores/wasabi.js'

const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI-K7MDENG' }
const accountId = '0123456789abcdef0123456789abcdef'

describe('everybody reads an object at', () => {
  test('the endpoint', () => {
    const location = aws({ bucket: 'shop', region: 'eu-central-1' })
    expect(publicUrl(location, 'img/ä.png')).toBe('https://shop.s3.eu-central-1.amazonaws.com/img/%C3%A4.png')
  })

  test.each(['https://media.example.com', 'https://media.example.com/'])('its custom domain %s', (url) => {
    const location = r2({ bucket: 'media', accountId, publicUrl: url, ...keys })
    expect(publicUrl(location, 'a+b.png')).toBe('https://media.example.com/a%2Bb.png')
  })

  test('a path of its custom domain', () => {
    const location = wasabi({ bucket: 'media', region: 'us-west-1', publicUrl: 'https://example.com/media/', ...keys })
    expect(publicUrl(location, 'a?b#c')).toBe('https://example.com/media/a%3Fb%23c')
  })

  test('nowhere, where the endpoint is never public', () => {
    expect(() => publicUrl(r2({ bucket: 'media', accountId, ...keys }), 'a')).toThrow(
      expect.objectContaining({
        code: 'config',
        provider: 'r2',
        hint: 'Connect a custom domain to the bucket and pass it as publicUrl, or use presignGet',
      }),
    )
  })

  test('no address that leads elsewhere', () => {
    const location = r2({ bucket: 'media', accountId, publicUrl: 'https://media.example.com/x', ...keys })
    expect(() => publicUrl(location, '../../y')).toThrow(expect.objectContaining({ code: 'config' }))
  })
})

test('every key comes back out of its URL, and leads nowhere else', () => {
  const locations = [
    aws({ bucket: 'shop', region: 'eu-central-1' }),
    wasabi({ bucket: 'shop', region: 'us-west-1', ...keys }),
    r2({ bucket: 'shop', accountId, publicUrl: 'https://cdn.example.com/shop/', ...keys }),
  ]
  const isKey = (key: string) => {
    try {
      checkKey(key)
      return true
    } catch {
      return false
    }
  }
  const anyKey = fc
    .oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.stringMatching(/^[a-z%./?#\\ +&@:~;,'"()*!]{1,40}$/))
    .filter(isKey)
  fc.assert(
    fc.property(anyKey, fc.constantFrom(...locations), (key, location) => {
      const base = publicUrl(location, 'k').slice(0, -1)
      const { href, search, hash } = new URL(publicUrl(location, key))
      expect(`${search}${hash}`).toBe('')
      expect(href.startsWith(base)).toBe(true)
      expect(decodeURIComponent(href.slice(base.length))).toBe(key)
    }),
    { seed: 20261121, numRuns: 2000 },
  )
}, 30_000)
