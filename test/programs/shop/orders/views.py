import time

from django.core.cache import cache
from django.db import connection
from django.http import JsonResponse

from orders.models import Order


def healthz(request):
    return JsonResponse({"status": "ok"})


def order(request):
    """Writes a row and counts in the cache; says how both connections are protected."""
    Order.objects.create(note=request.GET.get("note", ""))
    cache.add("orders", 0)
    with connection.cursor() as cursor:
        cursor.execute("select ssl from pg_stat_ssl where pid = pg_backend_pid()")
        (tls,) = cursor.fetchone()
    return JsonResponse({"rows": Order.objects.count(), "cached": cache.incr("orders"), "tls": tls})


def slow(request):
    time.sleep(float(request.GET["seconds"]))
    return JsonResponse({"status": "done"})
