import { describe, expect, test } from 'vitest'
import type { Platform } from '../platform.js'
import { envText } from '../text.js'
import { formatStartScript } from './format.js'
import { lintStartScript } from './lint.js'
import { parseStartScript } from './parse.js'
import type { StartScriptContext } from './seen-step.js'
import { chdir, collectstatic, createSuperuser, migrate, run } from './steps.js'

const free: Platform = { name: 'Render, free plan', preDeployCommand: false, sleepsAfterMinutes: 15, startSeconds: 900 }
const starter: Platform = { name: 'Render, starter plan', preDeployCommand: true }
const server = { argv: ['gunicorn', 'shop.wsgi', '--bind', envText('0.0.0.0:', { env: 'PORT' })] }
const serve = 'exec gunicorn shop.wsgi --bind "0.0.0.0:$PORT"'
const strict = '#!/bin/sh\nset -eu\n'

function codes(script: Parameters<typeof lintStartScript>[0], context?: StartScriptContext): string[] {
  return lintStartScript(script, context).map(({ code }) => code)
}

describe('rules', () => {
  test.each<[code: string, failing: string, passing: string, context?: StartScriptContext]>([
    ['not-strict', `#!/bin/sh\npython manage.py migrate\n${serve}`, `${strict}python manage.py migrate\n${serve}`],
    ['not-strict', `#!/bin/sh\npython a.py\nset -e\n${serve}`, `#!/bin/sh -e\npython a.py\n${serve}`],
    ['not-strict', `${strict}a && b\n${serve}`, `#!/bin/sh\na && b && ${serve}`],
    ['not-strict', `${strict}set +e\na\n${serve}`, `#!/bin/sh\na || exit 1\n${serve}`],
    ['not-strict', `a; ${serve}`, `#!/bin/sh\necho hello\n${serve}`],
    ['cd-unchecked', `#!/bin/sh\ncd shop\n${serve}`, `#!/bin/sh\ncd shop || exit 1\n${serve}`],
    ['cd-unchecked', `${strict}cd shop || true\n${serve}`, `${strict}cd shop\n${serve}`],
    ['no-exec', `${strict}gunicorn shop.wsgi`, `${strict}exec gunicorn shop.wsgi`],
    ['no-exec', 'cd a || exit 1\ngunicorn shop.wsgi', 'cd a && gunicorn shop.wsgi'],
    ['no-exec', 'gunicorn shop.wsgi 2>&1', 'exec gunicorn shop.wsgi 2>&1'],
    ['migration-may-fail', `${strict}flask db upgrade || true\n${serve}`, `${strict}flask db upgrade\n${serve}`],
    ['failure-hidden', `${strict}a || true\n${serve}`, `${strict}a || echo "exit code $? of a" >&2\n${serve}`],
    ['failure-hidden', `${strict}a || echo failed\n${serve}`, `${strict}a || exit 3\n${serve}`],
    ['background-process', `${strict}celery -A shop worker &\n${serve}`, `${strict}python a.py\n${serve}`],
    ['unquoted-variable', `${strict}python $SCRIPT\n${serve}`, `${strict}python "$SCRIPT"\n${serve}`],
    [
      'unquoted-variable',
      `${strict}exec gunicorn $TARGET`,
      `${strict}exec gunicorn a -b :$PORT -w \${WEB_CONCURRENCY:-2}`,
    ],
    ['unquoted-variable', `${strict}export A=$B\n${serve}`, `${strict}A=$B\n${serve}`],
    ['collectstatic', `${strict}python manage.py collectstatic --noinput\n${serve}`, `${strict}${serve}`],
    [
      'superuser-twice',
      `${strict}python manage.py createsuperuser --noinput\n${serve}`,
      `${strict}python manage.py createcachetable\n${serve}`,
    ],
    [
      'superuser-code',
      `${strict}python manage.py shell <<EOF\nU.objects.create_superuser("a", "b", pw)\nEOF\n${serve}`,
      `${strict}python manage.py shell <<EOF\nprint(1)\nEOF\n${serve}`,
    ],
    [
      'superuser-password',
      `${strict}python manage.py shell -c 'U.objects.create_superuser("a", "b@c", "s3cret")'\n${serve}`,
      `${strict}python manage.py shell -c 'print(1)'\n${serve}`,
    ],
    [
      'superuser-password',
      `${strict}export DJANGO_SUPERUSER_PASSWORD=s3cret\n${serve}`,
      `${strict}export DJANGO_SUPERUSER_PASSWORD="$ADMIN_PASSWORD"\n${serve}`,
    ],
    ['unquoted-call', 'gunicorn shop:create_app()', "gunicorn 'shop:create_app()'"],
    [
      'unquoted-call',
      `${strict}exec gunicorn shop:create_app("a b") -w 2`,
      `${strict}exec gunicorn 'shop:create_app("a b")'`,
    ],
    ['windows-text', `${strict}${serve}\n`.replaceAll('\n', '\r\n'), `${strict}${serve}\n`],
    ['windows-text', `\uFEFF${strict}${serve}`, `${strict}${serve}`],
    ['development-server', 'flask --app shop run --host 0.0.0.0', 'flask-run'],
    ['development-server', 'python manage.py runserver 0.0.0.0:$PORT', 'python manage.py run_huey'],
    ['outside-root', 'bash ../deployment/start.sh', 'bash deployment/start.sh', { rootDirectory: 'backend' }],
    ['outside-root', `${strict}cd ..\n${serve}`, `${strict}cd a\ncd ..\n${serve}`, { rootDirectory: 'backend/' }],
    [
      'outside-root',
      'gunicorn a --chdir=../app',
      `${strict}cd app\nexec gunicorn a --config=../gunicorn.conf.py`,
      { rootDirectory: 'backend' },
    ],
    [
      'reruns-at-wake-up',
      `${strict}python load.py\n${serve}`,
      `${strict}python manage.py migrate\n${serve}`,
      { platform: free },
    ],
  ])('start-script-%s', (code, failing, passing, context) => {
    expect(codes(failing, context)).toEqual([`start-script-${code}`])
    expect(codes(passing, context)).toEqual([])
  })

  const migrating = { steps: [migrate()], server }
  test.each<[code: string, failing: StartScriptContext, passing: StartScriptContext]>([
    ['migration-misplaced', { platform: starter }, { platform: free }],
    ['migration-race', { instances: 2 }, { instances: 1 }],
  ])('start-script-%s', (code, failing, passing) => {
    expect(codes(migrating, failing)).toEqual([`start-script-${code}`])
    expect(codes(migrating, passing)).toEqual([])
  })

  test('a tool that takes a lock may run in several instances', () => {
    const prisma = { steps: [run(['npx', 'prisma', 'migrate', 'deploy'])], server }
    expect(codes(prisma, { instances: 2 })).toEqual([])
    expect(codes(prisma, { instances: 2, platform: starter })).toEqual(['start-script-migration-misplaced'])
  })

  test('start-script-clears-bucket', () => {
    const clearing = { steps: [collectstatic({ clear: true })], server }
    expect(codes(clearing, { sharedBucket: true })).toEqual([
      'start-script-clears-bucket',
      'start-script-collectstatic',
    ])
    expect(codes(clearing)).toEqual(['start-script-collectstatic'])
  })

  test('start-script-superuser-password-kept', () => {
    const creating = { steps: [createSuperuser()], server }
    expect(codes(creating, { variables: ['DJANGO_SUPERUSER_PASSWORD'] })).toEqual([
      'start-script-superuser-password-kept',
    ])
    expect(codes(creating, { variables: ['PORT'], platform: free })).toEqual([])
  })
})

test('messages name the command, the line and what to write', () => {
  const [finding] = lintStartScript(
    '#!/bin/bash\ncd shop || exit 1\npython manage.py migrate\nexec gunicorn shop.wsgi\n',
  )
  expect(finding).toMatchObject({
    severity: 'error',
    path: 'line 3',
    message:
      'python manage.py migrate may fail and the script goes on: the server starts as if nothing had happened, and answers 200',
  })
  const [again] = lintStartScript({ steps: [chdir('a'), run(['python', 'load.py'])], server }, { platform: free })
  expect(again).toMatchObject({
    path: 'steps[1]',
    message:
      'Render, free plan sleeps after 15 minutes without a request: whoever wakes it waits for python load.py again',
  })
})

const shop = `#!/bin/bash
# Run database migrations
python shopfront/manage.py migrate --no-input
# Collect static files
python shopfront/manage.py collectstatic --no-input
# Create superuser if doesn't exist
python shopfront/manage.py shell << EOF
from django.contrib.auth import get_user_model
import os
User = get_user_model()
email = os.getenv('DJANGO_SUPERUSER_EMAIL')
if email and not User.objects.filter(email=email).exists():
    User.objects.create_superuser(
        email=email,
        username=os.getenv('DJANGO_SUPERUSER_USERNAME'),
        password=os.getenv('DJANGO_SUPERUSER_PASSWORD')
    )
    print(f'Superuser {email} created')
EOF
# Start Gunicorn server
cd shopfront
gunicorn core.wsgi:application \\
  --bind 0.0.0.0:$PORT \\
  --workers 2 \\
  --log-level info
`

const notes = `#!/bin/bash
python manage.py migrate --noinput
python manage.py bootstrap_platform || true
python manage.py collectstatic --noinput --clear
gunicorn notes.wsgi:application --bind 0.0.0.0:$PORT
`

describe('whole scripts', () => {
  test('a shop on the free plan: as it is, and corrected', () => {
    const variables = ['DJANGO_SUPERUSER_EMAIL', 'DJANGO_SUPERUSER_PASSWORD']
    expect(codes(shop, { platform: free, variables })).toEqual([
      'start-script-not-strict',
      'start-script-cd-unchecked',
      'start-script-no-exec',
      'start-script-collectstatic',
      'start-script-superuser-code',
      'start-script-superuser-password-kept',
    ])
    const manage = ['python', 'shopfront/manage.py']
    const { server: gunicorn } = parseStartScript(shop)
    const corrected = {
      steps: [migrate({ manage }), createSuperuser({ manage }), chdir('shopfront')],
      server: gunicorn,
    }
    expect(codes(formatStartScript(corrected), { platform: free, variables: ['PORT'] })).toEqual([])
  })

  test('notes on the free plan, with static files in a bucket', () => {
    expect(codes(notes, { platform: free, sharedBucket: true, rootDirectory: 'backend' })).toEqual([
      'start-script-not-strict',
      'start-script-no-exec',
      'start-script-failure-hidden',
      'start-script-clears-bucket',
      'start-script-collectstatic',
      'start-script-reruns-at-wake-up',
    ])
    expect(codes('bash ../deployment/render/start.sh', { rootDirectory: 'backend' })).toEqual([
      'start-script-outside-root',
    ])
    const corrected = { steps: [migrate()], server: parseStartScript(notes).server }
    expect(
      codes(formatStartScript(corrected), { platform: free, sharedBucket: true, rootDirectory: 'backend' }),
    ).toEqual([])
  })

  test('what is read and written again has no faults of form left', () => {
    expect(codes(formatStartScript(parseStartScript(shop)))).toEqual([
      'start-script-collectstatic',
      'start-script-superuser-code',
    ])
  })
})
