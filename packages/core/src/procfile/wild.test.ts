import { expect, test } from 'vitest'
import { isKeelsonError } from '../errors.js'
import { lintProcfile } from './lint.js'
import { parseProcfile } from './parse.js'

/** What a Procfile starts, or why it is refused. */
function summary(text: string): string {
  try {
    return parseProcfile(text)
      .map(({ name, command }) => `${name}=${command}`)
      .join(' | ')
  } catch (error) {
    if (isKeelsonError(error) && error.code === 'config') return error.message
    throw error
  }
}

/** Procfiles as public repositories have them, shortened; and the rules that they break wherever they run. */
test.each<[text: string, meaning: string, ...codes: string[]]>([
  [
    'web: python manage.py migrate --noinput && gunicorn config.wsgi:application --bind 0.0.0.0:$PORT --log-file -\nceleryworker: celery -A config.wsgi:application worker -l info -Q celery\n',
    'web=python manage.py migrate --noinput && gunicorn config.wsgi:application --bind 0.0.0.0:$PORT --log-file - | celeryworker=celery -A config.wsgi:application worker -l info -Q celery',
  ],
  [
    'release: python manage.py migrate\nweb: gunicorn config.wsgi:application\nworker_beat: celery --app=config.celery_app worker -B -l info\n',
    'release=python manage.py migrate | web=gunicorn config.wsgi:application | worker_beat=celery --app=config.celery_app worker -B -l info',
    'procfile-name',
  ],
  [
    'web: cd src && gunicorn config.wsgi:application --bind 0.0.0.0:$PORT --workers 2\nrelease: cd src && python manage.py migrate --noinput',
    'web=cd src && gunicorn config.wsgi:application --bind 0.0.0.0:$PORT --workers 2 | release=cd src && python manage.py migrate --noinput',
  ],
  [
    'release: python manage.py migrate\n.listen(process.env.PORT || 5000)\nweb: gunicorn --pythonpath main.wsgi --preload -b 0.0.0.0:8000\n',
    'the Procfile cannot be read: line 2: it is neither "name: command" nor a comment; some programs skip it, some end there',
    'procfile-line-ignored',
    'procfile-web-port',
  ],
  [
    'worker: python manage.py collectstatic --noinput\nweb: python manage.py runserver 0.0.0.0:$PORT --noreload\nworker: celery -A main worker\n',
    'the Procfile cannot be read: line 3: worker is on line 1 already; programs disagree which of the two runs',
    'procfile-duplicate',
  ],
  [
    'web: python -m gunicorn app.asgi:application --workers 2 --bind :$PORT --access-logfile $ACCESS_LOGFILE\nbot: python -m app.bot',
    'web=python -m gunicorn app.asgi:application --workers 2 --bind :$PORT --access-logfile $ACCESS_LOGFILE | bot=python -m app.bot',
  ],
  [
    '# The Procfile is used by Heroku.\n## Release tasks\nrelease: bash bin/release-tasks.sh\n\nweb: bin/rails server -p ${PORT:-5000}\n\n# worker: bundle exec sidekiq -C config/sidekiq.yml\n',
    'release=bash bin/release-tasks.sh | web=bin/rails server -p ${PORT:-5000}',
  ],
  [
    'web: gunicorn app:app \\\n  --worker-class=gthread \\\n  --workers=${WEB_CONCURRENCY:-2} \\\n  --preload \\\n  --bind 0.0.0.0:${PORT:-10000}',
    'web=gunicorn app:app --worker-class=gthread --workers=${WEB_CONCURRENCY:-2} --preload --bind 0.0.0.0:${PORT:-10000}',
    'procfile-continuation',
  ],
  [
    'web: gunicorn Gallery:app \\\n--workers=1 \\\n--threads=6',
    'web=gunicorn Gallery:app --workers=1 --threads=6',
    'procfile-continuation',
  ],
  [
    'release: python manage.py migrate\n{%- if cookiecutter.use_async %}\nweb: gunicorn config.asgi:application -k uvicorn.workers.UvicornWorker\n',
    'the Procfile cannot be read: line 2: it is neither "name: command" nor a comment; some programs skip it, some end there',
    'procfile-line-ignored',
  ],
  [
    'web: gunicorn --bind 0.0.0.0:$PORT "app:create_app()"\nworker: celery -A celery_app worker\nrelease: FLASK_APP=app.py flask db upgrade\n\n',
    'web=gunicorn --bind 0.0.0.0:$PORT "app:create_app()" | worker=celery -A celery_app worker | release=FLASK_APP=app.py flask db upgrade',
  ],
  [
    'web: bash -c "cd frontend && npm ci && cd ../backend && python -m uvicorn app.main:app --host 0.0.0.0 --port $PORT"\nworker: REMAP_SIGTERM=SIGQUIT celery -A app worker',
    'web=bash -c "cd frontend && npm ci && cd ../backend && python -m uvicorn app.main:app --host 0.0.0.0 --port $PORT" | worker=REMAP_SIGTERM=SIGQUIT celery -A app worker',
  ],
  [
    'build: bash build.sh\nweb: cd backend && gunicorn portfolio.wsgi',
    'build=bash build.sh | web=cd backend && gunicorn portfolio.wsgi',
  ],
  [
    'services:\n  - type: web\n    name: markup',
    'the Procfile cannot be read: line 1: it is neither "name: command" nor a comment; some programs skip it, some end there',
    'procfile-line-ignored',
    'procfile-line-ignored',
    'procfile-line-ignored',
    'procfile-no-web',
  ],
  ['web: npm install; node server.js', 'web=npm install; node server.js'],
])('%j', (text, meaning, ...codes) => {
  expect(summary(text)).toBe(meaning)
  expect(lintProcfile(text).map(({ code }) => code)).toEqual(codes)
})
