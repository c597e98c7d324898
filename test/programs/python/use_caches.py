"""Django's caches, made from settings modules: what they would connect with, and what they do on a server."""

import json
import logging
import os
import sys

from django.conf import settings

given = json.load(sys.stdin)
settings.configure()

import django  # noqa: E402
from django.core.cache import CacheHandler  # noqa: E402
from django.test.utils import override_settings  # noqa: E402
from read_redis import of_connection  # noqa: E402

try:
    from django_redis.pool import ConnectionFactory
except ImportError:
    ConnectionFactory = None

django.setup()


class Lines(logging.Handler):
    def __init__(self):
        super().__init__()
        self.lines = []

    def emit(self, record):
        self.lines.append(f"{record.name} {record.levelname}")


lines = Lines()
logging.getLogger().addHandler(lines)


def client_of(cache, write):
    if hasattr(cache, "client"):
        return cache.client.get_client(write=write)
    return cache._cache.get_client(None, write=write)


def describe(cache):
    pool = client_of(cache, True).connection_pool
    connection = pool.connection_class(**pool.connection_kwargs)
    return {
        **of_connection(connection),
        "socket_timeout": connection.socket_timeout,
        "socket_connect_timeout": connection.socket_connect_timeout,
        "health_check_interval": connection.health_check_interval,
        "max_connections": pool.max_connections,
        "timeout": cache.default_timeout,
        "prefix": cache.key_prefix,
        "version": cache.version,
        "ignores": getattr(cache, "_ignore_exceptions", False),
        "logs": getattr(cache, "_log_ignored_exceptions", False),
    }


def attempt(act):
    try:
        return {"value": act()}
    except Exception as error:
        return {"error": type(error).__name__}


def clear(cache):
    """What is left of a list of tasks, as a broker keeps it, after the cache beside it was cleared."""
    client = client_of(cache, True)
    client.lpush("celery", "task")
    cache.clear()
    return client.llen("celery")


acts = {
    "describe": describe,
    "setAndGet": lambda cache: [cache.set("name", {"a": [1, "ü"]}), cache.get("name")][1],
    "get": lambda cache: cache.get("name"),
    "clear": clear,
}


def run(case):
    os.environ.update(case["env"])
    if ConnectionFactory and not case.get("keepPools"):
        ConnectionFactory._pools.clear()
    module = {}
    exec(compile(case["file"], "settings.py", "exec"), module)
    names = {name: value for name, value in module.items() if name.isupper()}
    lines.lines.clear()
    with override_settings(**names):
        cache = CacheHandler(names["CACHES"])[case.get("alias", "default")]
        result = attempt(lambda: acts[case["act"]](cache))
    return {**result, "log": list(lines.lines)}


json.dump([run(case) for case in given], sys.stdout)
