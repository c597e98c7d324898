"""Serves one Django project under several settings, a port each; ends with its input."""

import json
import sys
import threading
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse, JsonResponse
from django.test.utils import override_settings
from django.urls import path
from django.views.decorators.http import require_GET, require_safe

settings.configure(
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["*"],
    SECRET_KEY="for this test alone",
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
    SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
)
django.setup()


def light(request):
    return JsonResponse({"status": "ok"})


def deep(request):
    return JsonResponse({"status": "healthy", "database": "ok", "redis": "ok"})


def page(request):
    return HttpResponse("<!DOCTYPE html>\n<html><title>Shop</title></html>")


urlpatterns = [
    path("", page),
    path("healthz", light),
    path("slashed/", light),
    path("safe", require_safe(light)),
    path("get", require_GET(light)),
    path("word", lambda request: HttpResponse("ok")),
    path("health", deep),
    path("private", login_required(light)),
]

# Settings are those of the process: one request at a time.
lock = threading.Lock()


def application_with(changed):
    def application(environ, start_response):
        with lock, override_settings(**changed):
            return [b"".join(WSGIHandler()(environ, start_response))]

    return application


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


ports = {}
for name, changed in json.loads(sys.stdin.readline()).items():
    server = make_server("127.0.0.1", 0, application_with(changed), Server, Quiet)
    ports[name] = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
print(json.dumps(ports), flush=True)
sys.stdin.read()
