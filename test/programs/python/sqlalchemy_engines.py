"""What SQLAlchemy makes of modules that hold an ENGINE: the engine it has, and what its driver is given."""

import json
import sys
import types

import sqlalchemy
from sqlalchemy.engine import make_url

if "asyncpg" not in sys.modules:
    # Only what SQLAlchemy asks it when an engine is made: nothing connects with it here.
    stand_in = types.ModuleType("asyncpg")
    stand_in.__version__ = "0.31.0"
    sys.modules["asyncpg"] = stand_in


class Stop(Exception):
    pass


def show(value):
    if isinstance(value, (str, int, float, bool)) or value is None:
        return value
    if isinstance(value, dict):
        return {key: show(item) for key, item in value.items()}
    return f"<{type(value).__name__}>"


def given_to_driver(engine):
    seen = {}

    def connect(*positional, **named):
        seen.update(named, **({"positional": list(positional)} if positional else {}))
        raise Stop()

    engine.dialect.connect = connect
    try:
        engine.raw_connection()
    except Stop:
        pass
    seen.pop("context", None)
    return show(seen)


def read_module(text):
    module = {}
    exec(compile(text, "settings.py", "exec"), module)
    engine = module["engine"]
    engine = getattr(engine, "sync_engine", engine)
    pool = engine.pool
    is_async = engine.dialect.is_async
    return {
        "dialect": engine.url.drivername,
        "class": type(pool).__name__,
        "pool_size": pool.size() if hasattr(pool, "_max_overflow") else None,
        "max_overflow": getattr(pool, "_max_overflow", None),
        "pool_timeout": getattr(pool, "_timeout", None),
        "pool_recycle": pool._recycle,
        "pool_pre_ping": pool._pre_ping,
        "pool_use_lifo": bool(getattr(getattr(pool, "_pool", None), "use_lifo", False)),
        "echo": bool(engine.echo),
        "isolation_level": engine.dialect._on_connect_isolation_level
        if hasattr(engine.dialect, "_on_connect_isolation_level")
        else engine.dialect.isolation_level,
        "driver": None if is_async and not hasattr(engine, "raw_connection") else given_to_driver(engine),
    }


def read_url(text):
    url = make_url(text)
    return {
        "drivername": url.drivername,
        "username": url.username,
        "password": None if url.password is None else str(url.password),
        "host": url.host,
        "port": url.port,
        "database": url.database,
        "query": dict(url.query),
    }


def attempt(read):
    try:
        return read()
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}".strip()}


def connect(text):
    with sqlalchemy.create_engine(text).connect() as connection:
        row = connection.execute(sqlalchemy.text("select ssl, current_user from pg_stat_ssl where pid = pg_backend_pid()"))
        return list(row.fetchone())


given = json.load(sys.stdin)
json.dump(
    {
        "version": sqlalchemy.__version__,
        "modules": [attempt(lambda: read_module(text)) for text in given.get("modules", [])],
        "urls": [attempt(lambda: read_url(text)) for text in given.get("urls", [])],
        "connected": [attempt(lambda: connect(text)) for text in given.get("connect", [])],
    },
    sys.stdout,
)
