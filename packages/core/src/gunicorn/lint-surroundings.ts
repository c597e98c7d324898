import type { Text } from '../text.js'
import { readKnown } from './check-text.js'
import type { Rules } from './lint-view.js'

const isLocal = (bind: string) => /^(?:tcp:\/\/)?(?:127\.|localhost\b|\[::1\])|^(?:unix|fd):/i.test(bind)

/** A text, or how it begins when a variable follows that is not known here. */
function readBeginning(text: Text | undefined): string | undefined {
  const known = readKnown(text)
  const first = typeof text === 'object' ? text.parts[0] : undefined
  return known ?? (typeof first === 'string' ? `${first}…` : undefined)
}

/** Who reaches gunicorn. */
export const networkRules: Rules = function* ({
  settings: { bind, certfile },
  env: { PORT: port },
  platform,
  context,
}) {
  const { name, container, terminatesTls } = platform
  // Without an environment it is not known whether PORT is there.
  const binds = bind ?? [port ? `0.0.0.0:${port}` : context.env && '127.0.0.1:8000']
  const known = binds.map(readBeginning).filter((one) => one !== undefined)
  const areLocal = known.every(isLocal)
  const isElsewhere = context.platform && port && !known.some((one) => one.endsWith(`:${port}`) || one.endsWith('…'))
  if (known.length === binds.length && (areLocal ? container : isElsewhere)) {
    yield [
      'gunicorn-bind-unreachable',
      areLocal ? 'error' : 'warning',
      'settings.bind',
      `gunicorn listens on ${known.join(', ')}, ${areLocal ? `which nothing outside the container reaches: ${name} finds no open port` : `but ${name} gives port ${port}`}`,
      "Set bind to envText('0.0.0.0:', { env: 'PORT' })",
    ]
  }
  if (certfile !== undefined && terminatesTls) {
    yield [
      'gunicorn-tls-behind-proxy',
      'error',
      'settings.certfile',
      `the proxy of ${name} speaks plain HTTP, gunicorn wants TLS: every request fails`,
      'Remove certfile and keyfile',
    ]
  }
}

/** What gunicorn writes, and how it runs as a process. */
export const processRules: Rules = function* ({ settings, platform: { container }, context: { platform, accessLog } }) {
  if (container && settings.worker_tmp_dir === undefined) {
    yield [
      'gunicorn-worker-tmp-dir',
      'warning',
      'settings.worker_tmp_dir',
      'the heartbeat of workers is a file on a disk, which can block for seconds',
      'Set worker_tmp_dir=/dev/shm',
      'https://gunicorn.org/faq/',
    ]
  }
  if (settings.daemon && platform) {
    yield [
      'gunicorn-daemon',
      'error',
      'settings.daemon',
      `the process that ${platform.name} watches ends`,
      'Remove daemon',
    ]
  }
  const isLogged = Object.keys(settings).some((name) => /^(?:accesslog|logconfig|logger_class|syslog$)/.test(name))
  if (!isLogged && (accessLog || settings.access_log_format !== undefined)) {
    yield [
      'gunicorn-access-log',
      'info',
      'settings.accesslog',
      'requests are not logged, whatever the format: there is no accesslog',
      'Set accesslog=-',
    ]
  }
}
