import type { GunicornSettings } from './settings.js'

/** What a value of a setting looks like, to gunicorn's command line and to its configuration file. */
export type SettingKind =
  /** A whole number that is not negative. */
  | 'number'
  /** Bits of a file's mode; octal on the command line. */
  | 'mode'
  /** A flag that turns on. */
  | 'switch'
  /** A flag that turns off. */
  | 'off'
  | 'text'
  /** A flag for each item. */
  | 'list'
  /** Names or addresses separated by commas; empty is a value of its own. */
  | 'names'
  | 'addresses'
  | 'word'
  /** A flag with or without one of the words. */
  | 'switchOrWord'
  /** The import path of a class. */
  | 'class'
  /** A name, or the number that it stands for. */
  | 'id'
  | 'dictionary'
  | 'hook'

/** What is known of a setting. */
export interface GunicornSetting {
  readonly name: keyof GunicornSettings
  readonly kind: SettingKind
  /** Short ones first; none when it can stand in a configuration file only. */
  readonly flags: readonly string[]
  /** The first release that has it, when that came after 20.1. */
  readonly since?: string | undefined
  /** The first release in which it has no effect any more. */
  readonly until?: string | undefined
  /** Of numbers; both are allowed. */
  readonly min: number
  readonly max: number
  /** Of words. */
  readonly words: readonly string[]
}

/**
 * A line for each kind of setting, and release that brought it (`>`) or took it away (`<`): its settings, each with range or
 * words, and with flags where `--` and its name are not all: short ones go in front, long ones instead, `!` is none.
 */
const table = `
list bind,-b reload_extra_files,--reload-extra-file raw_env,-e,--env raw_paste_global_conf,--paste-global
list>25.0 dirty_apps,--dirty-app
number backlog workers,1..,-w threads,1.. worker_connections,1.. max_requests max_requests_jitter timeout,-t graceful_timeout keepalive,--keep-alive limit_request_line,0..8190 limit_request_fields,1..32768 limit_request_field_size,1..,--limit-request-field_size cert_reqs,0..2
number>25.0 http2_max_concurrent_streams,1.. http2_initial_window_size http2_max_frame_size,16384..16777215 http2_max_header_list_size,1.. asgi_disconnect_grace_period dirty_workers dirty_timeout dirty_threads,1.. dirty_graceful_timeout
mode umask,0..511,-m
mode>25.1 control_socket_mode,0..511
switch reload spew check_config print_config preload_app,--preload reuse_port daemon,-D initgroups disable_redirect_access_to_syslog capture_output syslog,--log-syslog enable_stdio_inheritance,-R suppress_ragged_eofs do_handshake_on_connect strip_header_spaces
switch>24.1 enable_backlog_metric
switch>23.0 permit_obsolete_folding
switch<23.0 tolerate_dangerous_framing
switch>22.0 permit_unconventional_http_method permit_unconventional_http_version casefold_http_method
switch>25.1 control_socket_disable,--no-control-socket
off sendfile,--no-sendfile
text config,-c wsgi_app,! chdir pidfile,-p,--pid worker_tmp_dir tmp_upload_dir,! accesslog,--access-logfile access_log_format,--access-logformat errorlog,--error-logfile,--log-file logconfig,--log-config syslog_addr,--log-syslog-to syslog_prefix,--log-syslog-prefix syslog_facility,--log-syslog-facility statsd_host dogstatsd_tags statsd_prefix proc_name,-n,--name default_proc_name,! pythonpath paste,--paste,--paster keyfile certfile ca_certs ciphers
text>21.0 logconfig_json,--log-config-json
text>24.0 root_path
text>25.1 control_socket
class worker_class,-k logger_class
word reload_engine,auto|poll|inotify loglevel,debug|info|warning|error|critical,--log-level
word>24.0 protocol,http|uwsgi asgi_loop,auto|asyncio|uvloop asgi_lifespan,auto|on|off
word>26.2 http2_cleartext,off|prior-knowledge|upgrade|both
word>22.0 header_map,drop|refuse|dangerous
word>25.0 http_parser,auto|fast|python
switchOrWord proxy_protocol,off|v1|v2|auto
names>25.0 http_protocols
names>23.0 forwarder_headers
addresses forwarded_allow_ips proxy_allow_ips,--proxy-allow-from
addresses>24.0 uwsgi_allow_ips,--uwsgi-allow-from
id user,-u group,-g
id<21.0 ssl_version
dictionary secure_scheme_headers,! logconfig_dict,!
hook on_starting on_reload when_ready pre_fork post_fork post_worker_init worker_int worker_abort pre_exec pre_request post_request child_exit worker_exit nworkers_changed on_exit
hook>21.0 ssl_context
hook>25.0 on_dirty_starting dirty_post_fork dirty_worker_init dirty_worker_exit`

/** All settings, by name. */
export function gunicornSettings(): ReadonlyMap<string, GunicornSetting> {
  return new Map(
    table
      .split('\n')
      .flatMap(readLine)
      .map((setting) => [setting.name, setting]),
  )
}

// That these are the names of the interface, with the flags of gunicorn itself, is tested on the program: test/programs/gunicorn.test.ts.
function readLine(line: string): GunicornSetting[] {
  const [head = '', ...items] = line.split(' ')
  const [kind, mark, release] = head.split(/([<>])/)
  return items.map((item) => {
    const [name = '', ...rest] = item.split(',')
    const [, min = 0, max] = /(\d+)\.\.(\d*)/.exec(item) ?? []
    const flags = rest.filter((one) => one.startsWith('-'))
    if (kind !== 'hook' && !/,--|!/.test(item)) flags.push(`--${name.replaceAll('_', '-')}`)
    return {
      name: name as keyof GunicornSettings,
      kind: kind as SettingKind,
      flags,
      since: mark === '>' ? release : undefined,
      until: mark === '<' ? release : undefined,
      min: Number(min),
      max: Number(max || Infinity),
      words: rest.find((one) => one.includes('|'))?.split('|') ?? [],
    }
  })
}
