import type { PythonText } from './check-texts.js'
import { formatHealthModule, type PythonHealthOptions } from './health-module.js'
import type { FlaskCheck } from './python-check.js'

/** Options of {@link flaskHealth}. */
export interface FlaskHealthOptions extends PythonHealthOptions {
  readonly checks: readonly FlaskCheck[]
}

/**
 * A module of Flask, from 2.2 on and for Python 3.9 and later, that answers as `createHealth` does: the blueprint `health`, which
 * answers before the hooks of the application when it is registered first.
 *
 * Each check runs in a thread of its own, inside the application's context, once a TTL and process, and one that hangs never
 * holds up more than that thread. Throws `config` for checks that cannot work, and for names and paths that Python could not
 * look up.
 *
 * https://flask.palletsprojects.com/en/stable/blueprints/
 *
 * @example
 * import { flaskHealth } from '@keelson/health/python'
 * const module = flaskHealth({
 *   checks: [{ kind: 'sqlalchemy', engine: 'shop.extensions:db.engine' }, { kind: 'redis', criticality: 'degrading' }],
 *   releaseFrom: 'RENDER_GIT_COMMIT',
 * })
 */
export function flaskHealth({ checks, ...options }: FlaskHealthOptions): string {
  return formatHealthModule(flask, checks, options)
}

const flask: PythonText = {
  imports: ['from flask import Blueprint, Response, current_app, request'],
  text: String.raw`
def configured() -> list[tuple[str, Any]]:
    """Secrets of the settings, wherever they come from."""
    return list(current_app.config.items())


health = Blueprint("health", __name__)


@health.before_app_request
def answer_first() -> Response | None:
    """Before the hooks that are registered later, which may ask a database."""
    question = QUESTIONS.get(request.path)
    if question is None:
        return None
    authorization = request.headers.get("Authorization", "")
    around = current_app._get_current_object().app_context
    status, headers, body = answer(question, request.method, authorization, around)
    return Response(body, status, headers)
`,
}
