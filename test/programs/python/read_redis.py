"""What redis-py, kombu and Celery make of Redis URLs, without a connection."""

import json
import ssl
import sys
import warnings

warnings.simplefilter("ignore")

import redis  # noqa: E402
from celery import Celery  # noqa: E402


def of_connection(connection):
    tls = isinstance(connection, redis.SSLConnection)
    shown = {
        "host": connection.host,
        "port": connection.port,
        "db": connection.db,
        "user": connection.username,
        "password": connection.password,
        "tls": tls,
    }
    if tls:
        shown["verified"] = connection.cert_reqs == ssl.CERT_REQUIRED and bool(connection.check_hostname)
        shown["ca"] = connection.ca_certs
    return shown


def of_pool(url, options):
    pool = redis.ConnectionPool.from_url(url, **options)
    connection = pool.connection_class(**pool.connection_kwargs)
    return {
        **of_connection(connection),
        "socket_timeout": connection.socket_timeout,
        "socket_connect_timeout": connection.socket_connect_timeout,
        "socket_keepalive": connection.socket_keepalive,
        "health_check_interval": connection.health_check_interval,
    }


def of_broker(url, _):
    app = Celery(set_as_current=False)
    app.conf.broker_url = url
    return of_kombu(app.connection_for_write())


def of_kombu(client):
    """The connection that the channel of a transport would open."""
    channel = client.transport.Channel.__new__(client.transport.Channel)
    channel.connection = type("Transport", (), {"client": client, "default_port": 6379})
    for name in client.transport.Channel.from_transport_options:
        name = name[0] if isinstance(name, tuple) else name
        if name in client.transport_options:
            setattr(channel, name, client.transport_options[name])
    parameters = channel._connparams()
    parameters.pop("max_connections", None)
    connection = parameters.pop("connection_class")(**parameters)
    return {
        **of_connection(connection),
        "socket_timeout": connection.socket_timeout,
        "socket_connect_timeout": connection.socket_connect_timeout,
        "health_check_interval": connection.health_check_interval,
        "visibility_timeout": channel.visibility_timeout,
        "prefix": getattr(channel, "global_keyprefix", ""),
    }


def of_backend(url, _):
    app = Celery(set_as_current=False)
    app.conf.result_backend = url
    pool = app.backend.client.connection_pool
    return of_connection(pool.connection_class(**pool.connection_kwargs))


readers = {"redis-py": of_pool, "celery-broker": of_broker, "celery-result-backend": of_backend}


def read(case):
    try:
        return readers[case["client"]](case["url"], case.get("options", {}))
    except Exception as error:
        return {"error": type(error).__name__}


if __name__ == "__main__":
    json.dump([read(case) for case in json.load(sys.stdin)], sys.stdout)
