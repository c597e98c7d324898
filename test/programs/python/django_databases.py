"""What Django makes of settings modules that hold DATABASES: its settings, and what psycopg is given."""

import json
import os
import sys

import django
from django.conf import settings

given = json.load(sys.stdin)
os.environ.update(given.get("environment", {}))
settings.configure(USE_TZ=True)

from django.db.utils import ConnectionHandler  # noqa: E402


def show(value):
    if isinstance(value, (str, int, float, bool)) or value is None:
        return value
    if isinstance(value, dict):
        return {str(key): show(item) for key, item in value.items()}
    return f"<{type(value).__name__}>"


def attempt(read):
    try:
        return read()
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}".strip()}


def load(text):
    module = {}
    exec(compile(text, "settings.py", "exec"), module)
    return ConnectionHandler(module["DATABASES"])


def read_alias(connection):
    parameters = connection.get_connection_params()
    for name in ("context", "cursor_factory", "client_encoding"):
        parameters.pop(name, None)
    return {"settings": show(connection.settings_dict), "parameters": show(parameters)}


def read(text):
    handler = load(text)
    return {alias: read_alias(handler[alias]) for alias in handler}


def connect(text):
    connection = load(text)["default"]
    try:
        with connection.cursor() as cursor:
            cursor.execute("select ssl, current_user from pg_stat_ssl where pid = pg_backend_pid()")
            return list(cursor.fetchone())
    finally:
        connection.close()


json.dump(
    {
        "version": django.get_version(),
        "modules": [attempt(lambda: read(text)) for text in given.get("modules", [])],
        "connected": [attempt(lambda: connect(text)) for text in given.get("connect", [])],
    },
    sys.stdout,
)
