import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pythonExpression } from '../python/literal.js'
import { envText } from '../text.js'
import { gunicornArgs, gunicornCommand } from './args.js'
import { gunicornConfigFile } from './config-file.js'
import { defineGunicorn } from './define.js'
import { parseGunicornArgs } from './parse-args.js'

const config = defineGunicorn({
  target: 'shop:make("a b")',
  settings: {
    bind: [envText('0.0.0.0:', { env: 'PORT' }), 'unix:/run/shop.sock'],
    workers: envText({ env: 'WEB_CONCURRENCY', default: '2' }),
    umask: 0o007,
    preload_app: true,
    reload: false,
    sendfile: false,
    limit_request_field_size: 16_380,
  },
})

describe('gunicornArgs', () => {
  test('writes long flags with their value in the same word', () => {
    expect(gunicornArgs(config)).toEqual([
      'shop:make("a b")',
      { parts: ['--bind=0.0.0.0:', { env: 'PORT' }] },
      '--bind=unix:/run/shop.sock',
      { parts: ['--workers=', { env: 'WEB_CONCURRENCY', default: '2' }] },
      '--umask=0o7',
      '--preload',
      '--no-sendfile',
      '--limit-request-field_size=16380',
    ])
  })

  test.each([
    { post_fork: 'hooks.post_fork' },
    { secure_scheme_headers: { 'X-A': 'b' } },
    { suppress_ragged_eofs: false },
    { proc_name: '--' },
  ])('refuses what no flag can say: %j', (settings) => {
    const [name = ''] = Object.keys(settings)
    expect(() => gunicornArgs(defineGunicorn({ target: 'shop', settings }))).toThrow(name)
  })
})

test('gunicornCommand keeps variables alive and quotes the rest', () => {
  expect(gunicornCommand(config)).toBe(
    `gunicorn 'shop:make("a b")' "--bind=0.0.0.0:$PORT" --bind=unix:/run/shop.sock "--workers=\${WEB_CONCURRENCY:-2}" ` +
      '--umask=0o7 --preload --no-sendfile --limit-request-field_size=16380',
  )
})

describe('gunicornConfigFile', () => {
  test('writes Python, the target included', () => {
    const settings = { ...config.settings, post_fork: pythonExpression('hooks.post_fork', ['hooks']) }
    expect(gunicornConfigFile({ ...config, settings })).toBe(
      [
        'import hooks',
        'import os',
        '',
        String.raw`wsgi_app = "shop:make(\"a b\")"`,
        'bind = ["0.0.0.0:" + os.environ["PORT"], "unix:/run/shop.sock"]',
        'workers = int((os.environ.get("WEB_CONCURRENCY") or "2"))',
        'umask = 0o7',
        'preload_app = True',
        'reload = False',
        'sendfile = False',
        'limit_request_field_size = 16380',
        'post_fork = hooks.post_fork',
        '',
      ].join('\n'),
    )
  })

  test('refuses to name another file', () => {
    expect(() => gunicornConfigFile(defineGunicorn({ settings: { config: 'a.py' } }))).toThrow('cannot name another')
  })
})

const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  .filter((one) => one !== '--' && !one.includes('\0') && !/^[\s\p{Cc}]|[\s\p{Cc}]$/u.test(one))
const reference = fc.constantFrom({ env: 'PORT' }, { env: 'NAME', default: '8' })
const count = fc.oneof(fc.integer({ min: 1, max: 500 }), fc.constant(envText({ env: 'COUNT', default: '3' })))
const settings = fc.record(
  {
    bind: fc.array(fc.constantFrom('unix:/run/a b.sock', '[::1]:80', envText('0:', { env: 'PORT' })), { minLength: 1 }),
    workers: count,
    timeout: count,
    umask: fc.integer({ min: 0, max: 0o777 }),
    worker_class: fc.constantFrom('sync', 'a.B'),
    preload_app: fc.constant(true),
    sendfile: fc.constant(false as const),
    proxy_protocol: fc.constantFrom(true, 'v1' as const),
    user: fc.oneof(fc.nat(), fc.constantFrom('www-data')),
    accesslog: fc.oneof(
      text,
      fc.tuple(text, reference).map(([before, one]) => envText(`a${before}`, one)),
    ),
    access_log_format: text,
    raw_env: fc.array(
      text.map((one) => `A=${one}`),
      { minLength: 1 },
    ),
    forwarded_allow_ips: fc.constantFrom('', '*', '10.0.0.1,::1'),
    reload_engine: fc.constantFrom('auto', 'poll'),
  } as const,
  { requiredKeys: [] },
)

test('what is written is read again as it was', () => {
  fc.assert(
    fc.property(settings, (given) => {
      const defined = defineGunicorn({ target: 'shop.wsgi', settings: given })
      expect(defineGunicorn(parseGunicornArgs(gunicornArgs(defined)))).toEqual(defined)
      expect(defineGunicorn(parseGunicornArgs(gunicornCommand(defined)))).toEqual(defined)
    }),
    { seed: 7, numRuns: 300 },
  )
})
