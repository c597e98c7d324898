import type { PythonText } from './check-texts.js'
import { formatHealthModule, type PythonHealthOptions } from './health-module.js'
import type { DjangoCheck } from './python-check.js'

/** Options of {@link djangoHealth}. */
export interface DjangoHealthOptions extends PythonHealthOptions {
  readonly checks: readonly DjangoCheck[]
}

/**
 * A module of Django, from 3.2 on and for Python 3.9 and later, that answers as `createHealth` does: `HealthMiddleware`, which
 * comes first in `MIDDLEWARE` and then needs neither a host, nor https, nor a session, and `urlpatterns` for whom that is too early.
 *
 * Each check runs in a thread of its own, once a TTL and process, and one that hangs never holds up more than that thread.
 * Throws `config` for checks that cannot work, and for names and paths that Python could not look up.
 *
 * https://docs.djangoproject.com/en/stable/topics/http/middleware/
 *
 * @example
 * import { djangoHealth } from '@keelson/health/python'
 * const module = djangoHealth({
 *   checks: [{ kind: 'database' }, { kind: 'cache', criticality: 'degrading' }, { kind: 'migrations' }],
 *   releaseFrom: 'RENDER_GIT_COMMIT',
 * })
 */
export function djangoHealth({ checks, ...options }: DjangoHealthOptions): string {
  return formatHealthModule(django, checks, options)
}

const django: PythonText = {
  imports: [
    'from contextlib import contextmanager',
    'from django.conf import settings',
    'from django.db import connections, transaction',
    'from django.http import HttpRequest, HttpResponse',
    'from django.urls import path',
  ],
  text: String.raw`
def configured() -> list[tuple[str, Any]]:
    """Secrets of the settings, wherever they come from."""
    passwords = [each.get("PASSWORD") for each in settings.DATABASES.values()]
    return [("SECRET_KEY", settings.SECRET_KEY), *(("PASSWORD", password) for password in passwords)]


@contextmanager
def own_connections() -> Iterator[None]:
    """No connection of a check outlives it."""
    try:
        yield
    finally:
        connections.close_all()


def view(request: HttpRequest, question: str) -> HttpResponse:
    authorization = request.META.get("HTTP_AUTHORIZATION", "")
    status, headers, body = answer(question, request.method or "", authorization, own_connections)
    response = HttpResponse("" if request.method == "HEAD" else body, status=status)
    for name, value in {**headers, "Content-Length": str(len(body))}.items():
        response[name] = value
    return response


for alias in connections:
    # ATOMIC_REQUESTS would begin a transaction, even to say that the process is alive.
    transaction.non_atomic_requests(alias)(view)

urlpatterns = [path(where[1:], view, {"question": question}) for where, question in QUESTIONS.items()]


class HealthMiddleware:
    """First in MIDDLEWARE: nothing that may fail, redirect or refuse comes before it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        question = QUESTIONS.get(request.path_info)
        return view(request, question) if question else self.get_response(request)
`,
}
