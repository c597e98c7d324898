import type { Finding } from '../finding.js'
import { showText } from '../text.js'
import type { StartScript } from './script.js'

/** A server that is made for the machine of a developer. */
export function lintServer({ argv }: StartScript['server'], path: string): Finding[] {
  const line = argv.map(showText).join(' ').slice(0, 2000)
  const isFlask = /\bflask (?:\S+ )*?run\b(?!\S)/.test(line)
  if (!isFlask && !/(?:manage\.py|django-admin) (?:\S+ )*?runserver\b/.test(line)) return []
  return [
    {
      code: 'start-script-development-server',
      severity: 'warning',
      path,
      message: `${isFlask ? 'flask run' : 'runserver'} is for development: neither its security nor its behaviour under load was ever looked at`,
      fix: 'Start gunicorn: exec gunicorn module:application --bind "0.0.0.0:$PORT"',
      source: isFlask
        ? 'https://flask.palletsprojects.com/en/stable/deploying/'
        : 'https://docs.djangoproject.com/en/stable/ref/django-admin/#runserver',
    },
  ]
}
