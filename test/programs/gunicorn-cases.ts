import { envText, fillText, isEnvText, type Text } from '@keelson/core'
import { defineGunicorn, type GunicornConfig, type GunicornSettings } from '@keelson/core/gunicorn'
import { pythonExpression } from '@keelson/core/python'
import { createRandom } from '@keelson/core/testing'
import { gunicornSettings } from '../../packages/core/src/gunicorn/settings-table.ts'

type Samples = { readonly [Name in keyof GunicornSettings]-?: readonly NonNullable<GunicornSettings[Name]>[] }

export const environment = { PORT: '10000', CONCURRENCY: '3', MASK: '0o027', NAME: "it's $HOME", LEVEL: 'debug' }

const hook = (name: string) => [`hooks.${name}`, pythonExpression(`hooks.${name}`, ['hooks'])] as const
const concurrency = envText({ env: 'CONCURRENCY' })
const name = envText('a ', { env: 'NAME' }, ' "b"')

/** Good values of every setting. */
export const samples: Samples = {
  config: ['extra.conf.py', 'file:extra.conf.py'],
  wsgi_app: ['shop.wsgi'],
  bind: [
    [envText('0.0.0.0:', { env: 'PORT' })],
    ['unix:/run/shop.sock', '[::1]:8000'],
    [envText(':', { env: 'ABSENT', default: '8080' })],
    ['fd://3'],
  ],
  backlog: [64],
  workers: [2, concurrency, envText({ env: 'ABSENT', default: '4' })],
  worker_class: ['gthread', 'uvicorn.workers.UvicornWorker', 'gevent'],
  threads: [6, concurrency],
  worker_connections: [200],
  max_requests: [1000, 5000],
  max_requests_jitter: [50],
  timeout: [120, 0],
  graceful_timeout: [25],
  keepalive: [75, 0],
  limit_request_line: [4096, 0],
  limit_request_fields: [32768],
  limit_request_field_size: [16380],
  reload: [true],
  reload_engine: ['poll', 'inotify'],
  reload_extra_files: [['www/extra.txt'], ['www/extra.txt', 'extra.conf.py']],
  spew: [true],
  check_config: [true],
  print_config: [true],
  preload_app: [true],
  sendfile: [false],
  reuse_port: [true],
  chdir: ['www'],
  daemon: [true],
  raw_env: [['A=1', "B= it's $HOME\n`id`"], [envText('C=', { env: 'NAME' })]],
  pidfile: ['/run/shop.pid'],
  worker_tmp_dir: ['/dev/shm'],
  user: ['root', 0],
  group: ['root', 0],
  umask: [0o022, 0o7, envText({ env: 'MASK' })],
  initgroups: [true],
  tmp_upload_dir: ['/var/tmp'],
  secure_scheme_headers: [{ 'X-FORWARDED-PROTO': 'https', 'X-SCHEME': '"\n' }],
  forwarded_allow_ips: ['*', '10.0.0.1,::1', ''],
  accesslog: ['-', 'logs/$day.log', name],
  disable_redirect_access_to_syslog: [true],
  access_log_format: [`%(h)s "%(r)s" '%({x-request-id}i)s' %(M)s`],
  errorlog: ['error log'],
  loglevel: ['warning', 'debug'],
  capture_output: [true],
  logger_class: ['gunicorn.instrument.statsd.Statsd'],
  logconfig: ['logging.ini'],
  logconfig_dict: [{ version: 1, formatters: { plain: { format: '%(message)s' } }, disable_existing_loggers: false }],
  logconfig_json: ['logging.json'],
  syslog_addr: ['unix:///dev/log'],
  syslog: [true],
  syslog_prefix: ['shop'],
  syslog_facility: ['local0'],
  enable_stdio_inheritance: [true],
  statsd_host: ['127.0.0.1:8125'],
  dogstatsd_tags: ['a:1,b:2'],
  statsd_prefix: ['shop.'],
  enable_backlog_metric: [true],
  proc_name: ['shop', name],
  default_proc_name: ['shop'],
  pythonpath: ['/srv/a,/srv/b'],
  paste: ['production.ini#shop'],
  on_starting: hook('one'),
  on_reload: hook('one'),
  when_ready: hook('one'),
  pre_fork: hook('two'),
  post_fork: hook('two'),
  post_worker_init: hook('one'),
  worker_int: hook('one'),
  worker_abort: hook('one'),
  pre_exec: hook('one'),
  pre_request: hook('two'),
  post_request: hook('four'),
  child_exit: hook('two'),
  worker_exit: hook('two'),
  nworkers_changed: hook('three'),
  on_exit: hook('one'),
  ssl_context: hook('two'),
  proxy_protocol: [true, 'v2', 'off', 'auto'],
  proxy_allow_ips: ['10.1.2.3', '*'],
  protocol: ['uwsgi'],
  uwsgi_allow_ips: ['10.0.0.0/8,::1'],
  keyfile: ['key.pem'],
  certfile: ['cert.pem'],
  ssl_version: [2, 'TLS'],
  cert_reqs: [2, 1],
  ca_certs: ['ca.pem'],
  suppress_ragged_eofs: [true, false],
  do_handshake_on_connect: [true],
  ciphers: ['ECDHE+AESGCM:!aNULL'],
  http_protocols: ['h2,h1'],
  http2_cleartext: ['prior-knowledge', 'both'],
  http2_max_concurrent_streams: [10],
  http2_initial_window_size: [131_072],
  http2_max_frame_size: [32_768],
  http2_max_header_list_size: [4096],
  raw_paste_global_conf: [['a=1', 'b=2']],
  permit_obsolete_folding: [true],
  strip_header_spaces: [true],
  tolerate_dangerous_framing: [true],
  permit_unconventional_http_method: [true],
  permit_unconventional_http_version: [true],
  casefold_http_method: [true],
  forwarder_headers: ['SCRIPT_NAME,REMOTE_USER'],
  header_map: ['refuse', 'dangerous'],
  asgi_loop: ['asyncio'],
  asgi_lifespan: ['off'],
  asgi_disconnect_grace_period: [0],
  http_parser: ['python'],
  root_path: ['/shop'],
  dirty_apps: [['shop.jobs:Model', 'shop.jobs:Other:2']],
  dirty_workers: [2],
  dirty_timeout: [60],
  dirty_threads: [4],
  dirty_graceful_timeout: [10],
  on_dirty_starting: hook('one'),
  dirty_post_fork: hook('two'),
  dirty_worker_init: hook('one'),
  dirty_worker_exit: hook('two'),
  control_socket: ['/run/gunicorn.ctl'],
  control_socket_mode: [0o660],
  control_socket_disable: [true],
}

/** Functions for hooks, by how many arguments they take. */
export const hooksModule =
  'def one(a): pass\ndef two(a, b): pass\ndef three(a, b, c): pass\ndef four(a, b, c, d): pass\n'

const without: Readonly<Partial<Record<keyof GunicornSettings, keyof GunicornSettings>>> = {
  max_requests_jitter: 'max_requests',
  keyfile: 'certfile',
}

/** `count` configurations of these settings, the same for a seed; together they have each of them at least once. */
export function randomConfigs(
  count: number,
  seed: number,
  names: readonly (keyof GunicornSettings)[],
  version: string,
): GunicornConfig[] {
  const random = createRandom(seed)
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item
  return Array.from({ length: count }, (_, index) => {
    // Each is certain once, the others come by chance.
    const chosen = new Set([names[index % names.length] as keyof GunicornSettings])
    for (let more = Math.floor(random() * 14); more > 0; more--) chosen.add(pick(names))
    for (const one of chosen) if (without[one]) chosen.add(without[one])
    const values = [...chosen].map((one) => {
      const fitting = (samples[one] as readonly unknown[]).filter(
        (value) => one !== 'proxy_protocol' || version !== '20.1' || typeof value === 'boolean',
      )
      return [one, pick(fitting)] as const
    })
    const settings = Object.fromEntries(values) as GunicornSettings
    return defineGunicorn({
      ...(!chosen.has('wsgi_app') && { target: 'shop.wsgi:make(debug=True)' }),
      version,
      settings,
    })
  })
}

/** What gunicorn should have read, in its own terms. */
export function meant(
  name: string,
  value: unknown,
  { kind, version, home }: { readonly kind: string | undefined; readonly version: string; readonly home: string },
): unknown {
  if (isEnvText(value)) {
    const text = fillText(value, environment)
    return kind === 'number' || kind === 'mode' ? Number(text) : text
  }
  if (Array.isArray(value)) return value.map((item: string) => fillText(item, environment))
  if (kind === 'addresses' || kind === 'names') return value === '' ? [] : String(value).split(',')
  if (kind === 'hook') return typeof value === 'string' ? value : (value as { python: string }).python
  if (name === 'chdir') return `${home}/${String(value)}`
  if (name === 'statsd_host') return ['127.0.0.1', 8125]
  if ((name === 'user' || name === 'group') && value === 'root') return 0
  if (name === 'ssl_version') return 2
  if (name === 'proxy_protocol' && version !== '20.1' && typeof value === 'boolean') return value ? 'auto' : 'off'
  return value
}

/** A parsed value in the terms of this release. */
export function inItsTerms(name: string, value: unknown, version: string, env: object): unknown {
  const kind = gunicornSettings().get(name)?.kind
  if (Array.isArray(value)) return value.map((item: Text) => fillText(item, env))
  const filled = isEnvText(value) ? fillText(value, env) : value
  if (typeof filled !== 'string') return name === 'proxy_protocol' && version !== '20.1' ? 'auto' : filled
  if (kind === 'number') return Number(filled)
  if (kind === 'addresses' || kind === 'names') return filled === '' ? [] : filled.split(',')
  if (name === 'loglevel') return filled.toLowerCase()
  const [host, port] = filled.split(':')
  return name === 'statsd_host' ? [host, Number(port)] : filled
}
