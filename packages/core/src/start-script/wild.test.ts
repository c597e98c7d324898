import { expect, test } from 'vitest'
import { isKeelsonError } from '../errors.js'
import { showText } from '../text.js'
import { formatStartScript } from './format.js'
import { parseStartScript } from './parse.js'

/** What a script does, in one line: `!` marks what may fail without the script ending. */
function summary(text: string): string {
  try {
    const { steps, server, written } = parseStartScript(text)
    const shown = steps.map((step, index) => {
      const mark = written.steps[index]?.stops || step.kind === 'variable' ? '' : '!'
      if (step.kind === 'chdir') return `${mark}cd ${showText(step.directory)}`
      if (step.kind === 'variable') return `${step.name}=${showText(step.value)}`
      if (step.kind === 'superuser') return 'superuser'
      return `${mark}${step.argv.map(showText).join(' ')}${step.background ? ' &' : ''}${step.input === undefined ? '' : ' <<'}`
    })
    return [...shown, `${written.server.exec ? 'exec ' : ''}${server.argv.map(showText).join(' ')}`].join(' | ')
  } catch (error) {
    if (isKeelsonError(error) && error.code === 'config')
      return error.message.replace('the start script cannot be read: ', '')
    throw error
  }
}

/** Start scripts and start commands as public repositories have them, shortened. */
const scripts: readonly (readonly [script: string, meaning: string])[] = [
  ['exec gunicorn a &', 'line 1: the server runs in the background, so that the script ends'],
  ['A=b cd x\nexec a', 'line 1: an assignment or redirect of a command of the shell itself is not read'],
  ['> /tmp/log\nexec a', 'line 1: an assignment or redirect of a command of the shell itself is not read'],
  ['cd x &\nexec a', 'line 1: what changes the shell in the background has no effect'],
  ['a || echo b > c\nexec a', 'line 1: what is written to a file when a command fails is not read'],
  [
    `#!/bin/bash\npython manage.py migrate\npython manage.py collectstatic --noinput\ngunicorn project.wsgi:application --bind 0.0.0.0:$PORT\n`,
    '!python manage.py migrate | !python manage.py collectstatic --noinput | gunicorn project.wsgi:application --bind 0.0.0.0:$PORT',
  ],
  [
    `#!/bin/bash\n  python manage.py collectstatic --noinput\n  python manage.py migrate --noinput\n  gunicorn config.wsgi:application --bind 0:8000\n`,
    '!python manage.py collectstatic --noinput | !python manage.py migrate --noinput | gunicorn config.wsgi:application --bind 0:8000',
  ],
  [
    `#!/bin/sh\n# Usage: start.sh <port number>\n\npython /app/manage.py migrate\npython /app/manage.py collectstatic --noinput\n/usr/local/bin/gunicorn config.wsgi -w 4 -b 0.0.0.0:$1 --chdir=/app`,
    'line 6: the value of $1 is not known here',
  ],
  [
    `#!/usr/bin/env bash\nset -e\n\n# Run migrations and collectstatic, then start gunicorn\npython manage.py migrate --noinput || true\npython manage.py collectstatic --noinput || true\n\nexec gunicorn project.wsgi:application --bind 0.0.0.0:\${PORT:-8000}`,
    '!python manage.py migrate --noinput | !python manage.py collectstatic --noinput | exec gunicorn project.wsgi:application --bind 0.0.0.0:${PORT:-8000}',
  ],
  [
    `#!/usr/bin/env bash\nset -o errexit\n\necho "Running collectstatic..."\ncd src\npython manage.py collectstatic --noinput\n\necho "Running migrations..."\npython manage.py migrate --noinput\n\nexec gunicorn core.wsgi:application --bind 0.0.0.0:$PORT`,
    'echo Running collectstatic... | cd src | python manage.py collectstatic --noinput | echo Running migrations... | python manage.py migrate --noinput | exec gunicorn core.wsgi:application --bind 0.0.0.0:$PORT',
  ],
  [
    `set -e\n\npython manage.py migrate --noinput\npython manage.py collectstatic --noinput || true\n\ngunicorn config.wsgi:application --bind 0.0.0.0:$PORT`,
    'python manage.py migrate --noinput | !python manage.py collectstatic --noinput | gunicorn config.wsgi:application --bind 0.0.0.0:$PORT',
  ],
  [
    `#!/usr/bin/env bash\nset -euo pipefail\n\npython /app/src/manage.py migrate --noinput\n\nexec gunicorn config.wsgi:application --bind 0.0.0.0:\${PORT:-10000}`,
    'python /app/src/manage.py migrate --noinput | exec gunicorn config.wsgi:application --bind 0.0.0.0:${PORT:-10000}',
  ],
  [
    `#!/usr/bin/env bash\nset -euo pipefail\n\nexport DJANGO_SETTINGS_MODULE="\${DJANGO_SETTINGS_MODULE:-config.settings.prod}"\n\npython manage.py migrate --noinput\n\nexec gunicorn config.wsgi:application \\\n  --bind 0.0.0.0:\${PORT:-8000} \\\n  --workers \${WEB_CONCURRENCY:-2} \\\n  --timeout 120`,
    'DJANGO_SETTINGS_MODULE=${DJANGO_SETTINGS_MODULE:-config.settings.prod} | python manage.py migrate --noinput | exec gunicorn config.wsgi:application --bind 0.0.0.0:${PORT:-8000} --workers ${WEB_CONCURRENCY:-2} --timeout 120',
  ],
  [
    `#!/usr/bin/env bash\nset -euo pipefail\n\n: "\${PORT:=8000}"\nexec gunicorn a.wsgi`,
    'line 4: ${PORT:=8000} is more than a variable with a default',
  ],
  [
    `#!/usr/bin/env bash\nset -euo pipefail\n\nattempt=1\nwhile true; do\n  python manage.py migrate --noinput && break\ndone\nexec gunicorn a.wsgi`,
    'line 5: "while" is not a plain command',
  ],
  [`#!/bin/bash\npython - <<'PY'\nimport time\ntime.sleep(1)\nPY\ngunicorn a.wsgi`, '!python - << | gunicorn a.wsgi'],
  [
    `#!/usr/bin/env bash\n\nset -euo pipefail\n\npython manage.py makemigrations\npython manage.py migrate\npython manage.py createsuperuser --noinput\ngunicorn backend.wsgi --bind 0.0.0.0:8000 --workers 3\n\nexec "$@"\n`,
    'line 10: the value of $@ is not known here',
  ],
  [
    `#!/bin/sh\nset -e\n\npython manage.py migrate --noinput\n\nif [ -n "\${DJANGO_SUPERUSER_USERNAME:-}" ]; then\n  python manage.py createsuperuser --noinput\nfi\nexec gunicorn a.wsgi`,
    'line 6: "if" is not a plain command',
  ],
  [
    `#!/bin/sh\npython manage.py migrate\npython manage.py createsuperuser --noinput --username \${LOGIN} --email \${LOGIN}@\${DOMAINNAME}\npython manage.py collectstatic --noinput\ngunicorn mysite.wsgi:application --bind 0.0.0.0:8080`,
    '!python manage.py migrate | !python manage.py createsuperuser --noinput --username $LOGIN --email $LOGIN@$DOMAINNAME | !python manage.py collectstatic --noinput | gunicorn mysite.wsgi:application --bind 0.0.0.0:8080',
  ],
  [
    `#!/bin/bash\npython manage.py migrate\npython manage.py shell < create_superuser.py\ngunicorn main.wsgi:application --bind 0.0.0.0:$PORT`,
    '!python manage.py migrate | !python manage.py shell | gunicorn main.wsgi:application --bind 0.0.0.0:$PORT',
  ],
  [
    `#!/bin/bash\nflask db upgrade\nexec gunicorn -b :5000 --access-logfile - --error-logfile - --timeout 600 main:app\n`,
    '!flask db upgrade | exec gunicorn -b :5000 --access-logfile - --error-logfile - --timeout 600 main:app',
  ],
  [
    `#!/bin/sh\nset -e\nflask db upgrade\nexec gunicorn --bind 0.0.0.0:$PORT "app:create_app()"`,
    'flask db upgrade | exec gunicorn --bind 0.0.0.0:$PORT app:create_app()',
  ],
  [
    `#!/usr/bin/env bash\nset -euo pipefail\nIFS=$'\\n\\t'\n\nFLASK_APP=app.manage flask db upgrade\n\nexec gunicorn app.wsgi:app`,
    "line 3: $' is understood by bash alone",
  ],
  [
    `#!/usr/bin/env bash\n\nset -euo pipefail\n\nFLASK_APP=app.manage flask db upgrade\n\nexec gunicorn app.wsgi:app "$@"`,
    'line 7: the value of $@ is not known here',
  ],
  [
    `#!/bin/sh\nset -e\nalembic upgrade head\nexec uvicorn app.main:app --host 0.0.0.0 --port "\${PORT:-8000}"\n`,
    'alembic upgrade head | exec uvicorn app.main:app --host 0.0.0.0 --port ${PORT:-8000}',
  ],
  [
    `#!/bin/bash\n\nsleep 1\n\nPYTHONPATH=/app alembic upgrade head\nuvicorn main:app --host 0.0.0.0 --port 8000\n`,
    '!sleep 1 | !alembic upgrade head | uvicorn main:app --host 0.0.0.0 --port 8000',
  ],
  [
    `#!/usr/bin/env sh\nset -e\n\nuv run alembic upgrade head\n\nexec uv run uvicorn app.main:app --host 0.0.0.0 --port "\${APP_PORT:-8000}"`,
    'uv run alembic upgrade head | exec uv run uvicorn app.main:app --host 0.0.0.0 --port ${APP_PORT:-8000}',
  ],
  [
    `#!/bin/sh\nset -e\n\nnpx prisma migrate deploy\n\nnode dist/app.js\n`,
    'npx prisma migrate deploy | node dist/app.js',
  ],
  [
    `#!/bin/sh\necho "[start] Running prisma migrate deploy..."\nnpx prisma migrate deploy\necho "[start] migrate exit code: $?"\n\nexec node dist/server.js`,
    'line 4: the value of $? is not known here',
  ],
  [
    `celery -A worker.celery worker --loglevel=info &\n\n#!/bin/bash\ngunicorn -k uvicorn.workers.UvicornWorker app.main:app --bind 0.0.0.0:$PORT`,
    '!celery -A worker.celery worker --loglevel=info & | gunicorn -k uvicorn.workers.UvicornWorker app.main:app --bind 0.0.0.0:$PORT',
  ],
  [
    `#!/usr/bin/env bash\n\ncelery -A config worker -l info --concurrency=2 &\nCELERY_PID=$!\ngunicorn config.wsgi:application\nkill $CELERY_PID 2>/dev/null`,
    'line 4: the value of $! is not known here',
  ],
  [
    `#!/usr/bin/env bash\nset -o errexit\n\ncelery -A apps.api worker --loglevel=info --concurrency=1 &\nexec gunicorn apps.api.wsgi:application --bind 0.0.0.0:$PORT`,
    '!celery -A apps.api worker --loglevel=info --concurrency=1 & | exec gunicorn apps.api.wsgi:application --bind 0.0.0.0:$PORT',
  ],
  [
    `#!/usr/bin/env bash\nset -o errexit\n\ngunicorn backend.wsgi:application --bind 0.0.0.0:\${PORT} --workers 1 &\ncelery -A backend worker &\n`,
    'line 5: the last command runs in the background, so that the script ends',
  ],
  [`#!/bin/bash\ncd "$(dirname "$0")"\npython app.py`, 'line 2: the output of a command is not known here'],
  [
    `set -e\nsource "$PROJECT_DIR/venv/bin/activate"\nexec gunicorn -w 2 -k gevent app:app`,
    'line 2: what source does to the shell is not known here',
  ],
  [
    `#!/bin/bash\ngunicorn --daemon core.wsgi \ncelery --app=core worker --loglevel=info &\n`,
    'line 3: the last command runs in the background, so that the script ends',
  ],
  [
    `#!/bin/sh\nset -e\ncd /app/backend\n/app/backend/venv/bin/python -m gunicorn --bind 0.0.0.0:8000 server:app &\ncd /app/frontend\nserve -s build -l 3000`,
    'cd /app/backend | !/app/backend/venv/bin/python -m gunicorn --bind 0.0.0.0:8000 server:app & | cd /app/frontend | serve -s build -l 3000',
  ],
  [
    'nohup gunicorn -w 2 -b 0.0.0.0:8000 app:app > gunicorn.log 2>&1 &',
    'line 1: the last command runs in the background, so that the script ends',
  ],
  [
    `gunicorn wsgi:app \\\n  -b 0.0.0.0:5050 \\\n  --access-logformat '%(h)s - %(u)s [%(t)s] "%(r)s" %(s)s %(D)s'\n\n`,
    'gunicorn wsgi:app -b 0.0.0.0:5050 --access-logformat %(h)s - %(u)s [%(t)s] "%(r)s" %(s)s %(D)s',
  ],
  [
    'python manage.py migrate --noinput && gunicorn config.wsgi:application --bind 0.0.0.0:$PORT --worker-class gevent --log-file -',
    'python manage.py migrate --noinput | gunicorn config.wsgi:application --bind 0.0.0.0:$PORT --worker-class gevent --log-file -',
  ],
  [
    'cd src && gunicorn config.wsgi:application --bind 0.0.0.0:$PORT --workers 2',
    'cd src | gunicorn config.wsgi:application --bind 0.0.0.0:$PORT --workers 2',
  ],
  [
    'python manage.py migrate && python manage.py collectstatic --noinput && gunicorn config.asgi:application --bind 0.0.0.0:${PORT:-8000} -k uvicorn.workers.UvicornWorker',
    'python manage.py migrate | python manage.py collectstatic --noinput | gunicorn config.asgi:application --bind 0.0.0.0:${PORT:-8000} -k uvicorn.workers.UvicornWorker',
  ],
  [
    'browserify client.js -p ./swig -o static/bundle.js; node web.js',
    '!browserify client.js -p ./swig -o static/bundle.js | node web.js',
  ],
  [
    'REMAP_SIGTERM=SIGQUIT celery -A config.celery_app worker --loglevel=info',
    'celery -A config.celery_app worker --loglevel=info',
  ],
  [
    'bash ../deployment/render/scripts/render_backend_start.sh',
    'bash ../deployment/render/scripts/render_backend_start.sh',
  ],
  [
    `sh -c "python backend/manage.py migrate && gunicorn backend.config.wsgi:application --bind 0.0.0.0:8000"`,
    'line 1: the last command, sh, is a script of its own: write its commands here',
  ],
  [`gunicorn 'src.main:create_app()' --bind 0.0.0.0:10000`, 'gunicorn src.main:create_app() --bind 0.0.0.0:10000'],
  [
    'gunicorn app:create_app() -w 2 -k gevent',
    'line 1: the ( behind "app:create_app" is a syntax error to a shell: quote the whole word',
  ],
  ['bundle exec rails server -p ${PORT:-5000}', 'bundle exec rails server -p ${PORT:-5000}'],
  [
    'python manage.py bootstrap_platform || true; python manage.py migrate && gunicorn a.wsgi',
    '!python manage.py bootstrap_platform | python manage.py migrate | gunicorn a.wsgi',
  ],
  [
    `cd app || exit 1\npython manage.py migrate || exit 1\ngunicorn a.wsgi`,
    'cd app | python manage.py migrate | gunicorn a.wsgi',
  ],
  [`cd src && python manage.py migrate\ngunicorn a.wsgi`, '!cd src | !python manage.py migrate | gunicorn a.wsgi'],
  [
    `set -e\ncd src && python manage.py migrate && gunicorn a.wsgi || echo failed`,
    'line 2: what || belongs to behind && is not read: write them on lines of their own',
  ],
  [
    `#!/bin/bash\nset -e\npython manage.py migrate 2>&1 | tee migrate.log\nexec gunicorn a.wsgi`,
    'line 3: the exit code of a pipe is that of its last command alone',
  ],
  [`#!/bin/bash\necho "hello" && python app.py`, 'echo hello | python app.py'],
  [`#!/usr/bin/python3\nprint(1)`, 'line 1: /usr/bin/python3 is no shell'],
  [
    `pip install -r requirements.txt\npython manage.py collectstatic --noinput\npython manage.py migrate`,
    'line 3: the last command, python, is no server',
  ],
  [
    `export FLASK_APP=manage.py PYTHONUNBUFFERED=1\nPORT=\${PORT:-8000}\nexport PORT\nexec gunicorn "app:create_app()" -b 0.0.0.0:$PORT`,
    'FLASK_APP=manage.py | PYTHONUNBUFFERED=1 | PORT=${PORT:-8000} | exec gunicorn app:create_app() -b 0.0.0.0:$PORT',
  ],
  ['npm run start', 'npm run start'],
  [`time python manage.py migrate\nexec gunicorn a.wsgi`, 'line 1: "time" is not a plain command'],
  [
    `gunicorn --bind=0.0.0.0 --timeout 600 \\\r\n app:app`,
    'line 1: a carriage return stands here, which a shell takes for a part of the word',
  ],
]

test.each(scripts)('%j', (text, expected) => {
  expect(summary(text)).toBe(expected)
})

test('what is read and written again means the same', () => {
  const read = scripts.filter(([, meaning]) => !meaning.startsWith('line '))
  expect(read.length).toBeGreaterThanOrEqual(30)
  for (const [text] of read) {
    const { steps, server } = parseStartScript(text)
    expect(parseStartScript(formatStartScript({ steps, server }))).toMatchObject({ steps, server })
  }
})
