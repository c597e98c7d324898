/** A definition in Python, and what it imports. */
export interface PythonText {
  readonly imports: readonly string[]
  readonly text: string
}

/** A connection of the check's thread alone, which `close_all` ends with it. */
export const limited: PythonText = {
  imports: [
    'import math',
    'from contextlib import contextmanager',
    'from django.db import connections, transaction',
    'from django.db.backends.base.base import BaseDatabaseWrapper',
  ],
  text: String.raw`
@contextmanager
def limited(alias: str, timeout: float) -> Iterator[BaseDatabaseWrapper]:
    """A transaction over a connection of its own: no pool decides, and nothing waits for ever."""
    connection = connections[alias] = connections[alias].copy()
    seconds = math.ceil(timeout)
    limits = {
        "postgresql": {"connect_timeout": max(2, seconds), "tcp_user_timeout": 1000 * seconds},
        "mysql": {"connect_timeout": seconds, "read_timeout": seconds},
    }
    options = {**limits.get(connection.vendor, {}), **connection.settings_dict["OPTIONS"]}
    options.pop("pool", None)
    connection.settings_dict["OPTIONS"] = options
    with transaction.atomic(using=alias):
        if connection.vendor == "postgresql":
            # For the transaction alone: behind a pooler the connection is someone else's afterwards.
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL statement_timeout = {math.ceil(1000 * timeout) or 1}")
        yield connection
`,
}

export const database: PythonText = {
  imports: [],
  text: String.raw`
def database(alias: str) -> Run:
    def run(timeout: float) -> None:
        with limited(alias, timeout) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT 1")

    return run
`,
}

export const migrations: PythonText = {
  imports: ['from django.db.migrations.executor import MigrationExecutor'],
  text: String.raw`
def migrations(alias: str) -> Run:
    def run(timeout: float) -> dict[str, Any]:
        with limited(alias, timeout) as connection:
            executor = MigrationExecutor(connection)
            plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        names = ", ".join(f"{migration.app_label}.{migration.name}" for migration, _ in plan)
        counted = {"observedValue": len(plan), "observedUnit": "count"}
        return {"status": "fail" if plan else "pass", "code": "unapplied", "output": f"not applied: {names}", **counted}

    return run
`,
}

export const cache: PythonText = {
  imports: ['import uuid', 'from django.core.cache import caches'],
  text: String.raw`
def cache(alias: str) -> Run:
    def run(timeout: float) -> dict[str, Any] | None:
        store, key = caches[alias], f"health:{uuid.uuid4().hex}"
        try:
            store.set(key, 1, 10)
            return None if store.get(key) == 1 else failed("missing", "what was just set is not there")
        finally:
            store.close()

    return run
`,
}

export const redis: PythonText = {
  imports: [
    'import os',
    'from redis import Redis',
    'from redis.backoff import NoBackoff',
    'from redis.retry import Retry',
  ],
  text: String.raw`
def redis(variable: str) -> Run:
    def run(timeout: float) -> bool:
        limits = {"socket_connect_timeout": timeout, "socket_timeout": timeout, "retry": Retry(NoBackoff(), 0)}
        client = Redis.from_url(os.environ[variable], **limits)
        try:
            return client.ping() is True
        finally:
            client.connection_pool.disconnect()

    return run
`,
}

export const disk: PythonText = {
  imports: ['import os'],
  text: String.raw`
def disk(path: str, warn_percent: float, fail_percent: float) -> Run:
    def run(timeout: float) -> dict[str, Any]:
        stat = os.statvfs(path)
        # As df counts: what is reserved for root is neither used nor free.
        space = 100 * stat.f_bavail / max(1, stat.f_blocks - stat.f_bfree + stat.f_bavail)
        inodes = 100 * stat.f_favail / stat.f_files if stat.f_files else 100.0
        free, code = min((space, "space_low"), (inodes, "inodes_low"))
        status = "fail" if free < fail_percent else "warn" if free < warn_percent else "pass"
        measured = {"observedValue": round(free, 1), "observedUnit": "percent"}
        return {"status": status, "code": code, "output": f"{free:.1f} % free", **measured}

    return run
`,
}

const loading = ['from importlib import import_module', 'from operator import attrgetter']

/** `module:attribute`. */
export const load: PythonText = {
  imports: loading,
  text: String.raw`
def load(path: str) -> Any:
    module, _, name = path.partition(":")
    return attrgetter(name)(import_module(module))
`,
}

export const custom: PythonText = {
  imports: [],
  text: String.raw`
def custom(path: str) -> Run:
    return lambda timeout: load(path)()
`,
}

export const sqlalchemy: PythonText = {
  imports: ['import math', 'from sqlalchemy import text', 'from sqlalchemy.pool import QueuePool'],
  text: String.raw`
def sqlalchemy(path: str) -> Run:
    def run(timeout: float) -> dict[str, Any] | None:
        engine = load(path)
        pool, overflow = engine.pool, getattr(engine.pool, "_max_overflow", -1)
        # Waiting for a connection would make a busy pool a failed database.
        if isinstance(pool, QueuePool) and 0 <= overflow <= pool.checkedout() - pool.size():
            return {"status": "warn", "code": "saturated", "output": f"all {pool.checkedout()} connections are in use"}
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text(f"SET LOCAL statement_timeout = {math.ceil(1000 * timeout) or 1}"))
            connection.execute(text("SELECT 1"))
        return None

    return run
`,
}
