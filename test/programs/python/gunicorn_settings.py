"""What gunicorn makes of arguments, configuration files and start commands: {cases} on stdin, one answer each on stdout."""

import contextlib
import io
import json
import os
import sys

cases = json.load(sys.stdin)

from gunicorn import __version__, config  # noqa: E402
from gunicorn.app.wsgiapp import WSGIApplication  # noqa: E402

home = os.getcwd()
path = list(sys.path)


def plain(value):
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, int) and not isinstance(value, bool):
        return int(value)
    if value is None or isinstance(value, (str, bool, float)):
        return value
    return "%s.%s" % (value.__module__, value.__qualname__)


def read(cfg):
    return {name: plain(setting.get()) for name, setting in cfg.settings.items()}


def load(argv, env, file):
    """As the program itself does: it reads sys.argv, the environment and ./gunicorn.conf.py."""
    conf = os.path.join(home, "gunicorn.conf.py")
    if file is not None:
        with open(conf, "w", encoding="utf-8", newline="") as stream:
            stream.write(file)
    os.chdir(home)
    sys.path[:] = path
    os.environ.update(env)
    sys.argv = ["gunicorn", *argv]
    try:
        application = WSGIApplication("%(prog)s [OPTIONS] [APP_MODULE]")
        return {"target": application.app_uri, "settings": read(application.cfg)}
    finally:
        for name in env:
            del os.environ[name]
        if file is not None:
            os.remove(conf)
        os.chdir(home)


def parse(argv, common):
    """What the program's own parser and validators say, of files and folders that are not there as well."""
    cfg = config.Config("%(prog)s [OPTIONS] [APP_MODULE]")
    parser = cfg.parser()
    args = vars(parser.parse_args(argv))
    cfg.env_orig = {"GUNICORN_CMD_ARGS": common} if common else {}
    shared = vars(parser.parse_args(cfg.get_cmd_args_from_env()))
    given = {}
    for source in (shared, args):
        for name, value in source.items():
            if value is None or name == "args":
                continue
            if name not in ("chdir", "user", "group", "reload_extra_files"):
                cfg.set(name, value)
                value = cfg.settings[name].get()
            if name == "loglevel":
                # It is looked up without regard to capitals.
                value = value.lower()
            given[name] = plain(value)
    return {"target": (args["args"] or [None])[0], "settings": given}


def table():
    rows = {}
    for setting in config.KNOWN_SETTINGS:
        validator = getattr(setting.validator, "__func__", setting.validator)
        rows[setting.name] = {
            "flags": setting.cli or [],
            "action": setting.action,
            "type": getattr(setting.type, "__name__", None),
            "optional": setting.nargs == "?",
            "validator": validator.__name__,
            "default": plain(setting.default),
        }
    return {"version": __version__, "settings": rows}


def answer(case):
    noise = io.StringIO()
    try:
        with contextlib.redirect_stderr(noise), contextlib.redirect_stdout(noise):
            if case["kind"] == "table":
                return table()
            if case["kind"] == "parse":
                return parse(case["argv"], case.get("common"))
            return load(case["argv"], case.get("env", {}), case.get("file"))
    except SystemExit as error:
        return {"refused": "%s %s" % (error.code, noise.getvalue())}
    except Exception as error:
        return {"refused": "%s: %s" % (type(error).__name__, error)}


json.dump([answer(case) for case in cases], sys.stdout)
