"""Emitted health modules inside Flask and Django: answers, faults, many requests at once, a check that hangs, secrets."""

import importlib
import json
import os
import select
import signal
import sys
import threading
import types
from concurrent.futures import ThreadPoolExecutor

given = json.load(sys.stdin)
sys.path.insert(0, given["folder"])
os.environ["HEALTH_TOKEN"] = token = "tk-5f0e9b7c2d"
authorized = {"Authorization": f"Bearer {token}"}


class Mute(Exception):
    def __str__(self):
        raise ValueError("no words")


class Coded(Exception):
    sqlstate = "28P01"


class Hostile(dict):
    def get(self, name):
        raise ValueError("no status")


def fail_with(error):
    def check():
        raise error

    return check


def refused():
    try:
        raise ConnectionRefusedError(111, "Connection refused")
    except OSError as error:
        raise RuntimeError("cannot connect") from error


faults = types.ModuleType("faults")
faults.none = lambda: None
faults.true = lambda: True
faults.false = lambda: False
faults.warn = lambda: "warn"
faults.reading = lambda: {"status": "warn", "output": "long queue", "code": "queue", "observedValue": 7, "observedUnit": "count"}
faults.passing = lambda: {"status": "pass", "output": "unseen", "code": "unseen", "observedValue": float("nan")}
faults.bare = lambda: {"status": "warn", "output": " ", "code": "", "observedValue": True}
faults.unit = lambda: {"status": "pass", "observedUnit": "ms"}
faults.unknown = lambda: "OK"
faults.thing = lambda: object()
faults.hostile = lambda: Hostile(status="pass")
faults.coded = fail_with(Coded("password authentication failed"))
faults.mute = fail_with(Mute())
faults.empty = fail_with(ValueError())
faults.exit = fail_with(SystemExit(3))
faults.interrupt = fail_with(KeyboardInterrupt())
faults.refused = refused
faults.huge = fail_with(ValueError("x" * 10_000_000))
sys.modules["faults"] = faults

released = threading.Event()
runs = {"counted": 0, "hanging": 0, "flapping": 0}
guard = threading.Lock()


def counted():
    with guard:
        runs["counted"] += 1
    released.wait(0.2)


def hanging():
    with guard:
        runs["hanging"] += 1
    released.wait()


behaviour = types.ModuleType("behaviour")
behaviour.counted, behaviour.hanging = counted, hanging
behaviour.answers = []
behaviour.flapping = lambda: behaviour.answers.pop(0)
sys.modules["behaviour"] = behaviour


def flask_client(module):
    from flask import Flask

    app = Flask(module)
    health = importlib.import_module(module)
    app.register_blueprint(health.health)
    app.before_request(fail_with(RuntimeError("a hook of the application was called")))
    return health, app


def ask(app, path="/health", method="GET", headers=authorized):
    response = app.test_client().open(path, method=method, headers=headers)
    kept = ("Content-Type", "Cache-Control", "Allow")
    body = response.get_data(as_text=True)
    found = {name: response.headers[name] for name in kept if name in response.headers}
    return {"status": response.status_code, "headers": found, "body": body}


def answers():
    _, app = flask_client("health_faults")
    return {
        "live": ask(app, "/healthz"),
        "public": ask(app, headers={}),
        "detailed": ask(app),
        "ready": ask(app, "/readyz"),
        "head": ask(app, method="HEAD"),
        "post": ask(app, method="POST"),
        "wrong": [ask(app, headers={"Authorization": text})["body"] for text in given["wrong"]],
    }


def many():
    health, app = flask_client("health_counted")
    barrier = threading.Barrier(200)

    def one(_):
        barrier.wait()
        return ask(app)["status"]

    with ThreadPoolExecutor(200) as pool:
        statuses = set(pool.map(one, range(200)))
    return {"statuses": sorted(statuses), "runs": runs["counted"]}


def hang():
    health, app = flask_client("health_hanging")
    bodies = [json.loads(ask(app)["body"])["checks"]["hanging"][0] for _ in range(50)]
    live = ask(app, "/healthz")["status"]
    threads = [thread.name for thread in threading.enumerate() if thread.name == "health hanging"]
    return {"first": bodies[0], "last": bodies[-1], "runs": runs["hanging"], "threads": threads, "live": live}


def fork():
    """A worker that was forked while a check ran and its lock was held: gunicorn --preload, uWSGI."""
    health, app = flask_client("health_hanging")
    behaviour.hanging = lambda: None
    reading, writing = os.pipe()
    is_held, may_go = threading.Event(), threading.Event()

    def hold():
        with health.CHECKS[0].changed:
            is_held.set()
            may_go.wait()

    threading.Thread(target=hold).start()
    is_held.wait()
    child = os.fork()
    may_go.set()
    if child == 0:
        os.write(writing, ask(app, headers={})["body"].encode())
        os._exit(0)
    try:
        is_ready, _, _ = select.select([reading], [], [], 10)
        return os.read(reading, 100).decode() if is_ready else "no answer"
    finally:
        behaviour.hanging = hanging
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def tokenless():
    """An empty variable, and none at all."""
    _, app = flask_client("health_faults")
    shown = []
    for value in ("", "  ", None):
        os.environ.pop("HEALTH_TOKEN", None)
        if value is not None:
            os.environ["HEALTH_TOKEN"] = value
        for text in ("Bearer ", "Bearer", "Bearer   ", "", "Bearer None"):
            shown.append(ask(app, headers={"Authorization": text})["body"])
    os.environ["HEALTH_TOKEN"] = token
    return sorted(set(shown))


def flap():
    """Every request begins a run, whose answer is there for the next one."""
    health, app = flask_client("health_flapping")
    seen = []
    for answer in given["flaps"]:
        behaviour.answers.append(answer)
        ask(app)
        for thread in threading.enumerate():
            if thread.name == "health flapping":
                thread.join()
        shown = health.CHECKS[0].shown
        seen.append([shown["status"], *shown.get("notes", [])])
    return seen


def hostile():
    health, _ = flask_client("health_hostile")
    return [[check.name, check.settings["affects"]] for check in health.CHECKS]


def secrets():
    health, app = flask_client("health_counted")
    shown = []
    with app.app_context():
        for case in given["secrets"]:
            os.environ["DATABASE_PASSWORD"] = case["known"]
            shown.append(health.describe(Coded(case["text"])))
    del os.environ["DATABASE_PASSWORD"]
    return shown


def django():
    """With a database that is not there, and middlewares that keep what they are shown."""
    from django.conf import settings

    database = {"ENGINE": "django.db.backends.postgresql", "HOST": "127.0.0.1", "PORT": given["closedPort"], "NAME": "x"}
    files = {"ENGINE": "django.db.backends.sqlite3", "NAME": os.path.join(given["folder"], "files.sqlite3")}
    settings.configure(
        SECRET_KEY="sk-django-2f81c4",
        ALLOWED_HOSTS=["testserver"],
        DATABASES={"default": {**database, "ATOMIC_REQUESTS": True}, "other": {**database, "ATOMIC_REQUESTS": True}, "files": files},
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        MIDDLEWARE=["django.middleware.cache.UpdateCacheMiddleware", "django.middleware.cache.FetchFromCacheMiddleware"],
        ROOT_URLCONF="health_django",
        USE_TZ=True,
    )
    import django
    from django.core.cache import cache
    from django.test import Client

    django.setup()
    client = Client()
    live, ready = client.get("/healthz"), client.get("/readyz")
    detailed = client.get("/health", HTTP_AUTHORIZATION=f"Bearer {token}")
    return {
        "live": [live.status_code, live.content.decode()],
        "ready": [ready.status_code, ready.content.decode()],
        "head": [client.head("/healthz").status_code, client.head("/healthz").content.decode()],
        "post": client.post("/healthz").status_code,
        "detailed": json.loads(detailed.content),
        "cached": len(cache._cache),
    }


results = {"answers": answers(), "many": many(), "hang": hang(), "fork": fork(), "tokenless": tokenless(), "flap": flap(), "hostile": hostile(), "secrets": secrets(), "django": django()}
released.set()
json.dump(results, sys.stdout)
