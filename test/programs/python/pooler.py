"""What Django and SQLAlchemy do behind a pooler, with the settings they are given: JSON in, what happened out."""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor

import psycopg2

given = json.load(sys.stdin)
os.environ.update(given["environment"])


def attempt(run):
    try:
        return run()
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}".strip()}


def load(text):
    module = {}
    exec(compile(text, "settings.py", "exec"), module)
    return module


class Other:
    """Another client of the pooler, which takes the session that was used last."""

    def __enter__(self):
        self.connection = psycopg2.connect(os.environ["PLAIN_URL"])
        self.connection.cursor().execute("select 1")

    def __exit__(self, *_):
        self.connection.close()


def sessions(ask, threads=8, rounds=20):
    """Many threads in turn; how many sessions of the server answered them."""
    with ThreadPoolExecutor(threads) as pool:
        answers = list(pool.map(lambda index: ask(), range(threads * rounds)))
    return {"answers": len(answers), "sessions": len(set(answers))}


def suspend():
    """A compute that is suspended takes its pooler with it: all connections end, and new ones wake it."""
    connection = psycopg2.connect(os.environ["ADMIN_URL"])
    connection.autocommit = True
    for command in ("kill", "resume"):
        connection.cursor().execute(f'{command} "{os.environ["DATABASE"]}"')
    connection.close()


def use_django(text):
    import django
    from django.conf import settings

    settings.configure(**{name: value for name, value in load(text).items() if name.isupper()}, USE_TZ=True,
                       INSTALLED_APPS=["django.contrib.contenttypes"], DEFAULT_AUTO_FIELD="django.db.models.AutoField")
    django.setup()
    from django.contrib.contenttypes.models import ContentType
    from django.core.signals import request_finished, request_started
    from django.db import connections

    with connections["default"].schema_editor() as editor:
        editor.create_model(ContentType)
    ContentType.objects.bulk_create(ContentType(app_label="shop", model=f"m{index}") for index in range(30))

    def request(alias, sql="select pg_backend_pid()"):
        request_started.send(None)
        try:
            with connections[alias].cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchone()[0]
        finally:
            request_finished.send(None)

    def iterate(alias):
        rows = ContentType.objects.using(alias).iterator(chunk_size=5)
        first = next(rows)
        with Other():
            return len([first, *rows])

    def prepared(alias):
        for _ in range(8):
            ContentType.objects.using(alias).get(model="m1")
        with Other():
            return ContentType.objects.using(alias).get(model="m1").model

    def asleep(alias):
        request(alias)
        suspend()
        return bool(request(alias))

    answers = {}
    for alias in connections:
        answers[alias] = {
            "threads": attempt(lambda: sessions(lambda: request(alias))),
            "iterate": attempt(lambda: iterate(alias)),
            "prepared": attempt(lambda: prepared(alias)),
            "asleep": attempt(lambda: asleep(alias)),
        }
        connections[alias].close()
    return answers


def use_engine(text):
    from sqlalchemy import text as sql

    engine = load(text)["engine"]

    def ask(query="select pg_backend_pid()"):
        with engine.begin() as connection:
            return connection.execute(sql(query)).scalar()

    def prepared():
        for _ in range(8):
            ask("select 1 + 1")
        with Other():
            return ask("select 1 + 1")

    def asleep():
        ask()
        suspend()
        return bool(ask())

    answers = {"prepared": attempt(prepared), "threads": attempt(lambda: sessions(ask)), "asleep": attempt(asleep)}
    engine.dispose()
    return answers


json.dump(
    {
        "django": attempt(lambda: use_django(given["django"])),
        "engines": {name: attempt(lambda: use_engine(text)) for name, text in given["engines"].items()},
        "options": attempt(lambda: psycopg2.connect(os.environ["OPTIONS_URL"]).closed),
    },
    sys.stdout,
)
