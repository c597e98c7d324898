import { describe, expect, test } from 'vitest'
import { envText } from '../text.js'
import { parseGunicornArgs } from './parse-args.js'

describe('parseGunicornArgs', () => {
  test('reads a command line, and what stands around gunicorn', () => {
    const line = 'cd api && WEB_CONCURRENCY=2 exec poetry run gunicorn shop.wsgi -b 0.0.0.0:$PORT -w4 --log-f - 2>&1'
    expect(parseGunicornArgs(line)).toEqual({
      target: 'shop.wsgi',
      settings: { bind: [envText('0.0.0.0:', { env: 'PORT' })], workers: 4, errorlog: '-' },
      prefix: ['exec', 'poetry', 'run'],
      assignments: { WEB_CONCURRENCY: '2' },
      chdir: 'api',
      redirects: [{ operator: '2>&', target: '1' }],
    })
  })

  test('keeps values that are wrong, for those who judge them', () => {
    const { settings } = parseGunicornArgs('gunicorn app:app --workers 0 --timeout -1 --log-level loud --bind :99999')
    expect(settings).toEqual({ workers: 0, timeout: -1, loglevel: 'loud', bind: [':99999'] })
  })

  test.each([
    ['--umask 022', { umask: 0o022 }],
    ['--umask 0x1f', { umask: 31 }],
    ['--workers 1_0', { workers: 10 }],
    ['--timeout=${T:-30}', { timeout: envText({ env: 'T', default: '30' }) }],
    ['-e A=b -e C=', { raw_env: ['A=b', 'C='] }],
    ['--log-level WARNING', { loglevel: 'warning' }],
    ['--user 33 --group www-data', { user: 33, group: 'www-data' }],
    ['--forwarded-allow-ips "10.0.0.1, 10.0.0.2"', { forwarded_allow_ips: '10.0.0.1,10.0.0.2' }],
    ['--proxy-protocol', { proxy_protocol: true }],
    ['--proxy-protocol v1', { proxy_protocol: 'v1' }],
    ['-w 2 --workers 3', { workers: 3 }],
    ['--name ""', { proc_name: '' }],
    ["--access-logformat '-%(h)s x'", { access_log_format: '-%(h)s x' }],
  ])('reads %s', (flags, settings) => {
    expect(parseGunicornArgs(`gunicorn app:app ${flags}`).settings).toEqual(settings)
  })

  test('reads the flags of a release alone', () => {
    expect(() => parseGunicornArgs('gunicorn app:app --root /a', { version: '20.1' })).toThrow('--root is no flag')
    expect(parseGunicornArgs('gunicorn app:app --root /a', { version: '26.2' })).toMatchObject({
      version: '26.2',
      settings: { root_path: '/a' },
    })
  })

  test('takes a word behind --proxy-protocol for what it is to that release', () => {
    const words = ['--proxy-protocol', 'app:app']
    expect(parseGunicornArgs(words, { version: '20.1' })).toMatchObject({
      target: 'app:app',
      settings: { proxy_protocol: true },
    })
    expect(parseGunicornArgs(words, { version: '26.2' }).settings).toEqual({ proxy_protocol: 'app:app' })
    expect(() => parseGunicornArgs(['--proxy-protocol=v1'], { version: '20.1' })).toThrow('takes no value')
  })

  test.each([
    [['app:app', '--reload', '--'], /-- stands after the target app:app/],
    [['app:app', '\u2013workers', '2'], /"\u2013workers" begins with a long dash/],
    [['app:app', '--hel=a b'], /--help prints something and ends/],
    [['app:app', '--timeout=\u001C7'], /--timeout needs a number/],
  ])('refuses %j as gunicorn does', (words, reason) => {
    expect(() => parseGunicornArgs(words)).toThrow(reason)
  })

  test('lets the line win over GUNICORN_CMD_ARGS, which is no assignment any more', () => {
    const parsed = parseGunicornArgs(`GUNICORN_CMD_ARGS="-w 2 --name 'a b' -b :$PORT" PORT=1 gunicorn app:app -w 3`)
    expect(parsed.settings).toEqual({ workers: 3, proc_name: 'a b', bind: [envText(':', { env: 'PORT' })] })
    expect(parsed.assignments).toEqual({ PORT: '1' })
  })

  test('tells a line of a Procfile from a command', () => {
    expect(() => parseGunicornArgs('web: gunicorn app:app')).toThrow(/"web:" begins a line of a Procfile/)
  })

  test('shows no value of a misspelt flag', () => {
    expect(() => parseGunicornArgs('gunicorn app:app --enf=PASSWORD=hunter2')).toThrow(
      /--enf is no flag of gunicorn; did you mean --env\?$/,
    )
  })

  test.each([
    ['env A=1 gunicorn app:app', { prefix: [], assignments: { A: '1' } }],
    [['sh', '-c', 'exec gunicorn app:app'], { prefix: ['exec'] }],
    ['python3.11 -u -m gunicorn app:app', { prefix: ['python3.11', '-u', '-m'] }],
    [['app:app'], { prefix: [] }],
  ])('finds gunicorn in %j', (command, around) => {
    expect(parseGunicornArgs(command)).toMatchObject({ target: 'app:app', settings: {}, ...around })
  })
})
