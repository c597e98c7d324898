import type { PythonValue } from '../python/literal.js'
import type { EnvText, Text } from '../text.js'
import type { GunicornHooks } from './hooks.js'

/** The workers that gunicorn brings along; any other class is given as its import path `module.Class`. */
export type GunicornWorkerClass =
  | 'sync'
  | 'gthread'
  | 'gevent'
  | 'gevent_wsgi'
  | 'gevent_pywsgi'
  | 'tornado'
  /** `@until 26.0` */
  | 'eventlet'
  /** `@since 24.0` */
  | 'asgi'

/**
 * Every setting of gunicorn 20.1 to 26.2, by gunicorn's own name; `@since` and `@until` (not in that release any more) say
 * which releases have it. A text or a number can be taken from the environment: `envText('0.0.0.0:', { env: 'PORT' })`.
 *
 * https://gunicorn.org/reference/settings/
 */
export interface GunicornSettings extends GunicornHooks {
  /** Configuration file: a path, `file:path` or `python:module`; for the command line only. @default ./gunicorn.conf.py where it exists */
  readonly config?: Text | undefined
  /** What a target of the command line is, for a configuration file only. */
  readonly wsgi_app?: Text | undefined

  /** Addresses to listen on: `host:port`, `host`, `[::1]:port`, `unix:path`, `fd://number`. @default 127.0.0.1:8000, or 0.0.0.0:$PORT where PORT is set */
  readonly bind?: readonly Text[] | undefined
  /** Connections that may wait to be accepted. @default 2048 */
  readonly backlog?: number | EnvText | undefined
  /** Set SO_REUSEPORT on the sockets. @default false */
  readonly reuse_port?: boolean | undefined

  /** Worker processes. @default 1, or $WEB_CONCURRENCY where that is set */
  readonly workers?: number | EnvText | undefined
  /** Kind of the worker processes. @default sync, which is gthread when there are several threads */
  readonly worker_class?: GunicornWorkerClass | (string & {}) | EnvText | undefined
  /** Threads of each worker, for gthread. @default 1 */
  readonly threads?: number | EnvText | undefined
  /** Simultaneous clients of each worker, for gthread, gevent, eventlet and asgi. @default 1000 */
  readonly worker_connections?: number | EnvText | undefined
  /** Requests after which a worker is replaced; 0 is never. @default 0 */
  readonly max_requests?: number | EnvText | undefined
  /** Up to so many are added to `max_requests`, at random for each worker. @default 0 */
  readonly max_requests_jitter?: number | EnvText | undefined
  /** Seconds of silence after which a worker is killed; 0 is never. @default 30 */
  readonly timeout?: number | EnvText | undefined
  /** Seconds that a worker has to finish its requests once it was told to stop. @default 30 */
  readonly graceful_timeout?: number | EnvText | undefined
  /** Seconds that an idle connection is kept; sync workers keep none. @default 2 */
  readonly keepalive?: number | EnvText | undefined

  /** Longest request line, in bytes; 0 is no limit, 8190 the most. @default 4094 */
  readonly limit_request_line?: number | EnvText | undefined
  /** Most header fields of a request; 32768 is the most. @default 100 */
  readonly limit_request_fields?: number | EnvText | undefined
  /** Longest header field, in bytes, 1 or more: what 0 means has changed. @default 8190 */
  readonly limit_request_field_size?: number | EnvText | undefined

  /** Restart workers when code changes; for development. @default false */
  readonly reload?: boolean | undefined
  /** How changes are noticed. @default auto */
  readonly reload_engine?: 'auto' | 'poll' | 'inotify' | undefined
  /** More files to watch; glob patterns since 26.1. @default [] */
  readonly reload_extra_files?: readonly Text[] | undefined
  /** Print every line of Python that runs. @default false */
  readonly spew?: boolean | undefined
  /** Check the configuration and end. @default false */
  readonly check_config?: boolean | undefined
  /** Print the configuration and end. @default false */
  readonly print_config?: boolean | undefined

  /** Load the application before workers are forked. @default false */
  readonly preload_app?: boolean | undefined
  /** `false` sends files without sendfile(). gunicorn takes any value for false, so there is no `true`. */
  readonly sendfile?: false | undefined
  /** Folder to change to before the application is loaded. @default the current one */
  readonly chdir?: Text | undefined
  /** Run detached from the terminal. @default false */
  readonly daemon?: boolean | undefined
  /** Environment variables to set, as `NAME=value`. @default [] */
  readonly raw_env?: readonly Text[] | undefined
  /** File that gets the id of the main process. */
  readonly pidfile?: Text | undefined
  /** Folder of the files by which workers show that they are alive; best in memory. @default the system's folder for temporary files */
  readonly worker_tmp_dir?: Text | undefined
  /** User of the workers, by name or number. @default the one who starts gunicorn */
  readonly user?: Text | number | undefined
  /** Group of the workers, by name or number. @default that of the one who starts gunicorn */
  readonly group?: Text | number | undefined
  /** Bits taken from the mode of files that are made, also of sockets: `0o007`. @default 0 */
  readonly umask?: number | EnvText | undefined
  /** Give workers all groups of their user. @default false */
  readonly initgroups?: boolean | undefined
  /** Folder for bodies of requests while they arrive. */
  readonly tmp_upload_dir?: Text | undefined
  /** Header fields, in capitals, and the value of each that means https. */
  readonly secure_scheme_headers?: Readonly<Record<string, string>> | undefined
  /** Proxies whose headers about the scheme are believed: addresses separated by commas, networks since 24.1, or `*`. @default 127.0.0.1,::1, or $FORWARDED_ALLOW_IPS where that is set */
  readonly forwarded_allow_ips?: Text | undefined
  /** Module search path: folders separated by commas. */
  readonly pythonpath?: Text | undefined
  /** PasteDeploy file, with `#name` for one application of it. */
  readonly paste?: Text | undefined
  /** Variables for the PasteDeploy file, as `name=value`. @default [] */
  readonly raw_paste_global_conf?: readonly Text[] | undefined
  /** Take the PROXY protocol; before 24.1 it was on or off. @default off */
  readonly proxy_protocol?: boolean | 'off' | 'v1' | 'v2' | 'auto' | undefined
  /** Proxies that may speak the PROXY protocol: addresses separated by commas, or `*`. @default 127.0.0.1,::1 */
  readonly proxy_allow_ips?: Text | undefined
  /** What clients speak: HTTP, or uWSGI's protocol as nginx does with `uwsgi_pass`. @default http @since 24.0 */
  readonly protocol?: 'http' | 'uwsgi' | undefined
  /** Clients that may speak uWSGI's protocol: addresses separated by commas, or `*`. @default 127.0.0.1,::1 @since 24.0 */
  readonly uwsgi_allow_ips?: Text | undefined

  /** File of the access log; `-` is stdout. @default none */
  readonly accesslog?: Text | undefined
  /** Format of the access log. @default %(h)s %(l)s %(u)s %(t)s "%(r)s" %(s)s %(b)s "%(f)s" "%(a)s" */
  readonly access_log_format?: Text | undefined
  /** Keep the access log out of syslog. @default false */
  readonly disable_redirect_access_to_syslog?: boolean | undefined
  /** File of the error log; `-` is stderr. @default - */
  readonly errorlog?: Text | undefined
  /** What the error log holds at least. @default info */
  readonly loglevel?: 'debug' | 'info' | 'warning' | 'error' | 'critical' | EnvText | undefined
  /** Send stdout and stderr of the application to the error log. @default false */
  readonly capture_output?: boolean | undefined
  /** Class that logs, by its import path. @default gunicorn.glogging.Logger */
  readonly logger_class?: Text | undefined
  /** File with the configuration of Python's logging. */
  readonly logconfig?: Text | undefined
  /** Configuration of Python's logging, for `logging.config.dictConfig`. */
  readonly logconfig_dict?: Readonly<Record<string, PythonValue>> | undefined
  /** File with the same as JSON. @since 21.0 */
  readonly logconfig_json?: Text | undefined
  /** Send logs to syslog. @default false */
  readonly syslog?: boolean | undefined
  /** `unix://path`, `udp://host:port` or `tcp://host:port`. @default udp://localhost:514 */
  readonly syslog_addr?: Text | undefined
  /** Name of the program in syslog. */
  readonly syslog_prefix?: Text | undefined
  /** Facility of syslog: `user`, `daemon`, `local0`, … @default user */
  readonly syslog_facility?: Text | undefined
  /** Keep stdio open for the processes of a daemon. @default false */
  readonly enable_stdio_inheritance?: boolean | undefined
  /** `host:port` of a StatsD server; newer releases take `unix://path`, too. */
  readonly statsd_host?: Text | undefined
  /** Tags of all metrics, separated by commas. */
  readonly dogstatsd_tags?: Text | undefined
  /** What names of metrics begin with. */
  readonly statsd_prefix?: Text | undefined
  /** Send the number of waiting connections as a metric. @default false @since 24.1 */
  readonly enable_backlog_metric?: boolean | undefined
  /** Name of the processes; needs setproctitle. */
  readonly proc_name?: Text | undefined
  /** Name where `proc_name` is not set; gunicorn sets it to its target. @default gunicorn */
  readonly default_proc_name?: Text | undefined

  /** Private key of the server, a PEM file. */
  readonly keyfile?: Text | undefined
  /** Certificate of the server, a PEM file. */
  readonly certfile?: Text | undefined
  /** Version of TLS, a number or name of Python's `ssl`. @until 21.0, where it has no effect */
  readonly ssl_version?: number | Text | undefined
  /** Certificates of clients: 0 are not asked for, 1 are optional, 2 are required. @default 0 */
  readonly cert_reqs?: 0 | 1 | 2 | undefined
  /** Authorities of the clients' certificates, a PEM file. */
  readonly ca_certs?: Text | undefined
  /** Take a TLS connection that ends without a goodbye as ended. @default true */
  readonly suppress_ragged_eofs?: boolean | undefined
  /** Shake hands when the connection is accepted. @default false */
  readonly do_handshake_on_connect?: boolean | undefined
  /** Ciphers, as OpenSSL lists them. */
  readonly ciphers?: Text | undefined

  /** Versions of HTTP, best first, separated by commas: `h1`, `h2`, `h3`. @default h1 @since 25.0 */
  readonly http_protocols?: string | undefined
  /** HTTP/2 without TLS. @default off @since 26.2 */
  readonly http2_cleartext?: 'off' | 'prior-knowledge' | 'upgrade' | 'both' | undefined
  /** Streams of an HTTP/2 connection. @default 100 @since 25.0 */
  readonly http2_max_concurrent_streams?: number | EnvText | undefined
  /** Flow-control window of HTTP/2, in bytes. @default 65535 @since 25.0 */
  readonly http2_initial_window_size?: number | EnvText | undefined
  /** Largest frame of HTTP/2, in bytes, 16384 to 16777215. @default 16384 @since 25.0 */
  readonly http2_max_frame_size?: number | EnvText | undefined
  /** Largest header list of HTTP/2, in bytes. @default 65536 @since 25.0 */
  readonly http2_max_header_list_size?: number | EnvText | undefined
  /** Parser of HTTP: `fast` is in C. @default auto @since 25.0 */
  readonly http_parser?: 'auto' | 'fast' | 'python' | undefined

  /** Accept white space between a header's name and its colon: unsafe behind a proxy. @default false */
  readonly strip_header_spaces?: boolean | undefined
  /** Accept requests whose length is told in two ways: unsafe. @default false @until 23.0 */
  readonly tolerate_dangerous_framing?: boolean | undefined
  /** Accept header fields over several lines. @default false @since 23.0 */
  readonly permit_obsolete_folding?: boolean | undefined
  /** Accept methods of any spelling. @default false @since 22.0 */
  readonly permit_unconventional_http_method?: boolean | undefined
  /** Accept versions of HTTP other than 1.0 and 1.1. @default false @since 22.0 */
  readonly permit_unconventional_http_version?: boolean | undefined
  /** Turn methods into capitals. @default false @since 22.0 */
  readonly casefold_http_method?: boolean | undefined
  /** Headers that a believed proxy may set although they become WSGI variables, separated by commas. @default SCRIPT_NAME,PATH_INFO @since 23.0 */
  readonly forwarder_headers?: Text | undefined
  /** What becomes of headers whose names are ambiguous in WSGI. @default drop @since 22.0 */
  readonly header_map?: 'drop' | 'refuse' | 'dangerous' | undefined

  /** Event loop of asgi workers. @default auto @since 24.0 */
  readonly asgi_loop?: 'auto' | 'asyncio' | 'uvloop' | undefined
  /** ASGI's lifespan protocol. @default auto @since 24.0 */
  readonly asgi_lifespan?: 'auto' | 'on' | 'off' | undefined
  /** Seconds that a request goes on after its client left. @default 3 @since 25.0 */
  readonly asgi_disconnect_grace_period?: number | EnvText | undefined
  /** Path below which a proxy mounts the application. @since 24.0 */
  readonly root_path?: Text | undefined

  /** Long-lived applications beside the workers, `module:Class` or `module:Class:workers`. @default [] @since 25.0 */
  readonly dirty_apps?: readonly Text[] | undefined
  /** Processes of these applications. @default 0 @since 25.0 */
  readonly dirty_workers?: number | EnvText | undefined
  /** Seconds for one of their tasks. @default 300 @since 25.0 */
  readonly dirty_timeout?: number | EnvText | undefined
  /** Threads of each of their processes. @default 1 @since 25.0 */
  readonly dirty_threads?: number | EnvText | undefined
  /** Seconds that they have to finish once told to stop. @default 30 @since 25.0 */
  readonly dirty_graceful_timeout?: number | EnvText | undefined

  /** Socket for `gunicornc`. @default gunicorn.ctl in a folder of the user's @since 25.1 */
  readonly control_socket?: Text | undefined
  /** Mode of that socket. @default 0o600 @since 25.1 */
  readonly control_socket_mode?: number | EnvText | undefined
  /** Have no such socket. @default false @since 25.1 */
  readonly control_socket_disable?: boolean | undefined
}
