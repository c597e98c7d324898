"""What libpq reads of texts, by psycopg2 and psycopg; and whether a connection with them is verified."""

import json
import sys

import psycopg
import psycopg2
from psycopg import conninfo
from psycopg2.extensions import parse_dsn


def attempt(read):
    try:
        return read()
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}".strip()}


def connect(driver, text):
    with driver.connect(text) as connection, connection.cursor() as cursor:
        cursor.execute("select ssl, current_user from pg_stat_ssl where pid = pg_backend_pid()")
        return list(cursor.fetchone())


given = json.load(sys.stdin)
json.dump(
    {
        "libpq": {"psycopg": psycopg.pq.version() // 10000, "psycopg2": psycopg2.__libpq_version__ // 10000},
        "keywords": sorted(option.keyword.decode() for option in psycopg.pq.Conninfo.get_defaults()),
        "variables": {
            option.envvar.decode(): option.keyword.decode()
            for option in psycopg.pq.Conninfo.get_defaults()
            if option.envvar
        },
        "read": [
            [attempt(lambda: parse_dsn(text)), attempt(lambda: conninfo.conninfo_to_dict(text))]
            for text in given["texts"]
        ],
        "connected": [
            [attempt(lambda: connect(psycopg2, text)), attempt(lambda: connect(psycopg, text))]
            for text in given.get("connect", [])
        ],
    },
    sys.stdout,
)
