"""What Celery makes of settings modules, and its command line of the commands that the builder writes."""

import json
import os
import shlex
import ssl
import sys
import types
import warnings

warnings.simplefilter("ignore")

from celery import Celery  # noqa: E402
from celery.app import defaults  # noqa: E402
from read_redis import of_connection, of_kombu  # noqa: E402


def show(value):
    if isinstance(value, dict):
        return {key: show(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [show(item) for item in value]
    if value is ssl.CERT_REQUIRED:
        return "CERT_REQUIRED"
    return value


def of_settings(case):
    os.environ.update(case["env"])
    module = types.ModuleType("settings")
    exec(compile(case["file"], "settings.py", "exec"), module.__dict__)
    app = Celery(set_as_current=False)
    app.config_from_object(module, namespace=case["namespace"])
    read = {"conf": {name: show(app.conf.get(name)) for name in case["names"]}}
    if "broker_url" in case["names"]:
        read["broker"] = of_kombu(app.connection_for_write())
    if "result_backend" in case["names"]:
        pool = app.backend.client.connection_pool
        connection = pool.connection_class(**pool.connection_kwargs)
        read["backend"] = {
            **of_connection(connection),
            "socket_timeout": connection.socket_timeout,
            "socket_connect_timeout": connection.socket_connect_timeout,
            "health_check_interval": connection.health_check_interval,
            "key": app.backend.get_key_for_task("id").decode(),
        }
    return read


def of_command(line):
    """As Celery's own command line reads it."""
    from celery.bin.beat import beat
    from celery.bin.worker import worker

    app = Celery("shop", set_as_current=False)
    words = shlex.split(line)
    at = words.index("worker" if "worker" in words else "beat")
    command = {"worker": worker, "beat": beat}[words[at]]
    # The callbacks of options read the application's settings.
    owner = types.SimpleNamespace(app=app)
    context = command.make_context(words[at], words[at + 1 :], obj=owner)
    return {
        "extra": context.args,
        "params": {
            name: value if isinstance(value, (str, int, float, bool, list, tuple, type(None))) else str(value)
            for name, value in context.params.items()
        },
    }


def eager():
    """How often a task runs that asks to be repeated in half a minute, and what its caller gets."""
    app = Celery(set_as_current=False)
    app.conf.task_always_eager = True
    runs = []

    @app.task(bind=True, max_retries=2, default_retry_delay=30)
    def mail(self):
        runs.append(1)
        raise self.retry(exc=RuntimeError("no mail today"))

    state = mail.apply_async(countdown=3600).state
    count = len(runs)
    app.conf.task_eager_propagates = True
    try:
        mail.delay()
        raised = None
    except Exception as error:
        raised = type(error).__name__
    return {"state": state, "runs": count, "raised": raised, "runsWhenPropagating": len(runs) - count}


def of_broken(case):
    app = Celery(set_as_current=False)
    try:
        if case.get("namespace"):
            app.config_from_object(types.SimpleNamespace(**case["settings"]), namespace=case["namespace"])
        else:
            app.config_from_object(case["settings"])
        conf = {name: show(app.conf.get(name)) for name in case["names"]}
        if "broker_url" not in conf:
            return {"conf": conf}
        return {"conf": conf, "broker": of_kombu(app.connection_for_write())}
    except Exception as error:
        return {"error": type(error).__name__}


given = json.load(sys.stdin)
json.dump(
    {
        "settings": [of_settings(case) for case in given.get("settings", [])],
        "commands": [of_command(line) for line in given.get("commands", [])],
        "broken": [of_broken(case) for case in given.get("broken", [])],
        "declared": {
            name: option.type if isinstance(option.type, str) else option.type.__name__
            for name, option in defaults.flatten(defaults.NAMESPACES)
        },
        "renamed": defaults._TO_NEW_KEY,
        "eager": eager(),
    },
    sys.stdout,
)
