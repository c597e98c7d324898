/** How the programs that read a PostgreSQL URL are told apart; those of SQLAlchemy are its schemes. */
export type PostgresTarget =
  | 'libpq'
  | 'node-postgres'
  | 'asyncpg'
  | 'dj-database-url'
  | 'postgresql+psycopg'
  | 'postgresql+psycopg2'
  | 'postgresql+asyncpg'

/** Parameters of libpq by the major version that they came with; 15 stands for all before. */
const libpq: Readonly<Record<number, string>> = {
  15: 'application_name channel_binding client_encoding connect_timeout fallback_application_name gssencmode gsslib keepalives keepalives_count keepalives_idle keepalives_interval krbsrvname options replication requirepeer sslcert sslcompression sslcrl sslcrldir sslkey sslmode sslpassword sslrootcert sslsni ssl_max_protocol_version ssl_min_protocol_version target_session_attrs tcp_user_timeout',
  16: 'gssdelegation load_balance_hosts require_auth sslcertmode',
  17: 'sslnegotiation',
  18: 'max_protocol_version min_protocol_version oauth_client_id oauth_client_secret oauth_issuer oauth_scope scram_client_key scram_server_key sslkeylogfile',
}

/** Settings of a session, which libpq takes in `options` alone. */
const session = 'idle_in_transaction_session_timeout lock_timeout search_path statement_timeout'

/** What a driver that is not libpq reads of a URL. */
const drivers = {
  'node-postgres':
    'application_name client_encoding fallback_application_name idle_in_transaction_session_timeout lock_timeout options query_timeout replication sslcert sslkey sslmode sslnegotiation sslrootcert statement_timeout',
  asyncpg: `application_name gsslib krbsrvname options sslcert sslcrl sslkey sslmode sslnegotiation sslpassword sslrootcert ssl_max_protocol_version ssl_min_protocol_version target_session_attrs ${session}`,
  'postgresql+asyncpg': 'gsslib krbsrvname prepared_statement_cache_size ssl target_session_attrs',
} as const

/** What a driver does without, and nothing is lost: it has no such way, or verifies the certificate in another one. */
const needless = 'channel_binding gssencmode sslsni sslcompression'

/** Where a parameter belongs that a URL for this target cannot hold. */
const elsewhere: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'node-postgres': {
    connect_timeout: 'Give the pool connectionTimeoutMillis',
    keepalives: 'Give the pool keepAlive',
  },
  asyncpg: { connect_timeout: 'Give asyncpg.connect timeout' },
  'postgresql+asyncpg': {
    connect_timeout: 'Give connect_args timeout',
    sslmode: 'Write ssl=verify-full',
    sslrootcert: 'Give connect_args ssl, an ssl.SSLContext, or set PGSSLROOTCERT',
    application_name: 'Give connect_args server_settings',
    options: 'Give connect_args server_settings',
  },
}

/** What becomes of a parameter in a URL for a target; `options`: it moves there; a text: it is refused with this hint. */
export type ParameterFate = 'keep' | 'drop' | 'options' | { readonly hint: string }

const has = (list: string, name: string) => list.split(' ').includes(name)

/** Whether a target is libpq, whatever wraps it. */
export function isLibpq(target: PostgresTarget): boolean {
  return !Object.hasOwn(drivers, target)
}

/** Decides on a parameter of a URL by its name. `major` is libpq's. */
export function fateOf(name: string, target: PostgresTarget, major: number): ParameterFate {
  if (isLibpq(target)) {
    const [since] = Object.entries(libpq).find(([, list]) => has(list, name)) ?? []
    if (since !== undefined && Number(since) <= Math.max(major, 15)) return 'keep'
    if (since !== undefined) return { hint: `libpq knows it from version ${since} on, and this is ${major}` }
    return has(session, name) ? 'options' : { hint: 'libpq refuses what it does not know' }
  }
  const list = drivers[target as keyof typeof drivers]
  if (has(list, name)) return 'keep'
  if (has(needless, name)) return 'drop'
  if (has(session, name) && has(list, 'options')) return 'options'
  return { hint: elsewhere[target]?.[name] ?? 'Leave it out, or give it to the driver in the program' }
}
