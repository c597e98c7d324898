/** Who reads a URL; each makes something else of the same text. `django` is Django's own RedisCache. */
export type RedisClient =
  | 'ioredis'
  | 'bullmq'
  | 'node-redis'
  | 'redis-py'
  | 'django-redis'
  | 'django'
  | 'celery-broker'
  | 'celery-result-backend'

/** What redis-py reads out of a URL beside TLS; the Celery result backend hands everything on to it. */
const redisPyParameters =
  /^(?:socket_timeout|socket_connect_timeout|socket_keepalive|retry_on_timeout|max_connections|health_check_interval|client_name)$/

/** As messages say it: kombu is what opens a broker's connection. */
export function nameOf(client: RedisClient): string {
  if (client === 'celery-broker') return 'kombu'
  if (client === 'celery-result-backend') return "Celery's result backend"
  return client === 'django' ? "Django's RedisCache" : client
}

/** Which clients want TLS spelled out in the URL. Without it redis-py below 6 accepts a certificate of any host. */
export function readsTlsParameters(client: RedisClient): boolean {
  return /py$|^django|^celery/.test(client)
}

/** Whether a client reads this parameter of a URL as what it says; others fail on it or take it for an option of theirs. */
export function takesParameter(client: RedisClient, name: string): boolean {
  if (!readsTlsParameters(client)) return false
  return /^ssl_\w+$/.test(name) || (client !== 'celery-broker' && redisPyParameters.test(name))
}
