import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { catalogue } from './catalogue.js'
import type { Fact } from './fact.js'
import { findCauses } from './find-causes.js'

const built = ['==> Build successful 🎉', '==> Deploying...', "==> Running 'gunicorn shop.wsgi'"]

/** A log as facts: lines of the build, or of a process after a good build. */
function factsOf(phase: 'build' | 'app' | 'event' | 'setting' | 'metric', text: string): Fact[] {
  const lines = text.split('\n').map((line) => ({ kind: phase, text: line }))
  if (phase === 'build') return [{ kind: 'status', text: 'build_failed' }, ...lines]
  const before = built.map((line) => ({ kind: 'build', text: line }) as const)
  return [{ kind: 'status', text: 'update_failed' }, ...before, ...lines]
}

const buildEnd = '==> Build failed 😞'
const exited =
  '==> Exited with status 1\n==> Common ways to troubleshoot your deploy: https://render.com/docs/troubleshooting-deploys'

/** What must be named first, and a log as the programs write it. */
const buildSamples: readonly (readonly [string, string])[] = [
  [
    'migration-not-made',
    `Migrations for 'shop':\n  shop/migrations/0002_cart_note.py\n    + Add field note to cart\n${buildEnd}`,
  ],
  ['migration-not-made', `FAILED: New upgrade operations detected: [('add_column', None, 'cart')]\n${buildEnd}`],
  [
    'pip-no-version',
    `==> Running build command 'pip install -r requirements.txt'...\nCollecting Django==5.9.1\nERROR: Could not find a version that satisfies the requirement Django==5.9.1 (from versions: 1.1.3, 1.1.4)\nERROR: No matching distribution found for Django==5.9.1\n${buildEnd}`,
  ],
  [
    'pip-no-version',
    `ERROR: Ignored the following versions that require a different python version: 2.0.0 Requires-Python >=3.12\nERROR: No matching distribution found for pandas==2.3.9`,
  ],
  [
    'pip-conflict',
    `ERROR: Cannot install -r requirements.txt (line 3) and celery==5.4.0 because these package versions have conflicting dependencies.\nERROR: ResolutionImpossible: for help visit https://pip.pypa.io/en/latest/topics/dependency-resolution/#dealing-with-dependency-conflicts`,
  ],
  [
    'pip-conflict',
    `Because shop depends on redis (^5.0) and celery (5.3.0) depends on redis (<5.0.0), version solving failed.`,
  ],
  [
    'pip-conflict',
    `  × No solution found when resolving dependencies:\n  ╰─▶ Because only django<=5.2 is available and you require django>=6`,
  ],
  ['pip-requires-python', `ERROR: Package 'shop' requires a different Python: 3.14.3 not in '<3.13,>=3.10'`],
  [
    'pip-requires-python',
    `Current Python version (3.8.10) is not allowed by the project (^3.11).\nPlease change python executable via the "env use" command.`,
  ],
  [
    'python-version-unavailable',
    `==> Installing Python version 3.11.99...\npython-build: definition not found: 3.11.99`,
  ],
  ['python-version-unavailable', `==> The requested Python version (3.6.1) is not available`],
  [
    'python-build-failed',
    `  error: subprocess-exited-with-error\n  × Getting requirements to build wheel did not run successfully.\n  Error: pg_config executable not found.\n  pg_config is required to build psycopg2 from source.`,
  ],
  [
    'python-build-failed',
    `  ERROR: Failed building wheel for pillow\nFailed to build pillow\nERROR: Could not build wheels for pillow, which is required to install pyproject.toml-based projects`,
  ],
  [
    'python-build-failed',
    `error: metadata-generation-failed\n× Encountered error while generating package metadata.\n╰─> See above for output.`,
  ],
  [
    'python-missing-requirements',
    `ERROR: Could not open requirements file: [Errno 2] No such file or directory: 'requirements.txt'\n${buildEnd}`,
  ],
  [
    'npm-conflict',
    `npm error code ERESOLVE\nnpm error ERESOLVE unable to resolve dependency tree\nnpm error Found: react@19.0.0\nnpm error Could not resolve dependency:\nnpm error peer react@"^18.0.0" from react-quill@2.0.0`,
  ],
  [
    'npm-conflict',
    `npm ERR! code ERESOLVE\nnpm ERR! ERESOLVE could not resolve\nnpm ERR! Conflicting peer dependency: eslint@8.57.0`,
  ],
  [
    'npm-lock-out-of-date',
    'npm error code EUSAGE\nnpm error `npm ci` can only install packages when your package.json and package-lock.json or npm-shrinkwrap.json are in sync. Please update your lock file with `npm install` before continuing.\nnpm error Missing: zod@4.0.0 from lock file',
  ],
  [
    'npm-lock-out-of-date',
    ` ERR_PNPM_OUTDATED_LOCKFILE  Cannot install with "frozen-lockfile" because pnpm-lock.yaml is not up to date with package.json`,
  ],
  ['npm-lock-out-of-date', 'error Your lockfile needs to be updated, but yarn was run with `--frozen-lockfile`.'],
  [
    'npm-lock-out-of-date',
    'pyproject.toml changed significantly since poetry.lock was last generated. Run `poetry lock` to fix the lock file.',
  ],
  [
    'npm-not-found',
    `npm error code E404\nnpm error 404 Not Found - GET https://registry.npmjs.org/@acme%2fui - Not found\nnpm error 404  '@acme/ui@^1.0.0' is not in this registry.`,
  ],
  ['npm-not-found', `npm error code ETARGET\nnpm error notarget No matching version found for express@^9.0.0.`],
  [
    'npm-missing-script',
    `npm error Missing script: "build"\nnpm error\nnpm error To see a list of scripts, run:\nnpm error   npm run`,
  ],
  ['npm-missing-script', `yarn run v1.22.22\nerror Command "build:prod" not found.`],
  [
    'npm-missing-package-json',
    `npm error code ENOENT\nnpm error syscall open\nnpm error path /opt/render/project/src/package.json\nnpm error enoent Could not read package.json: Error: ENOENT: no such file or directory, open '/opt/render/project/src/package.json'`,
  ],
  ['npm-missing-package-json', `error Couldn't find a package.json file in "/opt/render/project/src"`],
  [
    'node-version',
    `error vite@7.1.0: The engine "node" is incompatible with this module. Expected version "^20.19.0 || >=22.12.0". Got "18.20.4"\nerror Found incompatible module.`,
  ],
  ['node-version', `You are using Node.js 18.17.0. For Next.js, Node.js version ">=20.9.0" is required.`],
  [
    'node-version',
    `Error: error:0308010C:digital envelope routines::unsupported\n    at new Hash (node:internal/crypto/hash:71:19)`,
  ],
  ['node-version-unavailable', `==> Couldn't find a Node version matching "^25.99"`],
  ['gem-conflict', `Bundler could not find compatible versions for gem "rails":`],
  ['gem-conflict', `Your bundle only supports platforms ["arm64-darwin-23"] but your local platform is x86_64-linux.`],
  [
    'typescript',
    `> tsc && vite build\nsrc/cart.ts(14,5): error TS2322: Type 'string' is not assignable to type 'number'.\nnpm error Lifecycle script \`build\` failed with error:\n${buildEnd}`,
  ],
  ['typescript', `Failed to compile.\n./app/page.tsx:10:7\nType error: Property 'nmae' does not exist on type 'Item'.`],
  ['bundler', `./src/lib/auth.ts\nModule not found: Can't resolve '@/lib/db'\n==> Build failed`],
  ['bundler', `[vite]: Rollup failed to resolve import "axios" from "/opt/render/project/src/src/api.js".`],
  [
    'compiler',
    `error[E0425]: cannot find value \`port\` in this scope\nerror: could not compile \`shop\` (bin "shop") due to 1 previous error`,
  ],
  ['compiler', `./main.go:14:2: undefined: router\n${buildEnd}`],
  ['compiler', `psycopg/psycopg.h:36:10: fatal error: libpq-fe.h: No such file or directory`],
  [
    'collectstatic',
    `django.core.exceptions.ImproperlyConfigured: You're using the staticfiles app without having set the STATIC_ROOT setting to a filesystem path.`,
  ],
  [
    'collectstatic',
    `whitenoise.storage.MissingFileError: The file 'shop/fonts/inter.woff2' could not be found with <whitenoise.storage.CompressedManifestStaticFilesStorage object at 0x7f2c>.`,
  ],
  [
    'root-directory-missing',
    `==> Service Root Directory "/opt/render/project/src/backend" is missing.\nbuilder.sh: line 51: cd: /opt/render/project/src/backend: No such file or directory`,
  ],
  ['publish-directory-missing', `==> Publish directory dist does not exist!\n${buildEnd}`],
  [
    'clone-failed',
    `==> Cloning from https://github.com/me/shop\n==> It looks like we don't have access to your repo, but we'll try to clone it anyway.\nfatal: could not read Username for 'https://github.com': No such device or address`,
  ],
  ['clone-failed', `fatal: Remote branch production not found in upstream origin`],
  [
    'dockerfile-missing',
    `error: failed to solve: failed to read dockerfile: open Dockerfile: no such file or directory`,
  ],
  [
    'docker-copy',
    `error: failed to solve: failed to compute cache key: failed to calculate checksum of ref abc::def: "/requirements.txt": not found`,
  ],
  [
    'docker-step',
    `#12 ERROR: process "/bin/sh -c make all" did not complete successfully: exit code: 2\nerror: failed to solve: process "/bin/sh -c make all" did not complete successfully: exit code: 2\nerror: exit status 1`,
  ],
  [
    'build-command-not-found',
    `==> Running build command 'poetry install'...\nbash: line 1: poetry: command not found\n${buildEnd}`,
  ],
  ['build-command-not-found', `> vite build\nsh: 1: vite: not found\n${buildEnd}`],
  ['build-out-of-memory', `==> Ran out of memory (used over 8GB) while building your code.`],
  [
    'build-out-of-memory',
    `FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n----- Native stack trace -----`,
  ],
  [
    'build-out-of-memory',
    `error: failed to solve: process "/bin/sh -c npm run build" did not complete successfully: exit code: 137`,
  ],
  ['build-timed-out', `==> Timed out while building your code.`],
  [
    'missing-variable',
    `  File "/opt/render/project/src/shop/settings.py", line 12, in <module>\n    SECRET = os.environ['SESSION_KEY']\n  File "<frozen os>", line 714, in __getitem__\nKeyError: 'SESSION_KEY'\n${buildEnd}`,
  ],
  [
    'missing-module-python',
    `Traceback (most recent call last):\n  File "manage.py", line 11, in main\nModuleNotFoundError: No module named 'django'\n${buildEnd}`,
  ],
  [
    'build-failed',
    `==> Running build command './build.sh'...\nsomething of their own\n${buildEnd}\nExited with status 1 while building your code.`,
  ],
]

const appSamples: readonly (readonly [string, string])[] = [
  ['start-command-not-found', `bash: line 1: gunicorn: command not found\n==> Exited with status 127`],
  [
    'start-command-not-found',
    `> concurrently "npm:server"\nsh: 1: concurrently: not found\n==> Exited with status 127`,
  ],
  ['start-command-not-found', `sh: 1: alembic upgrade head && uvicorn app:app: not found\n==> Exited with status 127`],
  [
    'start-command-not-found',
    `==> There was a problem starting your server: "docker": executable file not found in $PATH\n==> Cause of failure could not be determined`,
  ],
  [
    'start-script-missing',
    `python: can't open file '/opt/render/project/src/mian.py': [Errno 2] No such file or directory\n==> Exited with status 2`,
  ],
  [
    'start-script-missing',
    `node:internal/modules/cjs/loader:1148\n  throw err;\n  ^\nError: Cannot find module '/opt/render/project/src/dist/server.js'\n    at Module._resolveFilename (node:internal/modules/cjs/loader:1145:15) {\n  code: 'MODULE_NOT_FOUND'\n}\n${exited}`,
  ],
  ['start-script-missing', `bash: line 1: ./start.sh: No such file or directory\n==> Exited with status 127`],
  [
    'gunicorn-wrong-module',
    `[2026-05-21 18:42:11 +0000] [58] [INFO] Starting gunicorn 23.0.0\nFailed to find attribute 'app' in 'app'.\n[2026-05-21 18:42:12 +0000] [61] [INFO] Worker exiting (pid: 61)\n[2026-05-21 18:42:12 +0000] [58] [ERROR] Worker (pid:61) exited with code 4\n[2026-05-21 18:42:12 +0000] [58] [ERROR] Shutting down: Master\n==> Exited with status 4`,
  ],
  ['gunicorn-wrong-module', `ERROR:    Error loading ASGI app. Could not import module "main".\n${exited}`],
  [
    'missing-module-python',
    `[2026-05-21 18:42:11 +0000] [59] [ERROR] Exception in worker process\nTraceback (most recent call last):\n  File "/opt/render/project/src/.venv/lib/python3.13/site-packages/gunicorn/util.py", line 370, in import_app\n    mod = importlib.import_module(module)\nModuleNotFoundError: No module named 'your_application'\n[2026-05-21 18:42:11 +0000] [59] [INFO] Worker exiting (pid: 59)\n[2026-05-21 18:42:11 +0000] [56] [ERROR] Worker (pid:59) exited with code 3\n[2026-05-21 18:42:11 +0000] [56] [ERROR] Reason: Worker failed to boot.\n==> Exited with status 3`,
  ],
  [
    'missing-module-python',
    `Traceback (most recent call last):\n  File "<frozen runpy>", line 198, in _run_module_as_main\nModuleNotFoundError: No module named 'src'\n==> Exited with status 1\n==> No open ports detected, continuing to scan...`,
  ],
  [
    'import-error-python',
    `  File "/opt/render/project/src/handlers/admin.py", line 10, in <module>\nImportError: cannot import name 'db_fetchval' from 'database' (/opt/render/project/src/database.py)\n==> Application exited early`,
  ],
  [
    'import-error-python',
    `ImportError: libGL.so.1: cannot open shared object file: No such file or directory\n${exited}`,
  ],
  [
    'import-error-python',
    `django.core.exceptions.ImproperlyConfigured: Error loading psycopg2 or psycopg module\n${exited}`,
  ],
  [
    'missing-module-node',
    `Error: Cannot find module 'express'\nRequire stack:\n- /opt/render/project/src/server.js\n  code: 'MODULE_NOT_FOUND',\n${exited}`,
  ],
  [
    'missing-module-node',
    `Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'dotenv' imported from /opt/render/project/src/index.js\n    at packageResolve (node:internal/modules/esm/resolve:873:9)\n${exited}`,
  ],
  [
    'missing-module-node',
    `Error [ERR_MODULE_NOT_FOUND]: Cannot find module '/opt/render/project/src/routes/Cart' imported from /opt/render/project/src/app.js`,
  ],
  [
    'es-module',
    `/opt/render/project/src/index.js:1\nimport express from 'express'\n^^^^^^\nSyntaxError: Cannot use import statement outside a module\n${exited}`,
  ],
  ['es-module', `ReferenceError: require is not defined in ES module scope, you can use import instead`],
  [
    'missing-variable',
    `Error: DATABASE_URL is not defined\n    at validateConfig (/opt/render/project/src/config.js:12:9)\n==> Application exited with code 1`,
  ],
  ['missing-variable', `    os.environ["STRIPE_KEY"]\nKeyError: 'STRIPE_KEY'\n${exited}`],
  [
    'missing-variable',
    `PrismaClientInitializationError: \nerror: Environment variable not found: DATABASE_URL.\n  -->  schema.prisma:10\n${exited}`,
  ],
  [
    'missing-variable',
    `decouple.UndefinedValueError: SECRET_KEY not found. Declare it as envvar or define a default value.\n${exited}`,
  ],
  [
    'missing-variable',
    `django.core.exceptions.ImproperlyConfigured: Set the SECRET_KEY environment variable\n${exited}`,
  ],
  ['missing-variable', `❌ Missing required environment variable: SUPABASE_URL\n${exited}`],
  [
    'missing-variable',
    `OpenAIError: The OPENAI_API_KEY environment variable is missing or empty; either provide it, or instantiate the OpenAI client with an apiKey option.\n${exited}`,
  ],
  [
    'django-secret-key',
    `django.core.exceptions.ImproperlyConfigured: The SECRET_KEY setting must not be empty.\n[2026-05-21 18:42:11 +0000] [56] [ERROR] Reason: Worker failed to boot.`,
  ],
  [
    'django-settings',
    `django.core.exceptions.ImproperlyConfigured: Requested setting INSTALLED_APPS, but settings are not configured. You must either define the environment variable DJANGO_SETTINGS_MODULE or call settings.configure() before accessing settings.`,
  ],
  [
    'no-open-port',
    `==> No open ports detected, continuing to scan...\n==> Docs on specifying a port: https://render.com/docs/web-services#port-binding\n==> Port scan timeout reached, no open ports detected. Bind your service to at least one port. If you don't need to receive traffic on any port, create a background worker instead.\n==> Timed Out`,
  ],
  [
    'port-on-loopback',
    `==> No open ports detected on 0.0.0.0, continuing to scan...\n==> Port scan timeout reached, no open ports detected on 0.0.0.0. Detected open ports on localhost -- did you mean to bind one of these to 0.0.0.0?`,
  ],
  [
    'port-on-loopback',
    `Starting development server at http://127.0.0.1:8000/\nQuit the server with CONTROL-C.\n==> No open ports detected, continuing to scan...\n==> Timed Out`,
  ],
  [
    'port-on-loopback',
    `INFO:     Uvicorn running on http://127.0.0.1:8000 (Press CTRL+C to quit)\n==> No open ports detected, continuing to scan...`,
  ],
  [
    'port-in-use',
    `Error: listen EADDRINUSE: address already in use :::10000\n    at Server.setupListenHandle [as _listen2] (node:net:1908:16)\n${exited}`,
  ],
  [
    'port-in-use',
    `[2026-05-21 18:42:11 +0000] [58] [ERROR] Connection in use: ('0.0.0.0', 10000)\n[2026-05-21 18:42:11 +0000] [58] [ERROR] Retrying in 1 second.`,
  ],
  ['port-not-a-number', `Error: '$PORT' is not a valid port number.\n${exited}`],
  ['port-not-a-number', `Error: Invalid value for '--port': '$PORT' is not a valid integer.\n==> Exited with status 2`],
  [
    'disallowed-host',
    `Invalid HTTP_HOST header: 'shop.onrender.com'. You may need to add 'shop.onrender.com' to ALLOWED_HOSTS.\nBad Request: /healthz\n==> Timed out after waiting for internal health check to return a successful response code at: shop.onrender.com:10000 /healthz`,
  ],
  [
    'health-check-redirects',
    `10.204.1.7 - - [13/Oct/2026:14:47:12 +0000] "GET /healthz HTTP/1.1" 301 0 "-" "Render/1.0"\n==> Timed out after waiting for internal health check to return a successful response code at: shop.onrender.com:10000 /healthz`,
  ],
  [
    'health-check-not-found',
    `10.204.1.7 - - [13/Oct/2026:14:47:12 +0000] "GET /health HTTP/1.1" 404 179 "-" "Render/1.0"\n==> Timed out after waiting for internal health check to return a successful response code at: shop.onrender.com:10000 /health`,
  ],
  [
    'health-check-refused',
    `10.204.1.7 - - [13/Oct/2026:14:47:12 +0000] "GET / HTTP/1.1" 500 145 "-" "Render/1.0"\n==> Timed out after waiting for internal health check to return a successful response code at: shop.onrender.com:10000 /`,
  ],
  [
    'health-check-timeout',
    `==> Timed out after waiting for internal health check to return a successful response code at: api.moonfeed.app:10000 /api/health`,
  ],
  [
    'worker-timeout',
    `[2026-05-21 18:43:11 +0000] [56] [CRITICAL] WORKER TIMEOUT (pid:59)\n[2026-05-21 18:43:11 +0000] [59] [INFO] Worker exiting (pid: 59)`,
  ],
  [
    'out-of-memory',
    `[2026-05-21 18:43:11 +0000] [56] [CRITICAL] WORKER TIMEOUT (pid:59)\n[2026-05-21 18:43:12 +0000] [56] [ERROR] Worker (pid:59) was sent SIGKILL! Perhaps out of memory?`,
  ],
  ['out-of-memory', `==> Ran out of memory (used over 512MB) while running your code.`],
  ['out-of-memory', `==> Out of memory (used over 512Mi)`],
  ['out-of-memory', `Loading model...\n==> Exited with status 137`],
  [
    'out-of-memory',
    `billiard.exceptions.WorkerLostError\nProcess 'ForkPoolWorker-1' pid:33 exited with 'signal 9 (SIGKILL)'`,
  ],
  [
    'uncaught-exception',
    `/opt/render/project/src/app.js:9\nTypeError: Cannot read properties of undefined (reading 'split')\n    at Object.<anonymous> (/opt/render/project/src/app.js:9:31)\n${exited}`,
  ],
  ['exited-early', `==> Running 'yarn'\nDone in 0.53s.\n==> Application exited early`],
  ['exit-code', `==> Running './server'\nsorry\n==> Exited with status 64`],
  [
    'database-on-localhost',
    `django.db.utils.OperationalError: connection to server at "localhost" (127.0.0.1), port 5432 failed: Connection refused\n\tIs the server running on that host and accepting TCP/IP connections?\n${exited}`,
  ],
  [
    'database-on-localhost',
    `Error: connect ECONNREFUSED 127.0.0.1:5432\n    at createConnectionError (node:net:1686:14)\n==> Application exited early`,
  ],
  [
    'database-refused',
    `psycopg2.OperationalError: connection to server at "dpg-d1abcdefghijklmnop-a" (10.24.3.7), port 5432 failed: Connection refused`,
  ],
  ['database-refused', "PrismaClientInitializationError: Can't reach database server at `dpg-d1abc-a:5432`\n" + exited],
  [
    'database-refused',
    `connection to server at "db.ohkdmmnjbm.supabase.co" (2406:da18:243:7401:4dde:af1f:3955:2bb1), port 5432 failed: Network is unreachable\n==> Pre-deploy has failed`,
  ],
  ['database-password', `FATAL:  password authentication failed for user 'neondb_owner'\n${exited}`],
  [
    'database-password',
    `error: password authentication failed for user "shop"\n    at Parser.parseErrorMessage\n  code: '28P01',`,
  ],
  [
    'database-host-unknown',
    `psycopg.OperationalError: failed to resolve host 'dpg-d1abcdefghijklmnop-a': [Errno -2] Name or service not known`,
  ],
  [
    'database-host-unknown',
    `sqlalchemy.exc.OperationalError: (psycopg2.OperationalError) could not translate host name "dpg-d1abcdefghijklmnop-a" to address: Name or service not known`,
  ],
  [
    'database-host-unknown',
    `Error: getaddrinfo ENOTFOUND dpg-d1abcdefghijklmnop-a\n    at GetAddrInfoReqWrap.onlookupall [as oncomplete] (node:dns:122:26)`,
  ],
  ['database-tls-required', `FATAL:  SSL/TLS required\n${exited}`],
  ['database-tls-required', 'error: connection is insecure (try using `sslmode=require`)'],
  [
    'database-tls-not-supported',
    `connection to server at "dpg-d1abc-a" (10.1.2.3), port 5432 failed: server does not support SSL, but SSL was required`,
  ],
  [
    'database-too-many-connections',
    `FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute`,
  ],
  ['database-too-many-connections', `psycopg2.OperationalError: FATAL:  sorry, too many clients already`],
  [
    'database-too-many-connections',
    `Timed out fetching a new connection from the connection pool. More info: http://pris.ly/d/connection-pool`,
  ],
  ['database-missing', `FATAL:  database "shop_prod" does not exist`],
  ['database-url-malformed', `sqlalchemy.exc.NoSuchModuleError: Can't load plugin: sqlalchemy.dialects:postgres`],
  ['database-url-malformed', `sqlalchemy.exc.ArgumentError: Could not parse SQLAlchemy URL from given URL string`],
  [
    'database-url-malformed',
    'error: Error validating datasource `db`: the URL must start with the protocol `postgresql://` or `postgres://`.',
  ],
  ['redis-on-localhost', `[ioredis] Unhandled error event: Error: connect ECONNREFUSED 127.0.0.1:6379`],
  [
    'redis-on-localhost',
    `redis.exceptions.ConnectionError: Error 111 connecting to localhost:6379. Connection refused.`,
  ],
  [
    'redis-on-localhost',
    `[2026-05-21 18:43:11,000: ERROR/MainProcess] consumer: Cannot connect to amqp://guest:**@127.0.0.1:5672//: [Errno 111] Connection refused.`,
  ],
  [
    'redis-refused',
    `redis.exceptions.ConnectionError: Error -2 connecting to red-d1abcdefghijklmnop:6379. Name or service not known.`,
  ],
  ['redis-refused', `Error: getaddrinfo ENOTFOUND red-d1abcdefghijklmnop`],
  ['redis-password', `ReplyError: WRONGPASS invalid username-password pair or user is disabled.`],
  ['redis-password', `redis.exceptions.AuthenticationError: NOAUTH Authentication required.`],
  [
    'redis-tls',
    `ValueError: A rediss:// URL must have parameter ssl_cert_reqs and this must be set to CERT_REQUIRED, CERT_OPTIONAL, or CERT_NONE`,
  ],
  ['redis-tls', `redis.exceptions.ConnectionError: Connection closed by server.`],
  ['redis-tls', `ssl.SSLError: [SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)`],
  [
    'tls-verify',
    `ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate in certificate chain (_ssl.c:1006)`,
  ],
  ['tls-verify', `Error: self-signed certificate in certificate chain\n  code: 'SELF_SIGNED_CERT_IN_CHAIN'\n${exited}`],
  ['tls-verify', `connection to server failed: root certificate file "/root/.postgresql/root.crt" does not exist`],
  [
    'migration-missing',
    `django.db.utils.ProgrammingError: relation "shop_item" does not exist\nLINE 1: SELECT "shop_item"."id" FROM "shop_item"`,
  ],
  [
    'migration-missing',
    `asyncpg.exceptions.UndefinedObjectError: type "subscription_tier" does not exist\n[SQL: ALTER TYPE subscription_tier ADD VALUE IF NOT EXISTS 'seller_basic']\n==> Pre-deploy has failed`,
  ],
  ['migration-missing', `sqlite3.OperationalError: no such table: leagues\n==> Port scan timeout reached`],
  [
    'migration-conflict',
    `CommandError: Conflicting migrations detected; multiple leaf nodes in the migration graph: (0004_a, 0004_b in shop).\nTo fix them run 'python manage.py makemigrations --merge'\n==> Pre-deploy has failed`,
  ],
  [
    'migration-conflict',
    `ERROR [alembic.util.messaging] Multiple head revisions are present for given argument 'head'; please specify a specific target revision`,
  ],
  [
    'migration-conflict',
    `Error: P3009\n\nmigrate found failed migrations in the target database, new migrations will not be applied.`,
  ],
  ['migration-conflict', `psycopg2.errors.DuplicateTable: relation "users" already exists`],
  ['migration-lock', `django.db.utils.OperationalError: canceling statement due to lock timeout`],
  [
    'migration-lock',
    `Error: P1002\nTimed out trying to acquire a postgres advisory lock (SELECT pg_advisory_lock(72707369)). Elapsed: 10000ms.`,
  ],
  [
    'migration-error',
    `sqlalchemy.exc.ProgrammingError: (psycopg2.errors.DatatypeMismatch) column "can_register_for" is of type boolean but default expression is of type integer\n==> Pre-deploy has failed\n==> Exited with status 1`,
  ],
  [
    'pre-deploy-without-shell',
    `manage.py migrate: error: unrecognized arguments: manage.py createsuperuser || true\n==> Pre-deploy has failed\n==> Exited with status 2`,
  ],
  [
    'pre-deploy-without-shell',
    `==> Starting pre-deploy: chmod +x ./fix.sh && ./fix.sh\nchmod: &&: No such file or directory\n==> Pre-deploy has failed`,
  ],
  ['disk-full', `OSError: [Errno 28] No space left on device: '/var/data/upload.bin'`],
  ['disk-full', `npm error code ENOSPC\nnpm error nospc ENOSPC: no space left on device, write`],
  ['permission-denied', `bash: line 1: ./start.sh: Permission denied\n==> Exited with status 126`],
  ['permission-denied', `PermissionError: [Errno 13] Permission denied: '/var/data/db.sqlite3'\n${exited}`],
  ['permission-denied', `Error: EACCES: permission denied, mkdir '/data/uploads'`],
  ['read-only-files', `OSError: [Errno 30] Read-only file system: '/etc/secrets/key.json'`],
  [
    'image-pull-failed',
    `error: failed to pull and unpack image "docker.io/me/shop:v9": failed to resolve reference "docker.io/me/shop:v9": docker.io/me/shop:v9: not found`,
  ],
  [
    'image-pull-failed',
    `Error response from daemon: manifest for me/shop:latest not found: manifest unknown: manifest unknown`,
  ],
  ['wrong-architecture', `exec /usr/local/bin/docker-entrypoint.sh: exec format error`],
  ['internal-error', `==> Cause of failure could not be determined`],
]

/** What good builds, good starts and busy applications write. */
const innocentSamples: readonly (readonly ['build' | 'app', string])[] = [
  [
    'build',
    `==> Cloning from https://github.com/me/shop\n==> Checking out commit 4f2a in branch main\n==> Using Python version 3.13.4 (default)\n==> Docs on specifying a Python version: https://render.com/docs/python-version`,
  ],
  [
    'build',
    `npm warn deprecated inflight@1.0.6: This module is not supported, and leaks memory. Do not use it.\nadded 412 packages, and audited 413 packages in 9s\nfound 0 vulnerabilities`,
  ],
  ['build', `12 vulnerabilities (4 moderate, 8 high)\nTo address all issues, run:\n  npm audit fix`],
  ['build', `npm warn ERESOLVE overriding peer dependency\nnpm warn While resolving: react-quill@2.0.0`],
  [
    'build',
    `npm warn EBADENGINE Unsupported engine {\nnpm warn EBADENGINE   package: 'vite@7.1.0',\nnpm warn EBADENGINE   required: { node: '^20.19.0 || >=22.12.0' },`,
  ],
  [
    'build',
    `[notice] A new release of pip is available: 25.1 -> 25.2\n[notice] To update, run: pip install --upgrade pip`,
  ],
  ['build', `Collecting error-report==1.0\nSuccessfully installed Django-5.2 error-report-1.0 gunicorn-23.0.0`],
  ['build', `WARNING: The script flask is installed in '/opt/render/.local/bin' which is not on PATH.`],
  ['build', `127 static files copied to '/opt/render/project/src/staticfiles', 381 post-processed.`],
  [
    'build',
    `Operations to perform:\n  Apply all migrations: admin, auth, shop\nRunning migrations:\n  No migrations to apply.`,
  ],
  [
    'build',
    `✓ 1834 modules transformed.\ndist/assets/index-BfQ.js  512.31 kB │ gzip: 160.02 kB\n(!) Some chunks are larger than 500 kB after minification.`,
  ],
  [
    'build',
    `   Compiling shop v0.1.0\nwarning: unused variable: \`port\`\n    Finished \`release\` profile [optimized] target(s) in 48.2s`,
  ],
  [
    'build',
    `#9 [5/6] RUN npm ci\n#9 DONE 12.4s\n#10 exporting to image\n==> Pushing image to registry...\n==> Upload succeeded`,
  ],
  ['build', `Checking for existing build cache... not found\n==> Restoring build cache... none found`],
  [
    'app',
    `[2026-05-21 18:42:11 +0000] [56] [INFO] Starting gunicorn 23.0.0\n[2026-05-21 18:42:11 +0000] [56] [INFO] Listening at: http://0.0.0.0:10000 (56)\n[2026-05-21 18:42:11 +0000] [59] [INFO] Booting worker with pid: 59`,
  ],
  [
    'app',
    `==> No open ports detected, continuing to scan...\n==> Docs on specifying a port: https://render.com/docs/web-services#port-binding\n==> Detected service running on port 10000`,
  ],
  [
    'app',
    `INFO:     Uvicorn running on http://0.0.0.0:10000 (Press CTRL+C to quit)\nINFO:     Application startup complete.`,
  ],
  [
    'app',
    `Error: connect ECONNREFUSED 127.0.0.1:6379\n==> Your service is live 🎉\n==> Available at your primary URL https://shop.onrender.com`,
  ],
  ['app', `10.204.1.7 - - [13/Oct/2026:14:47:12 +0000] "GET /healthz HTTP/1.1" 200 2 "-" "Render/1.0"`],
  ['app', `44.1.2.3 - - [13/Oct/2026:14:47:12 +0000] "GET /wp-login.php HTTP/1.1" 404 179 "-" "Mozilla/5.0"`],
  ['app', `44.1.2.3 - - [13/Oct/2026:14:47:12 +0000] "GET /old HTTP/1.1" 301 0 "-" "Mozilla/5.0"`],
  ['app', `Not Found: /favicon.ico`],
  ['app', `{"level":"info","msg":"0 errors, 3 warnings","port":10000}`],
  [
    'app',
    `(node:1) [DEP0040] DeprecationWarning: The \`punycode\` module is deprecated. Please use a userland alternative instead.`,
  ],
  ['app', `The feature flag FEATURE_X is off; the SECRET_KEY was read`],
  [
    'app',
    `[2026-05-21 18:43:11 +0000] [56] [INFO] Handling signal: term\n[2026-05-21 18:43:11 +0000] [59] [INFO] Worker exiting (pid: 59)\n[2026-05-21 18:43:11 +0000] [56] [INFO] Shutting down: Master`,
  ],
  ['app', `prisma:info Starting a postgresql pool with 5 connections.`],
  [
    'app',
    `Warning: connect.session() MemoryStore is not designed for a production environment, as it will leak memory, and will not scale past a single process.`,
  ],
  ['app', `user asked: "why is my site down? permission denied"`],
  [
    'app',
    `INFO  [alembic.runtime.migration] Context impl PostgresqlImpl.\nINFO  [alembic.runtime.migration] Will assume transactional DDL.`,
  ],
  [
    'app',
    `celery@worker-1 ready.\n[2026-05-21 18:43:11,000: INFO/MainProcess] Connected to rediss://default:**@eu1-x.upstash.io:6379//`,
  ],
]

describe('findCauses', () => {
  test('the corpus is as large as it is said to be', () => {
    expect(buildSamples.length + appSamples.length).toBeGreaterThanOrEqual(150)
    expect(innocentSamples.length).toBeGreaterThanOrEqual(25)
    expect(catalogue.length).toBeGreaterThanOrEqual(115)
  })

  test.each(buildSamples)('%s: %s', (code, text) => {
    const [first] = findCauses(factsOf('build', text))
    expect(first).toMatchObject({ code, evidence: expect.arrayContaining([expect.any(String)]) })
  })

  test.each(appSamples)('%s: %s', (code, text) => {
    const [first] = findCauses(factsOf('app', text))
    expect(first?.code).toBe(code)
  })

  test.each(innocentSamples)('nothing in the log of a %s: %s', (phase, text) => {
    const facts = factsOf(phase, text).filter(({ kind }) => kind !== 'status')
    expect(findCauses(facts)).toEqual([])
  })

  test.each([
    ['out-of-memory', 'event', 'server_failed oomKilled=512Mi'],
    ['hardware-failure', 'event', 'server_failed evicted'],
    ['build-timed-out', 'event', 'build_ended failed timedOutSeconds=7200'],
    ['image-pull-failed', 'event', 'image_pull_failed docker.io/me/shop:v9'],
    ['pipeline-minutes', 'event', 'pipeline_minutes_exhausted'],
    ['health-check-not-found', 'event', 'deploy_ended failed unhealthy=HTTP health check failed with status 404'],
    ['service-suspended', 'setting', 'suspended'],
    ['port-on-loopback', 'setting', 'start command: gunicorn --bind 127.0.0.1:8000 shop.wsgi'],
    ['port-on-loopback', 'setting', 'start command: python manage.py runserver'],
    ['out-of-memory', 'metric', 'memory 99% of its limit (507 MB of 512 MB)'],
  ] as const)('%s by the %s %s', (code, kind, text) => {
    expect(findCauses(factsOf(kind, text))[0]?.code).toBe(code)
  })

  test('the cause comes before what it leads to, and how the deploy ended last', () => {
    const text = `ModuleNotFoundError: No module named 'celery'\n[ERROR] Reason: Worker failed to boot.\n==> Exited with status 3\n==> No open ports detected, continuing to scan...`
    const causes = findCauses(factsOf('app', text))
    expect(causes.map(({ code }) => code)).toEqual([
      'missing-module-python',
      'no-open-port',
      'worker-boot',
      'exit-code',
      'update-failed',
    ])
    expect(causes.map(({ confidence }) => confidence)).toEqual(['high', 'medium', 'medium', 'low', 'low'])
  })

  describe('an access log that does not say who asks', () => {
    const codes = (path: string | undefined, line: string) =>
      findCauses([
        ...(path === undefined ? [] : [{ kind: 'setting', text: `health check path: ${path}` } as const]),
        ...factsOf('app', line).filter(({ kind }) => kind !== 'status'),
      ]).map(({ code }) => code)

    test.each([
      ['health-check-not-found', `INFO:     172.20.0.1:41234 - "GET /healthz HTTP/1.1" 404 Not Found`],
      ['health-check-refused', `INFO:     100.64.3.9:0 - "GET /healthz HTTP/1.1" 500 Internal Server Error`],
      ['health-check-redirects', `10.204.1.7 - - [13/Oct/2026:14:47:12 +0000] "GET /healthz HTTP/1.1" 301 -`],
    ])('%s by the path of the service: %s', (code, line) => {
      expect(codes('/healthz', line)).toEqual([code])
      expect(codes('/up', line)).toEqual([])
    })

    test.each([
      `INFO:     10.204.1.7:41234 - "HEAD / HTTP/1.1" 404 Not Found`,
      `INFO:     127.0.0.1:43368 - "HEAD /healthz HTTP/1.1" 404 Not Found`,
      `INFO:     10.204.1.7:41234 - "GET /favicon.ico HTTP/1.1" 404 Not Found`,
      `INFO:     10.204.1.7:41234 - "GET /healthz HTTP/1.1" 200 OK`,
      `44.1.2.3 - - [13/Oct/2026:14:47:12 +0000] "GET /healthz HTTP/1.1" 404 179 "-" "Mozilla/5.0"`,
    ])('is no health check: %s', (line) => {
      expect(codes('/healthz', line)).toEqual([])
      // Without one, Render looks at the port only.
      expect(codes('', line)).toEqual([])
      expect(codes(undefined, line)).toEqual([])
    })

    test('where the path is not known, who asks from inside is Render', () => {
      const line = (address: string) => `INFO:     ${address}:41234 - "GET /health HTTP/1.1" 404 Not Found`
      expect(codes(undefined, line('10.204.1.7'))).toEqual(['health-check-not-found'])
      expect(codes(undefined, line('172.20.0.1'))).toEqual([])
      expect(codes('', line('10.204.1.7'))).toEqual([])
    })
  })

  test('of several causes the last of a process counts, and the first of a build', () => {
    const text = `connect ECONNREFUSED 127.0.0.1:6379, trying again\nKeyError: 'SESSION_KEY'`
    expect(
      findCauses(factsOf('app', text))
        .map(({ code }) => code)
        .slice(0, 2),
    ).toEqual(['missing-variable', 'redis-on-localhost'])
    const build = `src/a.ts(1,1): error TS2304: Cannot find name 'x'.\nsh: 1: vite: not found`
    expect(
      findCauses(factsOf('build', build))
        .map(({ code }) => code)
        .slice(0, 2),
    ).toEqual(['typescript', 'build-command-not-found'])
  })

  test('names what is missing, and knows whether it is set meanwhile', () => {
    const facts = factsOf('app', `KeyError: 'SESSION_KEY'`)
    expect(findCauses(facts)[0]).toMatchObject({ title: 'The variable SESSION_KEY is not set', confidence: 'high' })
    const set = findCauses([...facts, { kind: 'setting', text: 'environment: DEBUG SESSION_KEY' }])[0]
    expect(set).toMatchObject({
      confidence: 'medium',
      evidence: [`KeyError: 'SESSION_KEY'`, expect.stringContaining('is set on the service')],
    })
  })

  test('evidence and titles go through the redactor', () => {
    const redact = (text: string) => text.replaceAll('hunter22', '[secret]')
    const [cause] = findCauses(factsOf('app', `FATAL: database "hunter22" does not exist at hunter22`), redact)
    expect(JSON.stringify(cause)).not.toContain('hunter22')
    expect(cause?.title).toBe('The database [secret] does not exist on that server')
  })
})

describe('the catalogue', () => {
  test('every entry is complete, and its code is its own', () => {
    expect(new Set(catalogue.map(({ code }) => code)).size).toBe(catalogue.length)
    for (const { code, title, fix, source, on } of catalogue) {
      expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/)
      expect({ code, isShort: title.length + fix.length < 30 }).toEqual({ code, isShort: false })
      expect({ code, protocol: new URL(source).protocol }).toEqual({ code, protocol: 'https:' })
      // A pattern that remembers where it stopped would find every second line only.
      const flags = Object.values(on).flatMap((patterns) => patterns.map((pattern) => pattern.flags))
      expect({ code, flags: flags.join('') }).toEqual({ code, flags: expect.not.stringMatching(/[gy]/) })
    }
  })

  test('every entry has a sample', async () => {
    // The other samples stand in a test of their own.
    const field = await readFile(new URL('field-logs.test.ts', import.meta.url), 'utf8')
    const inField = [...field.matchAll(/^    '([a-z-]+)',$/gm)].map(([, code]) => code)
    const sampled = new Set([...[...buildSamples, ...appSamples].map(([code]) => code), ...inField])
    const byFacts = ['hardware-failure', 'pipeline-minutes', 'service-suspended', 'worker-boot', 'update-failed']
    const others = [
      'pre-deploy-failed',
      'deploy-timed-out',
      'database-read-only',
      'probe-failed',
      'build-failed',
      'error-line',
    ]
    const missing = catalogue.map(({ code }) => code).filter((code) => !sampled.has(code))
    expect(missing.filter((code) => ![...byFacts, ...others].includes(code))).toEqual([])
  })

  test('a long line costs no time to speak of', () => {
    const line = `${'a'.repeat(500)} ${'[{"\'=/'.repeat(200)} ${'x '.repeat(300)}`
    const facts = factsOf('app', Array.from({ length: 50 }, () => line).join('\n'))
    expect(findCauses(facts).map(({ code }) => code)).toEqual(['update-failed'])
  })
})
