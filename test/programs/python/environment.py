"""What programs make of variables: stdin {redis: [url], postgres: [url], secretKeys: [text], concurrency: [text], booleans: [text]}."""

import json
import os
import subprocess
import sys


def read_redis(url):
    from redis.connection import parse_url

    return parse_url(url).get("db", 0)


def read_postgres(url):
    from psycopg.conninfo import conninfo_to_dict

    try:
        parts = conninfo_to_dict(url)
    except Exception as error:
        return {"error": type(error).__name__}
    return {name: parts.get(name) for name in ("host", "port", "password", "dbname")}


def accepts_secret_key(text):
    from django.conf import settings
    from django.core.checks.security import base

    settings.SECRET_KEY = text
    return [one.id for one in base.check_secret_key(None)]


def read_concurrency(text):
    # Read when the module is imported: each needs a process of its own.
    code = "from gunicorn.config import Config; print(Config().settings['workers'].get())"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "WEB_CONCURRENCY": text},
        capture_output=True,
        text=True,
    )
    return done.stdout.strip() if done.returncode == 0 else done.stderr.strip().splitlines()[-1].split(":")[0]


def main():
    from django.conf import settings

    settings.configure(SECRET_KEY="x")
    cases = json.load(sys.stdin)
    json.dump(
        {
            "redis": [read_redis(url) for url in cases["redis"]],
            "postgres": [read_postgres(url) for url in cases["postgres"]],
            "secretKeys": [accepts_secret_key(text) for text in cases["secretKeys"]],
            "concurrency": [read_concurrency(text) for text in cases["concurrency"]],
            "booleans": [bool(text) for text in cases["booleans"]],
        },
        sys.stdout,
    )


main()
