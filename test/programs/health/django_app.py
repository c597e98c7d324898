"""A Django that refuses, redirects and asks its database wherever it can: health must be answered before."""

import os
from urllib.parse import urlsplit

from django.conf import settings

url = urlsplit(os.environ["DATABASE_URL"])
cache = {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": os.environ["REDIS_URL"]}
if os.environ["DJANGO_REDIS"] == "0":
    cache["BACKEND"] = "django.core.cache.backends.redis.RedisCache"
settings.configure(
    SECRET_KEY=os.environ["SECRET_KEY"],
    ALLOWED_HOSTS=["shop.example"],
    SECURE_SSL_REDIRECT=True,
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.sessions"],
    MIDDLEWARE=["health.HealthMiddleware", "django.middleware.security.SecurityMiddleware", "django_app.SlowDatabase"],
    ROOT_URLCONF="django_app",
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": url.hostname,
            "PORT": url.port,
            "NAME": url.path[1:],
            "USER": url.username,
            "PASSWORD": url.password,
            "ATOMIC_REQUESTS": True,
            "CONN_MAX_AGE": 600,
        }
    },
    CACHES={"default": cache},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
)

import django  # noqa: E402

django.setup()

from checks import state  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import JsonResponse  # noqa: E402


def SlowDatabase(get_response):
    def middleware(request):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return get_response(request)

    return middleware


urlpatterns = []
call_command("migrate", verbosity=0)
connection.close()
django_application = get_wsgi_application()


def application(environ, start_response):
    if environ["PATH_INFO"] != "/state":
        return django_application(environ, start_response)
    start_response("200 OK", [("Content-Type", "application/json")])
    return [JsonResponse(state()).content]
