import { measured, type Rule } from './lint-view.js'

/** What gunicorn writes, and how it runs as a process. */
export const processRules: readonly Rule[] = [
  ({ settings, platform: { container } }) =>
    container &&
    settings.worker_tmp_dir === undefined && [
      'gunicorn-worker-tmp-dir',
      'warning',
      'settings.worker_tmp_dir',
      'workers show that they are alive by a file on a disk, which can block for seconds',
      'Set worker_tmp_dir=/dev/shm',
      'https://gunicorn.org/faq/',
    ],
  ({ settings, context: { platform } }) =>
    settings.daemon &&
    platform && [
      'gunicorn-daemon',
      'error',
      'settings.daemon',
      `gunicorn leaves the process that ${platform.name} watches: it counts as ended`,
      'Remove daemon',
    ],
  ({ settings, platform: { container } }) =>
    container &&
    (settings.user ?? settings.group) !== undefined && [
      'gunicorn-user',
      'warning',
      'settings.user',
      'user and group can be changed by root alone, which gunicorn should not be in a container',
      'Remove them; set the user of the container',
    ],
  ({ settings, platform: { container } }) =>
    container &&
    settings.pidfile !== undefined && [
      'gunicorn-pidfile',
      'info',
      'settings.pidfile',
      'nobody reads a pidfile in a container, and one that was left behind can stop the next start',
      'Remove pidfile',
    ],
  ({ env: { GUNICORN_CMD_ARGS: more } }) =>
    !!more && [
      'gunicorn-cmd-args',
      'info',
      'env.GUNICORN_CMD_ARGS',
      'GUNICORN_CMD_ARGS changes settings that are not seen here; it wins over a configuration file',
      'Parse it with the other arguments, in front of them',
    ],
  ({ text }) => {
    const level = text('loglevel')
    return (
      level !== undefined &&
      !/^(?:debug|info|warning|error|critical)$/i.test(level) && [
        'gunicorn-loglevel-unknown',
        'warning',
        'settings.loglevel',
        `gunicorn knows no level ${level} and takes info`,
        'Set debug, info, warning, error or critical',
        measured,
      ]
    )
  },
  ({ settings, context: { accessLog } }) => {
    const { accesslog, access_log_format, logger_class, logconfig, logconfig_dict, logconfig_json, syslog } = settings
    const isLogged = accesslog ?? logger_class ?? logconfig ?? logconfig_dict ?? logconfig_json ?? (syslog || undefined)
    return (
      isLogged === undefined &&
      (accessLog || access_log_format !== undefined) && [
        'gunicorn-access-log',
        access_log_format === undefined ? 'info' : 'warning',
        'settings.accesslog',
        'requests are not logged: without accesslog there is no access log, whatever its format',
        'Set accesslog=-',
      ]
    )
  },
  ({ text, platform: { name, ephemeralDisk } }) => {
    const path = (['accesslog', 'errorlog'] as const).find((one) => /^(?!-$|\/dev\/|\/proc\/)./.test(text(one) ?? ''))
    return (
      ephemeralDisk &&
      path && [
        'gunicorn-log-lost',
        'warning',
        `settings.${path}`,
        `${text(path)} is gone with every restart on ${name}, which shows what is printed`,
        `Set ${path}=-`,
      ]
    )
  },
  ({ settings: { statsd_host, statsd_prefix, dogstatsd_tags } }) =>
    statsd_host === undefined &&
    (statsd_prefix || dogstatsd_tags) && [
      'gunicorn-statsd-host',
      'warning',
      'settings.statsd_host',
      'no metrics are sent without statsd_host',
      'Set statsd_host, or remove the other',
      measured,
    ],
  ({ settings: { check_config, print_config } }) =>
    (check_config || print_config) && [
      'gunicorn-never-serves',
      'error',
      check_config ? 'settings.check_config' : 'settings.print_config',
      'gunicorn checks or prints its configuration and ends',
      'Remove check_config and print_config',
    ],
  ({ settings }) =>
    settings.spew && [
      'gunicorn-spew',
      'warning',
      'settings.spew',
      'every line of Python that runs is printed',
      'Remove spew',
    ],
]
