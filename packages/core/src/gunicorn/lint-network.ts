import { isEnvText } from '../text.js'
import { isBefore } from './release.js'
import { measured, type LintView, type Rule } from './lint-view.js'

const isLocal = (bind: string) => /^(?:tcp:\/\/)?(?:127\.|localhost\b|\[::1\])|^(?:unix|fd):/i.test(bind)
const portOf = (bind: string) => /^(?!unix:|fd:).*:(-?\d+)$/.exec(bind)?.[1]

const hasAll = (addresses = '') => /(?:^|,)\s*\*\s*(?:,|$)/.test(addresses)

/** Whether others than a proxy can connect, as far as is known. */
const isOpen = ({ binds, platform }: LintView) => !platform.terminatesTls && !binds.every(isLocal)

/** Where gunicorn listens, whom it believes, and what it takes. */
export const networkRules: readonly Rule[] = [
  ({ binds }) => {
    const wrong = binds.find((bind) => !(Number(portOf(bind) ?? 1) >= 0 && Number(portOf(bind) ?? 1) < 65_536))
    return (
      wrong !== undefined && [
        'gunicorn-bind-port',
        'error',
        'settings.bind',
        `${wrong} has no port that exists: gunicorn ends as it starts, which --check-config does not see`,
        'Set a port from 1 to 65535',
        measured,
      ]
    )
  },
  ({ binds, platform: { name, container }, settings, context: { env } }) =>
    container &&
    // Without an environment it is not known whether PORT is there.
    (settings.bind || env) &&
    binds.length > 0 &&
    binds.every(isLocal) && [
      'gunicorn-bind-loopback',
      'error',
      'settings.bind',
      `${binds.join(', ')} cannot be reached from outside the container: ${name} finds no open port`,
      "Set bind to envText('0.0.0.0:', { env: 'PORT' })",
    ],
  ({ binds, settings, env: { PORT: port }, context: { platform } }) =>
    platform &&
    port &&
    settings.bind &&
    !binds.every(isLocal) &&
    !settings.bind.some(isEnvText) &&
    !binds.some((bind) => portOf(bind) === port) && [
      'gunicorn-bind-fixed',
      'warning',
      'settings.bind',
      `gunicorn listens on ${binds.join(', ')}, but ${platform.name} gives port ${port}`,
      "Set bind to envText('0.0.0.0:', { env: 'PORT' }), or leave it out",
    ],
  (view) => {
    const given = view.settings.forwarded_allow_ips
    const isAll = hasAll(view.text('forwarded_allow_ips') ?? view.env['FORWARDED_ALLOW_IPS'])
    return (
      isAll &&
      isOpen(view) && [
        'gunicorn-forwarded-all',
        'warning',
        given === undefined ? 'env.FORWARDED_ALLOW_IPS' : 'settings.forwarded_allow_ips',
        'whoever reaches gunicorn can claim https by a header that no proxy took away',
        'Name the addresses of the proxy, or listen on loopback',
      ]
    )
  },
  (view) =>
    !/^(?:false|off|undefined)$/.test(String(view.settings.proxy_protocol)) &&
    hasAll(view.text('proxy_allow_ips')) &&
    isOpen(view) && [
      'gunicorn-proxy-protocol-all',
      'warning',
      'settings.proxy_allow_ips',
      'whoever reaches gunicorn can claim any address of a client',
      'Name the addresses of the proxy',
    ],
  ({ settings: { certfile, keyfile }, platform: { name, terminatesTls } }) =>
    (certfile ?? keyfile) !== undefined &&
    terminatesTls && [
      'gunicorn-tls-behind-proxy',
      'error',
      'settings.certfile',
      `the proxy of ${name} speaks plain HTTP to gunicorn, which wants TLS: every request fails`,
      'Remove certfile and keyfile',
    ],
  ({ settings: { certfile, keyfile } }) =>
    keyfile !== undefined &&
    certfile === undefined && [
      'gunicorn-tls-incomplete',
      'error',
      'settings.keyfile',
      'a key without a certificate: gunicorn starts, and every request fails',
      'Set certfile',
      measured,
    ],
  ({ settings: { certfile, keyfile, ca_certs, cert_reqs, ciphers } }) =>
    (certfile ?? keyfile) === undefined &&
    (ca_certs ?? ciphers ?? (cert_reqs || undefined)) !== undefined && [
      'gunicorn-tls-unused',
      'warning',
      'settings.certfile',
      'ca_certs, cert_reqs and ciphers have no effect without certfile: gunicorn speaks plain HTTP to everybody',
      'Set certfile and keyfile, or remove them',
      measured,
    ],
  ({ settings: { ssl_version }, config: { version } }) =>
    ssl_version !== undefined &&
    !(version && isBefore(version, '21.0')) && [
      'gunicorn-ssl-version-ignored',
      'warning',
      'settings.ssl_version',
      'ssl_version has no effect since gunicorn 21',
      'Remove it, or use the hook ssl_context',
      'measured: gunicorn 26.2',
    ],
  ({ number, config: { version } }) => {
    const line = number('limit_request_line') === 0
    const size = number('limit_request_field_size') === 0 && (!version || isBefore(version, '23.0'))
    const name = line ? 'limit_request_line' : 'limit_request_field_size'
    return (
      (line || size) && [
        'gunicorn-limit-off',
        'warning',
        `settings.${name}`,
        `${name}=0 is no limit: one client can fill the memory`,
        `Set ${line ? 'limit_request_line=4094' : 'limit_request_field_size=8190'}`,
        'measured: gunicorn 20.1',
      ]
    )
  },
  ({ number }) =>
    (number('limit_request_line') ?? 0) > 8190 && [
      'gunicorn-limit-clamped',
      'warning',
      'settings.limit_request_line',
      `limit_request_line=${number('limit_request_line')} means 8190`,
      'Set limit_request_line=8190',
      measured,
    ],
  ({ number }) =>
    number('limit_request_fields') === 0 && [
      'gunicorn-limit-fields',
      'warning',
      'settings.limit_request_fields',
      'limit_request_fields=0 means 32768',
      'Set limit_request_fields=100',
      measured,
    ],
]
