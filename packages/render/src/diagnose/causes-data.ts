import type { CatalogueEntry } from './catalogue-entry.js'

const postgres = 'https://www.postgresql.org/docs/current/errcodes-appendix.html'
const connecting = 'https://render.com/docs/postgresql-creating-connecting'
const redis = 'https://redis.io/docs/latest/operate/oss_and_stack/management/security/'

/** What a process has against its database, its cache and its migrations. */
export const dataCauses: readonly CatalogueEntry[] = [
  {
    code: 'database-on-localhost',
    title: 'The application looks for its database on its own machine',
    kind: 'cause',
    on: {
      log: [
        /connection to server at "(?:localhost|127\.0\.0\.1|::1)".*port (?:5432 failed|\d+ failed: Connection refused)/,
        /connection to server on socket "[^"]+" failed/,
        /ECONNREFUSED (?:127\.0\.0\.1|::1):(?:5432|3306|27017)/,
        /could not connect to server: (?:Connection refused|No such file or directory)(?=.*(?:localhost|127\.0\.0\.1|domain socket))/,
        /Can't connect to (?:local )?MySQL server (?:through socket|on '(?:localhost|127\.0\.0\.1)')/,
      ],
    },
    fix: 'The database URL is not set or not read: set DATABASE_URL on the service, and let the settings take it',
    source: connecting,
  },
  {
    code: 'database-refused',
    title: 'The database refuses connections, or is not there',
    kind: 'cause',
    on: {
      log: [
        /connection to server at "(?!localhost|127\.|::1)[^"]+".*port \d+ failed: (?:Connection refused|Connection timed out|timeout expired|Network is unreachable|No route to host)/,
        /could not connect to server: (?:Connection refused|Connection timed out)/,
        /(?:ECONNREFUSED|ETIMEDOUT) (?!127\.|::1)[\w.:-]+:5432/,
        /Can't reach database server at [`']?([\w.:-]+)/,
        /the database system is (?:starting up|shutting down|in recovery mode)/,
      ],
    },
    fix: 'Check that the database runs, is in the same region (internal URL) or allows the address (external URL); retry at the start, a new database takes minutes',
    source: connecting,
  },
  {
    code: 'database-connection-lost',
    title: 'The database closed the connection',
    kind: 'symptom',
    confidence: 'high',
    on: {
      log: [
        /SSL SYSCALL error: EOF detected/,
        /^Error: Connection terminated unexpectedly/,
        /server closed the connection unexpectedly/,
        /terminating connection due to administrator command/,
      ],
    },
    fix: 'It was restarted, or ended what was idle for long: test connections before use (pool_pre_ping, CONN_HEALTH_CHECKS); an external URL needs TLS',
    source: connecting,
  },
  {
    code: 'mongo-refused',
    title: 'MongoDB lets this service in not at all',
    kind: 'cause',
    on: {
      log: [
        /Mongo(?:ose)?ServerSelectionError: (?!.*ECONNREFUSED (?:127\.|::1))/,
        /pymongo\.errors\.ServerSelectionTimeoutError: (?!localhost|127\.)/,
        /querySrv (?:ENOTFOUND|ETIMEOUT|ESERVFAIL) (\S+)/,
      ],
    },
    fix: "Enter the outbound addresses of the service in Atlas's IP access list, and check the host in the URL",
    source: 'https://render.com/docs/outbound-ip-addresses',
  },
  {
    code: 'database-password',
    title: 'The database does not accept user or password',
    kind: 'cause',
    on: {
      log: [
        /password authentication failed for user/,
        /\bcode\W{1,5}28P01\b/,
        /role "([^"]+)" does not exist(?! in)/,
        /bad auth ?: authentication failed/i,
        /Access denied for user '[^']*'@/,
        /^(?:error: |FATAL: +)?Tenant or user not found/,
        /Authentication failed against (?:the )?database server/,
      ],
    },
    fix: "Take the connection string anew from the database's page: a password may have been changed, and special characters must be percent-encoded",
    source: postgres,
  },
  {
    code: 'database-host-unknown',
    title: "The name of the database's host cannot be resolved",
    kind: 'cause',
    on: {
      log: [
        /could not translate host name "([^"@]+)" to address/,
        /getaddrinfo (?:ENOTFOUND|EAI_AGAIN) ((?:dpg-|ep-|db\.|postgres|[\w.-]*(?:neon\.tech|postgres))[\w.-]*)/,
        /failed to resolve host '([^'@]+)'/,
      ],
    },
    fix: 'An internal host (dpg-…-a) is known in its own region only; otherwise the database was deleted, or the URL has a letter wrong',
    source: connecting,
  },
  {
    code: 'database-tls-required',
    title: 'The database wants TLS',
    kind: 'cause',
    on: {
      log: [
        /SSL\/TLS required/,
        /no pg_hba\.conf entry for host .*(?:SSL off|no encryption)/,
        /connection is insecure \(try using `sslmode=require`\)/,
        /SSL connection is required/i,
      ],
    },
    fix: 'Add sslmode=require (better verify-full) to the URL, or ssl: true in the options of the client',
    source: 'https://www.postgresql.org/docs/current/libpq-ssl.html',
  },
  {
    code: 'database-tls-not-supported',
    title: 'The database has no TLS at this address',
    kind: 'cause',
    on: { log: [/server does not support SSL, but SSL was required/, /The server does not support SSL connections/] },
    fix: "Render's internal URL goes without TLS: leave sslmode out, or use the external URL",
    source: connecting,
  },
  {
    code: 'database-too-many-connections',
    title: 'The database has no connection left',
    kind: 'cause',
    on: {
      log: [
        /too many connections for role|sorry, too many clients already|remaining connection slots are reserved/,
        /\bcode\W{1,5}53300\b/,
        /Timed out fetching a new connection from the connection pool/,
        /QueuePool limit of size \d+ overflow \d+ reached/,
        /max(?:imum)? (?:number of )?client(?: connection)?s reached/i,
      ],
    },
    fix: 'Workers × threads × instances (twice during a deploy) must fit: a smaller pool, fewer workers, or a pooler',
    source: 'https://render.com/docs/postgresql-connection-pooling',
  },
  {
    code: 'database-missing',
    title: 'The database $1 does not exist on that server',
    kind: 'cause',
    on: {
      log: [/database "([^"]+)" does not exist/, /\bcode\W{1,5}3D000\b/, /Database [`"]([^`"]+)[`"] does not exist/],
    },
    fix: 'Correct the name at the end of the URL; Render makes one database with a server',
    source: postgres,
  },
  {
    code: 'database-url-malformed',
    title: 'The database URL cannot be read',
    kind: 'cause',
    on: {
      log: [
        /connect\(\) got an unexpected keyword argument '(?:sslmode|channel_binding)'/,
        /The asyncio extension requires an async driver/,
        /Could not parse (?:rfc1738 URL|SQLAlchemy URL)/,
        /Can't load plugin: sqlalchemy\.dialects:postgres\b/,
        /the URL must start with the protocol `postgresql:\/\/` or `postgres:\/\/`/,
        /No support for '[^']*'\. We support: /,
        /invalid (?:connection option|URI query parameter|dsn)/,
        /settings\.DATABASES is improperly configured/,
        // What stands before the host was not encoded.
        /(?:resolve host|translate host name) ["'][^"']*@/,
        /invalid integer value "[^"]*" for connection option "port"/,
      ],
    },
    fix: 'The variable is empty, has quotes around it, or begins with postgres:// where SQLAlchemy wants postgresql:// (asyncpg: postgresql+asyncpg://, without sslmode); encode special characters of the password',
    source: 'https://docs.sqlalchemy.org/en/20/core/engines.html#database-urls',
  },
  {
    code: 'database-read-only',
    title: 'The database takes no writes: $1',
    kind: 'cause',
    on: {
      log: [
        /cannot execute [A-Z ]+ in a read-only transaction/,
        /could not (?:extend|write to) file .*No space left on device/,
      ],
    },
    fix: 'A replica was connected, or the disk of the database is full: use the URL of the primary, or give it a larger disk',
    source: postgres,
  },
  {
    code: 'redis-on-localhost',
    title: 'The application looks for Redis on its own machine',
    kind: 'cause',
    on: {
      log: [
        /ECONNREFUSED (?:127\.0\.0\.1|::1):6379/,
        /Error (?:111|99) connecting to (?:localhost|127\.0\.0\.1):\d+/,
        /Connection refused - connect\(2\) for (?:localhost|127\.0\.0\.1|\[?::1\]?):6379/,
        /Error connecting to Redis on (?:localhost|127\.0\.0\.1)/,
        /Cannot connect to redis:\/\/(?:localhost|127\.0\.0\.1)/,
        /Cannot connect to amqp:\/\/guest:\*\*@127\.0\.0\.1/,
      ],
    },
    fix: 'The URL is not set or not read: set REDIS_URL (Celery: broker_url) on the service, and let the settings take it',
    source: 'https://render.com/docs/key-value',
  },
  {
    code: 'redis-refused',
    title: 'Redis refuses connections, or is not there',
    kind: 'cause',
    on: {
      log: [
        /(?:ECONNREFUSED|ETIMEDOUT|EHOSTUNREACH) (?!127\.|::1)[\w.:-]+:6379/,
        /Error (?:111|110|113) connecting to (?!localhost|127\.)[\w.-]+:\d+/,
        /redis\.exceptions\.TimeoutError: Timeout connecting to server/,
        /Error -[23] connecting to ([\w.-]+):\d+\. (?:Name or service not known|Temporary failure in name resolution)/,
        /getaddrinfo (?:ENOTFOUND|EAI_AGAIN) ((?:red-|redis|[\w.-]*upstash)[\w.-]*)/,
      ],
    },
    fix: 'An internal host (red-…) is known in its own region only; otherwise check that the database exists and allows the address; rediss:// waits in vain for a server without TLS',
    source: 'https://render.com/docs/key-value',
  },
  {
    code: 'redis-full',
    title: 'Redis takes no more: its memory or its requests are used up',
    kind: 'cause',
    on: { log: [/OOM command not allowed when used memory/, /max (?:daily )?requests? (?:limit|size) exceeded/i] },
    fix: 'Let it evict (maxmemory-policy allkeys-lru for a cache), give keys an expiry, or take a larger plan',
    source: 'https://upstash.com/docs/redis/troubleshooting/max_requests_limit',
  },
  {
    code: 'sqlite-file',
    title: 'The file of SQLite cannot be opened',
    kind: 'cause',
    on: { log: [/unable to open database file/, /SQLITE_CANTOPEN/] },
    fix: 'Its folder must be there and writable: attach a disk and let the path begin with where it is mounted; without a disk the file is gone at the next deploy',
    source: 'https://render.com/docs/disks',
  },
  {
    code: 'redis-password',
    title: 'Redis does not accept the password',
    kind: 'cause',
    on: {
      log: [
        // redis-py leaves the first word out.
        /invalid username-password pair or user is disabled/,
        /(?:NOAUTH|AuthenticationError:) Authentication required/,
        /HELLO must be called with the client already authenticated/,
        /ERR (?:AUTH <password> called without any password|invalid password)/,
      ],
    },
    fix: "Take the URL anew from the database's page; it has the form rediss://default:password@host:port",
    source: redis,
  },
  {
    code: 'redis-tls',
    title: 'Redis wants TLS, or has none at this address',
    kind: 'cause',
    on: {
      log: [
        /(?:redis|upstash|6379).*(?:Connection reset by peer|Connection closed by server|ECONNRESET)(?!.*\bre(?:connect|tr))/i,
        /\[SSL: WRONG_VERSION_NUMBER\]/,
        /A rediss:\/\/ URL must have parameter ssl_cert_reqs/,
        /ssl3_get_record:wrong version number/,
        /Protocol error, got "\\x15" as reply type byte/,
      ],
    },
    fix: 'rediss:// for Upstash and external URLs of Render, redis:// for the internal URL; for Celery add ?ssl_cert_reqs=required',
    source: 'https://upstash.com/docs/redis/howto/connectclient',
  },
  {
    code: 'tls-verify',
    title: 'A TLS certificate was not accepted',
    kind: 'cause',
    on: {
      log: [
        /CERTIFICATE_VERIFY_FAILED|SSL error: certificate verify failed/,
        /SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE|CERT_HAS_EXPIRED/,
        /self[- ]signed certificate(?: in certificate chain)?/,
        /unable to get local issuer certificate/,
        /x509: certificate signed by unknown authority/,
        /root certificate file "([^"]+)" does not exist/,
        /Hostname\/IP does not match certificate's altnames/,
      ],
    },
    fix: 'Give the client the authority of that server (sslrootcert=system, NODE_EXTRA_CA_CERTS); do not switch the check off',
    source: 'https://www.postgresql.org/docs/current/libpq-ssl.html',
  },
  {
    code: 'migration-missing',
    title: 'A table or column is missing: $1',
    kind: 'cause',
    on: {
      log: [
        /relation "([^"]+)" does not exist/,
        /column "?([\w.]+)"? (?:of relation "[^"]+" )?does not exist/,
        /\bno such table: (\S+)/,
        /The (?:table|column) `([^`]+)` does not exist in the current database/,
        /type "([^"]+)" does not exist/,
      ],
    },
    fix: 'Run the migrations in the pre-deploy command; one that was never created is created on your machine and committed',
    source: 'https://render.com/docs/deploys#pre-deploy-command',
  },
  {
    code: 'migration-pending',
    title: 'Migrations were not applied',
    kind: 'cause',
    on: { log: [/ActiveRecord::PendingMigrationError/, /Migrations are pending\. To resolve this issue, run/] },
    fix: 'Run them in the pre-deploy command: bin/rails db:migrate',
    source: 'https://render.com/docs/deploys#pre-deploy-command',
  },
  {
    code: 'migration-not-made',
    title: 'The models have changes that no migration has: $1',
    kind: 'clue',
    // A good makemigrations says the same: it must not be named beside a cause.
    on: { build: [/^Migrations for '(\w+)':$/, /FAILED: (New upgrade operations detected)/] },
    status: ['build_failed', 'pre_deploy_failed'],
    fix: 'Run makemigrations (alembic revision --autogenerate) on your machine and commit what it writes: in a deploy it is lost',
    source: 'https://docs.djangoproject.com/en/stable/ref/django-admin/#makemigrations',
  },
  {
    code: 'migration-conflict',
    title: 'The migrations contradict one another, or the database',
    kind: 'cause',
    on: {
      log: [
        /Conflicting migrations detected; multiple leaf nodes/,
        /InconsistentMigrationHistory/,
        /Multiple head revisions are present/,
        /Can't locate revision identified by '([^']+)'/,
        /NodeNotFoundError: Migration/,
        /relation "([^"]+)" already exists/,
        /column "([^"]+)" of relation "[^"]+" already exists/,
        /DuplicateTable|DuplicateColumn/,
        /(?:^|Error: )P30(?:05|09|18)\b/,
        /The migration directory is corrupt/,
      ],
    },
    fix: 'Merge the heads (makemigrations --merge, alembic merge heads); when the database is ahead, mark what is there as applied (--fake, stamp, resolve)',
    source: 'https://docs.djangoproject.com/en/stable/topics/migrations/',
  },
  {
    code: 'migration-lock',
    title: 'A migration waited for a lock in vain',
    kind: 'cause',
    on: {
      log: [
        /canceling statement due to (?:lock timeout|statement timeout)/,
        /deadlock detected/,
        /P1002.*advisory lock|Timed out trying to acquire a postgres advisory lock/,
        /could not obtain lock on relation "([^"]+)"/,
        /ActiveRecord::ConcurrentMigrationError/,
      ],
    },
    fix: 'Another deploy or a long transaction holds it: look into pg_stat_activity, end it, and deploy again',
    source: 'https://www.postgresql.org/docs/current/explicit-locking.html',
  },
  {
    code: 'migration-error',
    title: 'A migration, or a statement of the application, failed: $1',
    kind: 'symptom',
    confidence: 'high',
    on: {
      log: [
        /((?:psycopg2?\.errors|asyncpg\.exceptions)\.(?!UndefinedTable|UndefinedColumn|DuplicateTable|DuplicateColumn|LockNotAvailable|DeadlockDetected|QueryCanceled)\w+.*)/,
        /(?:django\.db\.utils|sqlalchemy\.exc)\.((?:ProgrammingError|IntegrityError|DataError).*)/,
        /(Migration .*\bfailed\b.*)/,
        /(StandardError: An error has occurred, (?:this and )?all later migrations canceled)/,
      ],
    },
    fix: 'The statement stands beside it; try the migration on a copy of the data, since an empty or other database hides such errors',
    source: 'https://render.com/docs/deploys#pre-deploy-command',
  },
]
