import { describe, expect, test } from 'vitest'
import { isKeelsonError } from '../errors.js'
import { pythonExpression } from '../python/literal.js'
import { Secret } from '../secret.js'
import { envText } from '../text.js'
import { defineGunicorn } from './define.js'
import type { GunicornInputSettings } from './gunicorn-config.js'

function refusalOf(settings: object, rest: { target?: string; version?: string } = {}): string {
  try {
    defineGunicorn({ target: 'shop.wsgi', ...rest, settings: settings as GunicornInputSettings })
  } catch (error) {
    if (isKeelsonError(error) && error.code === 'config') return error.message
    throw error
  }
  return ''
}

describe('defineGunicorn', () => {
  test('makes frozen plain data, bind a list', () => {
    const bind = envText('0.0.0.0:', { env: 'PORT' })
    const config = defineGunicorn({ target: 'shop.wsgi', settings: { bind, workers: 2, timeout: undefined } })
    expect(config).toEqual({ target: 'shop.wsgi', settings: { bind: [bind], workers: 2 } })
    expect(Object.isFrozen(config) && Object.isFrozen(config.settings) && Object.isFrozen(config.settings.bind)).toBe(
      true,
    )
    expect(defineGunicorn(config)).toEqual(config)
  })

  // Each but the last of the first group is what `gunicorn --check-config` says nothing of.
  test.each<[string, object, RegExp]>([
    ['no workers', { workers: 0 }, /workers cannot be 0, only a whole number 1 or more/],
    ['no threads', { threads: 0 }, /threads cannot be 0/],
    [
      'a port that is none',
      { bind: '0.0.0.0:99999' },
      /bind\[0\] cannot be "0.0.0.0:99999", only host:port up to 65535/,
    ],
    ['a port in a default', { bind: envText(':', { env: 'PORT', default: '99999' }) }, /PORT:-99999/],
    ['more after the port', { bind: '0.0.0.0:80:81' }, /bind\[0\]/],
    ['an unknown level', { loglevel: 'loud' }, /loglevel cannot be "loud", only debug, info, warning/],
    ['a level that means info', { loglevel: 'warn' }, /loglevel cannot be "warn"/],
    ['an unknown worker', { worker_class: 'gtread' }, /worker_class cannot be "gtread", only sync, gthread/],
    ['uvicorn without its path', { worker_class: 'uvicorn' }, /uvicorn.workers.UvicornWorker/],
    [
      'jitter above',
      { max_requests: 10, max_requests_jitter: 50 },
      /max_requests_jitter cannot be 50, above max_requests 10/,
    ],
    ['jitter alone', { max_requests_jitter: 50 }, /above max_requests 0/],
    ['a misspelt setting', { wrokers: 2 }, /wrokers is no setting of gunicorn; did you mean workers\?/],
    ['the spelling of the flag', { keep_alive: 5 }, /did you mean keepalive\?/],
    ['a line that is capped', { limit_request_line: 9000 }, /from 0 to 8190/],
    ['fields that mean 32768', { limit_request_fields: 0 }, /from 1 to 32768/],
    ['a size of two meanings', { limit_request_field_size: 0 }, /1 or more/],
    ['sendfile that turns off', { sendfile: true }, /sendfile can only be false/],
    ['headers that never match', { secure_scheme_headers: { 'x-forwarded-proto': 'https' } }, /its name in capitals/],
    ['a peer that never matches', { forwarded_allow_ips: 'localhost' }, /only \* or IP addresses/],
    ['names in small letters', { forwarder_headers: 'script_name' }, /names in capitals/],
    ['white space', { proc_name: ' shop' }, /white space, which gunicorn removes/],
    ['a mode beyond bits', { umask: 0o1000 }, /umask cannot be 512, only a whole number from 0 to 511/],
    ['a key without certificate', { keyfile: 'key.pem' }, /keyfile needs certfile/],
    ['a negative number', { timeout: -1 }, /timeout cannot be -1/],
    ['a fraction', { timeout: 1.5 }, /timeout cannot be 1.5/],
    ['a text for a number', { workers: '2' }, /workers must be a number, or envText/],
    ['words around a number', { workers: envText('x', { env: 'N' }) }, /workers cannot be x\$N, which is no number/],
    ['a number for a flag', { reload: 1 }, /reload must be true or false/],
    ['a word of its own', { header_map: 'keep' }, /only drop, refuse, dangerous/],
    ['a text for a list', { raw_env: 'A=1' }, /raw_env must be a list/],
    ['no address', { bind: [] }, /bind is empty/],
    ['an empty text', { chdir: '' }, /chdir is empty/],
    ['a NUL', { chdir: 'a\0b' }, /chdir has a NUL/],
    ['a function for a hook', { post_fork: () => {} }, /post_fork must be a pythonExpression/],
    ['a second target', { wsgi_app: 'shop.wsgi' }, /target and wsgi_app/],
  ])('refuses %s', (_, settings, reason) => {
    expect(refusalOf(settings)).toMatch(reason)
  })

  test.each<[string, object, RegExp]>([
    ['20.1', { header_map: 'drop' }, /header_map came with gunicorn 22.0/],
    ['20.1.0', { worker_class: 'asgi' }, /asgi came with gunicorn 24.0/],
    ['23.0.0', { proxy_protocol: 'v1' }, /proxy_protocol must be true or false before gunicorn 24.1/],
    ['23.0', { forwarded_allow_ips: '10.0.0.0/8' }, /cannot be networks before gunicorn 24.1/],
    ['21.2.0', { ssl_version: 2 }, /ssl_version has no effect since gunicorn 21.0/],
    ['23.0.0', { tolerate_dangerous_framing: true }, /no effect since gunicorn 23.0/],
    ['26.2.0', { worker_class: 'eventlet' }, /eventlet has no effect since gunicorn 26.0/],
    ['19.9', {}, /version cannot be "19.9"/],
    ['26', {}, /version cannot be "26"/],
  ])('refuses for gunicorn %s what it does not have: %j', (version, settings, reason) => {
    expect(refusalOf(settings, { version })).toMatch(reason)
    // The same is right in another release, or without one.
    expect(refusalOf(settings)).toBe('')
  })

  test.each([
    'shop',
    'shop.wsgi',
    'my-shop.wsgi:app',
    'shop:create_app()',
    'shop:make("a)", [1, (2.5,)], x={"k": None})',
  ])('takes the target %s', (target) => {
    expect(defineGunicorn({ target }).target).toBe(target)
  })

  test.each([
    '',
    'shop:',
    ':app',
    'shop/wsgi.py:app',
    'shop.py:app',
    'shop wsgi',
    'shop:app.wsgi',
    'shop:make(config)',
    'shop:make("a',
    'shop:make(()',
    '--reload',
  ])('refuses the target %s', (target) => {
    expect(refusalOf({}, { target })).toMatch(/target cannot be/)
  })

  test('names every problem at once', () => {
    expect(refusalOf({ workers: 0, threads: 0, tiemout: 5 }, { target: '' })).toBe(
      'the gunicorn configuration cannot be used: target cannot be "", only module, module:attribute or module:factory(…literals); ' +
        'workers cannot be 0, only a whole number 1 or more; threads cannot be 0, only a whole number 1 or more; ' +
        'tiemout is no setting of gunicorn; did you mean timeout?',
    )
  })

  test('shows nothing of what may be secret', () => {
    const secret = new Secret('hunter2')
    for (const settings of [
      { raw_env: ['hunter2'] },
      { raw_env: [secret] },
      { proc_name: secret },
      { workers: secret },
      { loglevel: secret },
    ]) {
      expect(refusalOf(settings)).not.toBe('')
      expect(refusalOf(settings)).not.toContain('hunter2')
    }
  })

  test('takes the name of a newer worker for what it is elsewhere', () => {
    expect(refusalOf({ proc_name: 'asgi', statsd_prefix: 'eventlet' }, { version: '20.1' })).toBe('')
  })

  test('needs no target where a file names one', () => {
    expect(defineGunicorn({ settings: { config: 'gunicorn.conf.py' } }).target).toBeUndefined()
    expect(() => defineGunicorn({})).toThrow('target is missing')
  })

  test('takes hooks as Python', () => {
    const settings = { post_fork: pythonExpression('hooks.post_fork', ['hooks']), on_exit: 'hooks.on_exit' }
    expect(defineGunicorn({ target: 'shop', settings }).settings).toEqual(settings)
  })
})
