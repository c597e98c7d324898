import { describe, expect, test } from 'vitest'
import { stripControl } from '../deploy-log.js'
import type { FactKind } from './catalogue-entry.js'
import type { Fact } from './fact.js'
import { findCauses } from './find-causes.js'

/** A log as facts, as `diagnoseDeploy` makes them. */
function factsOf(phase: 'build' | 'app', status: string, text: string): Fact[] {
  const facts = (kind: FactKind, lines: string) => lines.split('\n').map((line) => ({ kind, text: line }))
  const built = '==> Uploading build...\n==> Build successful 🎉\n==> Deploying...'
  return [
    { kind: 'status', text: status },
    ...(phase === 'app' ? facts('build', built) : []),
    ...facts(phase, stripControl(text)),
  ]
}

const buildEnd =
  '==> Build failed 😞\n==> Common ways to troubleshoot your deploy: https://render.com/docs/troubleshooting-deploys'
const appEnd =
  "==> Exited with status 1\n==> Common ways to troubleshoot your deploy: https://render.com/docs/troubleshooting-deploys\n==> Running 'npm start'"

/** Name, what must be named first, and the log with its noise: several lines, often several errors, one cause. */
const builds: readonly (readonly [string, string, string])[] = [
  [
    'pip in a Docker build, compiler missing',
    'python-build-failed',
    `#11 [5/7] RUN pip install --no-cache-dir -r requirements.txt
#11 2.113 Collecting psutil==5.9.8
#11 2.301   Downloading psutil-5.9.8.tar.gz (503 kB)
#11 9.770   Building wheel for psutil (pyproject.toml): started
#11 10.12   error: subprocess-exited-with-error
#11 10.12   × Building wheel for psutil (pyproject.toml) did not run successfully.
#11 10.12       error: command 'gcc' failed: No such file or directory
#11 10.12   ERROR: Failed building wheel for psutil
#11 ERROR: process "/bin/sh -c pip install --no-cache-dir -r requirements.txt" did not complete successfully: exit code: 1
------
error: failed to solve: process "/bin/sh -c pip install --no-cache-dir -r requirements.txt" did not complete successfully: exit code: 1
${buildEnd}`,
  ],
  [
    'rails assets without a key',
    'rails-key',
    `Bundle complete! 24 Gemfile dependencies, 98 gems now installed.
bundle exec rails assets:precompile
rails aborted!
ArgumentError: Missing \`secret_key_base\` for 'production' environment, set this string with \`bin/rails credentials:edit\` (ArgumentError)
      raise ArgumentError, "Missing \`secret_key_base\`"
            ^^^^^^^^^^^^^
Tasks: TOP => environment
(See full trace by running task with --trace)
${buildEnd}`,
  ],
  [
    'rails credentials of another key',
    'rails-key',
    `bin/rails assets:precompile
bin/rails aborted!
ActiveSupport::MessageEncryptor::InvalidMessage: ActiveSupport::MessageEncryptor::InvalidMessage (ActiveSupport::MessageEncryptor::InvalidMessage)
/opt/render/project/src/config/environment.rb:5:in '<top (required)>'
Caused by:
OpenSSL::Cipher::CipherError:  (OpenSSL::Cipher::CipherError)
${buildEnd}`,
  ],
  [
    'rails credentials without a key',
    'rails-key',
    `Missing encryption key to decrypt file with. Ask your team for your master key and write it to /opt/render/project/src/config/master.key or put it in the ENV['RAILS_MASTER_KEY'].
${buildEnd}`,
  ],
  [
    'rails migrates in the build, database on this machine',
    'database-on-localhost',
    `I, [2026-03-02T10:11:12.123456 #88]  INFO -- : Writing /opt/render/project/src/public/assets/application-1c2d.js
rails db:migrate
rails aborted!
ActiveRecord::ConnectionNotEstablished: connection to server on socket "/var/run/postgresql/.s.PGSQL.5432" failed: No such file or directory (ActiveRecord::ConnectionNotEstablished)
	Is the server running locally and accepting connections on that socket?
Caused by:
PG::ConnectionBad: connection to server on socket "/var/run/postgresql/.s.PGSQL.5432" failed: No such file or directory (PG::ConnectionBad)
${buildEnd}`,
  ],
  [
    'yarn berry, frozen lock file',
    'npm-lock-out-of-date',
    `➤ YN0000: · Yarn 4.5.0
➤ YN0000: ┌ Resolution step
➤ YN0085: │ + react-hook-form@npm:7.54.0
➤ YN0000: └ Completed in 2s 114ms
➤ YN0000: ┌ Post-resolution validation
➤ YN0028: │ The lockfile would have been modified by this install, which is explicitly forbidden.
➤ YN0000: └ Completed
➤ YN0000: · Failed with errors in 2s 208ms
${buildEnd}`,
  ],
  [
    'yarn classic under packageManager of berry',
    'package-manager-version',
    `==> Using Node.js version 22.14.0 via environment variable NODE_VERSION
==> Running build command 'yarn install --frozen-lockfile; yarn build'...
error This project's package.json defines "packageManager": "yarn@4.5.0". However the current global version of Yarn is 1.22.22.

Presence of the "packageManager" field indicates that the project is meant to be used with Corepack.
${buildEnd}`,
  ],
  [
    'corepack with old keys',
    'package-manager-version',
    `/opt/render/project/nodes/node-20.11.0/lib/node_modules/corepack/dist/lib/corepack.cjs:21535
  if (key == null || signature == null) throw new Error(\`Cannot find matching keyid: \${JSON.stringify({ signatures, keys })}\`);
Error: Cannot find matching keyid: {"signatures":[{"sig":"MEUCIQ","keyid":"SHA256:DhQ8"}],"keys":[]}
    at verifySignature (/opt/render/project/nodes/node-20.11.0/lib/node_modules/corepack/dist/lib/corepack.cjs:21535:47)
Node.js v20.11.0
${buildEnd}`,
  ],
  [
    'pnpm lock file, with an unsupported store',
    'npm-lock-out-of-date',
    ` WARN  Ignoring not compatible lockfile at /opt/render/project/src/pnpm-lock.yaml
 ERR_PNPM_NO_LOCKFILE  Cannot install with "frozen-lockfile" because pnpm-lock.yaml is absent

Note that in CI environments this setting is true by default. If you still need to run install in such cases, use "pnpm install --no-frozen-lockfile"
${buildEnd}`,
  ],
  [
    'npm ci without its lock file',
    'npm-lock-out-of-date',
    `npm error code EUSAGE
npm error
npm error The \`npm ci\` command can only install with an existing package-lock.json or
npm error npm-shrinkwrap.json with lockfileVersion >= 1. Run an install with npm@5 or
npm error later to generate a package-lock.json file, then try again.
npm error A complete log of this run can be found in: /opt/render/.cache/_logs/2026-02-11T08_31_22_000Z-debug-0.log
${buildEnd}`,
  ],
  [
    'npm, package of a private registry',
    'npm-not-found',
    `npm warn config production Use \`--omit=dev\` instead.
npm error code E401
npm error Incorrect or missing password.
npm error If you were trying to login, change your password, create an
npm error authentication token or enable two-factor authentication then
npm error A complete log of this run can be found in: /opt/render/.npm/_logs/x-debug-0.log
${buildEnd}`,
  ],
  [
    'vite is a devDependency',
    'build-command-not-found',
    `added 214 packages, and audited 215 packages in 4s
found 0 vulnerabilities

> shop-client@0.0.0 build
> vite build

sh: 1: vite: not found
npm error Lifecycle script \`build\` failed with error:
npm error code 127
npm error path /opt/render/project/src/client
${buildEnd}`,
  ],
  [
    'tsc as a devDependency, no types',
    'typescript',
    `\u001b[96msrc/index.ts\u001b[0m:\u001b[93m1\u001b[0m:\u001b[93m21\u001b[0m - \u001b[91merror\u001b[0m\u001b[90m TS7016: \u001b[0mCould not find a declaration file for module 'express'.
\u001b[7m1\u001b[0m import express from 'express'
Found 14 errors in 6 files.
 ELIFECYCLE  Command failed with exit code 2.
${buildEnd}`,
  ],
  [
    'next with lint errors',
    'lint-errors',
    `   ▲ Next.js 15.1.0
   Creating an optimized production build ...
 ✓ Compiled successfully
   Linting and checking validity of types ...

Failed to compile.

./app/page.tsx
41:17  Error: \`'\` can be escaped with \`&apos;\`, \`&lsquo;\`, \`&#39;\`, \`&rsquo;\`.  react/no-unescaped-entities
info  - Need to disable some ESLint rules? Learn more here: https://nextjs.org/docs/app/api-reference/config/eslint#disabling-lint-errors
npm error Lifecycle script \`build\` failed with error:
${buildEnd}`,
  ],
  [
    'create-react-app with CI=true',
    'lint-errors',
    `Creating an optimized production build...

Treating warnings as errors because process.env.CI = true.
Most CI servers set it automatically.

Failed to compile.

[eslint]
src/App.js
  Line 3:8:  'logo' is defined but never used  no-unused-vars
${buildEnd}`,
  ],
  [
    'next prerenders a page that needs the API',
    'prerender',
    `   Generating static pages (0/12) ...
Error occurred prerendering page "/products". Read more: https://nextjs.org/docs/messages/prerender-error
TypeError: fetch failed
    at async n (.next/server/app/products/page.js:1:2119) {
  [cause]: Error: connect ECONNREFUSED 127.0.0.1:3001
}
Export encountered an error on /products/page: /products, exiting the build.
 ⨯ Next.js build worker exited with code: 1 and signal: null
${buildEnd}`,
  ],
  [
    'prisma generate before its schema is there',
    'prisma-setup',
    `> shop@1.0.0 postinstall
> prisma generate

Error: Could not find Prisma Schema that is required for this command.
You can either provide it with \`--schema\` argument,
set it in your Prisma Config file (e.g., \`prisma.config.ts\`),
npm error code 1
npm error path /opt/render/project/src
${buildEnd}`,
  ],
  [
    'prisma migrate deploy in the build, wrong password',
    'database-password',
    `Prisma schema loaded from prisma/schema.prisma
Datasource "db": PostgreSQL database "shop", schema "public" at "dpg-d1abc-a.oregon-postgres.render.com"
Error: P1000: Authentication failed against database server, the provided database credentials for \`shop_user\` are not valid.

Please make sure to provide valid database credentials for the database server at the configured address.
${buildEnd}`,
  ],
  [
    'poetry reads a lock file of a newer poetry',
    'package-manager-version',
    `==> Installing Poetry version 1.1.15...
Creating virtualenv shop-py3.11 in /opt/render/project/src/.venv
  RuntimeError

  The lock file is not compatible with the current version of Poetry.
  Upgrade Poetry to be able to read the lock file or, alternatively, regenerate the lock file with the \`poetry lock\` command.

  at /opt/render/project/poetry/lib/python3.11/site-packages/poetry/packages/locker.py:481 in _get_lock_data
${buildEnd}`,
  ],
  [
    'poetry has no package to install',
    'python-project',
    `Installing dependencies from lock file
  - Installing uvicorn (0.34.0)

Installing the current project: shop (0.1.0)
Error: The current project could not be installed: No file/folder found for package shop
If you do not intend to use Poetry for packaging, but only for dependency management, you can disable this mode
${buildEnd}`,
  ],
  [
    'uv sync, hatchling finds no files',
    'python-project',
    `Using CPython 3.13.4
Resolved 43 packages in 1ms
  × Failed to build \`shop @ file:///opt/render/project/src\`
  ├─▶ The build backend returned an error
  ╰─▶ Call to \`hatchling.build.build_editable\` failed (exit status: 1)
      ValueError: Unable to determine which files to ship inside the wheel using the following heuristics: https://hatch.pypa.io/latest/plugins/builder/wheel/#default-file-selection
${buildEnd}`,
  ],
  [
    'uv sync --locked',
    'npm-lock-out-of-date',
    `Using CPython 3.12.7
Resolved 61 packages in 312ms
error: The lockfile at \`uv.lock\` needs to be updated, but \`--locked\` was provided. To update the lockfile, run \`uv lock\`.
${buildEnd}`,
  ],
  [
    'uv, Python version of the project',
    'pip-requires-python',
    `Using CPython 3.11.11
error: The requested interpreter resolved to Python 3.11.11, which is incompatible with the project's Python requirement: \`>=3.13\`
${buildEnd}`,
  ],
  [
    'numpy is built from source for a new Python',
    'python-build-failed',
    `==> Using Python version 3.14.0 (default)
Collecting pandas==2.0.3 (from -r requirements.txt (line 7))
  Preparing metadata (pyproject.toml): finished with status 'error'
  error: subprocess-exited-with-error
      ModuleNotFoundError: No module named 'pkg_resources'
      [end of output]
  note: This error originates from a subprocess, and is likely not a problem with pip.
error: metadata-generation-failed
${buildEnd}`,
  ],
  [
    'pydantic-core wants rust',
    'python-build-failed',
    `Collecting pydantic-core==2.14.6
      error: failed to create directory \`/usr/local/cargo/registry/cache/index.crates.io-6f17d22bba15001f\`
      Caused by:
        Read-only file system (os error 30)
      💥 maturin failed
      Error running maturin: Command '['maturin', 'pep517', 'write-dist-info']' returned non-zero exit status 1.
error: metadata-generation-failed
× Encountered error while generating package metadata.
${buildEnd}`,
  ],
  [
    'requirements.txt was written by PowerShell',
    'python-requirements-invalid',
    `==> Running build command 'pip install -r requirements.txt'...
ERROR: Invalid requirement: 'D\u0000j\u0000a\u0000n\u0000g\u0000o': Expected end or semicolon (after name and no valid version specifier)
ERROR: Invalid requirement: '��d\\x00j\\x00a\\x00n\\x00g\\x00o' (from line 1 of requirements.txt)
${buildEnd}`,
  ],
  [
    'pip wants a Windows package',
    'pip-no-version',
    `Collecting asgiref==3.8.1
  Downloading asgiref-3.8.1-py3-none-any.whl (23 kB)
ERROR: Could not find a version that satisfies the requirement pywin32==306 (from versions: none)

[notice] A new release of pip is available: 24.0 -> 25.3
ERROR: No matching distribution found for pywin32==306
${buildEnd}`,
  ],
  [
    'django collectstatic in the build without a variable',
    'missing-variable',
    `Successfully installed Django-5.1.4 dj-database-url-2.3.0
Traceback (most recent call last):
  File "/opt/render/project/src/manage.py", line 22, in <module>
    main()
  File "/opt/render/project/src/.venv/lib/python3.12/site-packages/environ/environ.py", line 388, in get_value
    value = self.ENVIRON[var_name]
KeyError: 'EMAIL_HOST_PASSWORD'

During handling of the above exception, another exception occurred:

django.core.exceptions.ImproperlyConfigured: Set the EMAIL_HOST_PASSWORD environment variable
${buildEnd}`,
  ],
  [
    'build.sh is not executable',
    'permission-denied',
    `==> Running build command './build.sh'...
bash: line 1: ./build.sh: Permission denied
${buildEnd}`,
  ],
  [
    'build.sh has Windows line ends',
    'windows-line-ends',
    `==> Running build command './build.sh'...
bash: line 1: ./build.sh: /usr/bin/env: bad interpreter: No such file or directory
/usr/bin/env: 'bash\\r': No such file or directory
${buildEnd}`,
  ],
  [
    'Docker COPY of an ignored folder',
    'docker-copy',
    `#6 [internal] load build context
#6 transferring context: 2.71MB 0.1s done
#8 [deps 2/4] COPY package.json pnpm-lock.yaml ./
#8 ERROR: failed to calculate checksum of ref 4a8c1::x2f: "/pnpm-lock.yaml": not found
------
 > [deps 2/4] COPY package.json pnpm-lock.yaml ./:
------
error: failed to solve: failed to compute cache key: failed to calculate checksum of ref 4a8c1::x2f: "/pnpm-lock.yaml": not found
${buildEnd}`,
  ],
  [
    'Docker apt-get of an old Debian',
    'docker-step',
    `#7 [2/9] RUN apt-get update && apt-get install -y libpq-dev
#7 0.843 Err:4 http://deb.debian.org/debian buster Release
#7 0.843   404  Not Found [IP: 151.101.2.132 80]
#7 0.901 E: The repository 'http://deb.debian.org/debian buster Release' does not have a Release file.
#7 ERROR: process "/bin/sh -c apt-get update && apt-get install -y libpq-dev" did not complete successfully: exit code: 100
error: failed to solve: process "/bin/sh -c apt-get update && apt-get install -y libpq-dev" did not complete successfully: exit code: 100
${buildEnd}`,
  ],
  [
    'Docker build killed while it compiles',
    'build-out-of-memory',
    `#14 [builder 6/7] RUN pnpm build
#14 41.20 > next build
#14 112.4 Killed
#14 112.5  ELIFECYCLE  Command failed with exit code 137.
#14 ERROR: process "/bin/sh -c pnpm build" did not complete successfully: exit code: 137
error: failed to solve: process "/bin/sh -c pnpm build" did not complete successfully: exit code: 137
${buildEnd}`,
  ],
  [
    'Docker: cargo error in a step',
    'compiler',
    `#13 [build 5/6] RUN cargo build --release
#13 35.11    Compiling shop v0.3.1 (/app)
#13 36.90 error[E0433]: failed to resolve: use of undeclared crate or module \`tokio\`
#13 36.90  --> src/main.rs:1:5
#13 37.20 error: could not compile \`shop\` (bin "shop") due to 1 previous error
#13 ERROR: process "/bin/sh -c cargo build --release" did not complete successfully: exit code: 101
${buildEnd}`,
  ],
  [
    'submodule over ssh',
    'clone-failed',
    `==> Cloning from https://github.com/me/shop
Submodule 'themes/x' (git@github.com:me/theme.git) registered for path 'themes/x'
Cloning into '/opt/render/project/src/themes/x'...
Host key verification failed.
fatal: Could not read from remote repository.

Please make sure you have the correct access rights and the repository exists.
fatal: clone of 'git@github.com:me/theme.git' into submodule path '/opt/render/project/src/themes/x' failed
${buildEnd}`,
  ],
  [
    'ruby of the Gemfile',
    'gem-conflict',
    `==> Using Ruby version 3.1.4 (default)
==> Docs on specifying a Ruby version: https://render.com/docs/ruby-version
Your Ruby version is 3.1.4, but your Gemfile specified 3.3.6
${buildEnd}`,
  ],
  [
    'go, module path wrong',
    'compiler',
    `==> Running build command 'go build -tags netgo -ldflags '-s -w' -o app'...
go: downloading github.com/gin-gonic/gin v1.10.0
main.go:11:2: package shop/internal/handlers is not in std (/opt/render/project/go/src/shop/internal/handlers)
${buildEnd}`,
  ],
  [
    'file name differs by case',
    'bundler',
    `vite v6.0.7 building for production...
transforming...
✓ 31 modules transformed.
✗ Build failed in 642ms
error during build:
Could not resolve "./components/NavBar" from "src/App.jsx"
file: /opt/render/project/src/src/App.jsx
    at getRollupError (file:///opt/render/project/src/node_modules/rollup/dist/es/shared/parseAst.js:396:41)
${buildEnd}`,
  ],
  [
    'esbuild optional binary of another system',
    'native-module',
    `> vite build
failed to load config from /opt/render/project/src/vite.config.ts
error during build:
Error: Cannot find module @rollup/rollup-linux-x64-gnu. npm has a bug related to optional dependencies (https://github.com/npm/cli/issues/4828). Please try \`npm i\` again after removing both package-lock.json and node_modules directory.
    at requireWithFriendlyError (/opt/render/project/src/node_modules/rollup/dist/native.js:59:9)
${buildEnd}`,
  ],
  [
    'node-gyp has no python',
    'native-module',
    `npm error code 1
npm error path /opt/render/project/src/node_modules/canvas
npm error command failed
npm error command sh -c node-pre-gyp install --fallback-to-build
npm error gyp ERR! build error
npm error gyp ERR! stack Error: \`make\` failed with exit code: 2
npm error gyp ERR! System Linux 6.8.0-1015-aws
${buildEnd}`,
  ],
  [
    'pip, hash mismatch',
    'pip-hash',
    `Collecting cryptography==43.0.1
ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. If you have updated the package versions, please update the hashes. Otherwise, examine the package contents carefully; someone may have tampered with them.
    cryptography==43.0.1 from https://files.pythonhosted.org/packages/x.whl:
        Expected sha256 014f58110f53
             Got        8ac43ae87929
${buildEnd}`,
  ],
  [
    'pip of a git repository that is private',
    'clone-failed',
    `Collecting shoplib@ git+https://github.com/me/shoplib.git
  Cloning https://github.com/me/shoplib.git to /tmp/pip-install-x/shoplib_1
  Running command git clone --filter=blob:none --quiet https://github.com/me/shoplib.git /tmp/pip-install-x/shoplib_1
  fatal: could not read Username for 'https://github.com': No such device or address
  error: subprocess-exited-with-error
  × git clone --filter=blob:none --quiet https://github.com/me/shoplib.git /tmp/pip-install-x/shoplib_1 did not run successfully.
${buildEnd}`,
  ],
  [
    'pnpm in Docker, a workspace package is not copied',
    'npm-not-found',
    `#15 [build 6/8] RUN pnpm install --frozen-lockfile
#15 2.113  ERR_PNPM_WORKSPACE_PKG_NOT_FOUND  In apps/web: "@acme/ui@workspace:*" is in the dependencies but no package named "@acme/ui" is present in the workspace
#15 ERROR: process "/bin/sh -c pnpm install --frozen-lockfile" did not complete successfully: exit code: 1
${buildEnd}`,
  ],
  [
    'husky is run where there is no git',
    'build-command-not-found',
    `> shop@1.0.0 prepare
> husky install

sh: 1: husky: not found
npm error code 127
npm error path /app
npm error command failed
${buildEnd}`,
  ],
  [
    'tailwind plugin is a devDependency',
    'missing-module-node',
    `> next build
Failed to compile.

app/layout.tsx
An error occurred in \`next/font\`.

Error: Cannot find module '@tailwindcss/postcss'
Require stack:
- /opt/render/project/src/node_modules/next/dist/build/webpack/config/blocks/css/plugins.js
> Build failed because of webpack errors
${buildEnd}`,
  ],
  [
    'angular budget',
    'bundle-budget',
    `❯ Building...
✔ Building...
Application bundle generation failed. [12.913 seconds]
▲ [WARNING] bundle initial exceeded maximum budget. Budget 500.00 kB was not met by 210.12 kB with a total of 710.12 kB.
✘ [ERROR] bundle initial exceeded maximum budget. Budget 1.00 MB was not met by 112.20 kB with a total of 1.11 MB.
${buildEnd}`,
  ],
  [
    'vue-tsc in colour',
    'typescript',
    `> vue-tsc -b && vite build
\u001b[31msrc/stores/cart.ts(22,7): error TS2741: Property 'sku' is missing in type '{ id: string; }' but required in type 'Item'.\u001b[0m
${buildEnd}`,
  ],
  [
    'nuxt runs out of heap',
    'build-out-of-memory',
    `ℹ Building server...
<--- Last few GCs --->
[88:0x5f2]    61022 ms: Mark-Compact 505.1 (520.2) -> 504.3 (521.0) MB, 712.11 / 0.00 ms
FATAL ERROR: Ineffective mark-compacts near heap limit Allocation failed - JavaScript heap out of memory
Aborted (core dumped)
${buildEnd}`,
  ],
  [
    'gradle with an old Java',
    'java-version',
    `* What went wrong:
A problem occurred configuring root project 'shop'.
> Could not resolve org.springframework.boot:spring-boot-gradle-plugin:3.4.1.
   > Dependency requires at least JVM runtime version 17. This build uses a Java 11 JVM.
BUILD FAILED in 8s
${buildEnd}`,
  ],
  [
    'maven compile in Docker',
    'compiler',
    `#13 41.02 [INFO] BUILD FAILURE
#13 41.10 [ERROR] Failed to execute goal org.apache.maven.plugins:maven-compiler-plugin:3.13.0:compile (default-compile) on project shop: Compilation failure
#13 41.10 [ERROR] /app/src/main/java/shop/Cart.java:[12,8] cannot find symbol
#13 ERROR: process "/bin/sh -c mvn -q package" did not complete successfully: exit code: 1
${buildEnd}`,
  ],
  [
    'composer needs an extension',
    'php-platform',
    `Installing dependencies from lock file
Your lock file does not contain a compatible set of packages. Please run composer update.

  Problem 1
    - league/flysystem is locked to version 3.29.1 and an update of this package was not requested.
    - phpoffice/phpspreadsheet 3.7.0 requires ext-gd * -> it is missing from your system. Install or enable PHP's gd extension.
${buildEnd}`,
  ],
  [
    'rails: yarn is not there for the assets',
    'build-command-not-found',
    `bundle exec rake assets:precompile
sh: 1: yarn: not found
rake aborted!
jsbundling-rails: Command build failed, ensure yarn is installed and \`yarn build\` runs without errors
${buildEnd}`,
  ],
  [
    'elixir: hex package of another version',
    'build-error-line',
    `Resolving Hex dependencies...
Because "the lock" depends on "phoenix 1.7.14" which is retired, things went wrong in a way nobody knows
** (Mix) Hex dependency resolution failed
${buildEnd}`,
  ],
  [
    'static site, the folder is called build',
    'publish-directory-missing',
    `✓ built in 3.21s
==> Publish directory ./dist does not exist!
${buildEnd}`,
  ],
  [
    'bun, frozen lock file',
    'npm-lock-out-of-date',
    `bun install v1.2.4 (fd9a5ea6)
error: lockfile had changes, but lockfile is frozen
note: try re-running without --frozen-lockfile and commit the updated lockfile
${buildEnd}`,
  ],
  [
    'deno check',
    'typescript',
    `Check file:///opt/render/project/src/main.ts
TS2345 [ERROR]: Argument of type 'string' is not assignable to parameter of type 'number'.
    at file:///opt/render/project/src/main.ts:4:9
error: Type checking failed.
${buildEnd}`,
  ],
  [
    'setuptools is too new for an old package',
    'python-build-failed',
    `Collecting future==0.16.0
  Getting requirements to build wheel: finished with status 'error'
  error: subprocess-exited-with-error
      AttributeError: module 'pkgutil' has no attribute 'ImpImporter'. Did you mean: 'zipimporter'?
error: subprocess-exited-with-error
${buildEnd}`,
  ],
  [
    'poetry is not there in Docker',
    'build-command-not-found',
    `#10 [4/6] RUN poetry install --no-root
#10 0.212 /bin/sh: 1: poetry: not found
#10 ERROR: process "/bin/sh -c poetry install --no-root" did not complete successfully: exit code: 127
${buildEnd}`,
  ],
  [
    'sass import',
    'bundler',
    `[vite:css] [sass] Can't find stylesheet to import.
  ╷
1 │ @use "variables";
  │ ^^^^^^^^^^^^^^^^
  src/styles/main.scss 1:1  root stylesheet
${buildEnd}`,
  ],
  [
    'webpack, file of another case',
    'bundler',
    `ERROR in ./src/index.js 5:0-34
Module not found: Error: Can't resolve './components/header' in '/opt/render/project/src/src'
webpack 5.97.1 compiled with 1 error in 4012 ms
${buildEnd}`,
  ],
  [
    'base image is gone',
    'image-pull-failed',
    `#3 [internal] load metadata for docker.io/library/node:20-alpine3.15
#3 ERROR: docker.io/library/node:20-alpine3.15: not found
------
error: failed to solve: node:20-alpine3.15: failed to resolve source metadata for docker.io/library/node:20-alpine3.15: docker.io/library/node:20-alpine3.15: not found
${buildEnd}`,
  ],
  [
    'npm is refused by the registry for now',
    'registry-unreachable',
    `npm error code ECONNRESET
npm error network aborted
npm error network This is a problem related to network connectivity.
${buildEnd}`,
  ],
]

/** The same for processes after a good build. */
const starts: readonly (readonly [string, string, string])[] = [
  [
    'flask, an old werkzeug beside a new flask',
    'import-error-python',
    `==> Running 'gunicorn app:app'
[2026-01-14 09:12:44 +0000] [71] [INFO] Starting gunicorn 23.0.0
[2026-01-14 09:12:44 +0000] [73] [ERROR] Exception in worker process
Traceback (most recent call last):
  File "/opt/render/project/src/app.py", line 2, in <module>
    from flask import Flask
  File "/opt/render/project/src/.venv/lib/python3.11/site-packages/flask/app.py", line 28, in <module>
    from werkzeug.urls import url_quote
ImportError: cannot import name 'url_quote' from 'werkzeug.urls' (/opt/render/project/src/.venv/lib/python3.11/site-packages/werkzeug/urls.py)
[2026-01-14 09:12:44 +0000] [73] [INFO] Worker exiting (pid: 73)
[2026-01-14 09:12:44 +0000] [71] [ERROR] Worker (pid:73) exited with code 3
gunicorn.errors.HaltServer: <HaltServer 'Worker failed to boot.' 3>
==> Exited with status 1`,
  ],
  [
    'rails, puma boots without a database, after a retry that passed',
    'database-host-unknown',
    `=> Booting Puma
=> Rails 8.0.1 application starting in production
* Listening on http://0.0.0.0:10000
2026-03-02T10:12:44.151Z pid=55 tid=1j INFO: Sidekiq 7.3.7 connecting to Redis with options {:url=>"redis://red-abc:6379"}
! Unable to load application: ActiveRecord::DatabaseConnectionError: There is an issue connecting with your hostname: dpg-cq7xyz-a.
/opt/render/project/.gems/ruby/3.3.0/gems/pg-1.5.9/lib/pg/connection.rb:709:in 'PG::Connection#async_connect_or_reset': could not translate host name "dpg-cq7xyz-a" to address: Name or service not known (PG::ConnectionBad)
${appEnd}`,
  ],
  [
    'rails, a migration is pending',
    'migration-pending',
    `[7a1c] ActiveRecord::PendingMigrationError (

Migrations are pending. To resolve this issue, run:

        bin/rails db:migrate

You have 2 pending migrations:

db/migrate/20260101_create_items.rb):
10.0.0.1 - - [12/Jan/2026:10:00:00 +0000] "GET /up HTTP/1.1" 500 9 "-" "Render/1.0"
==> Timed out after waiting for internal health check to return a successful response code at: shop.onrender.com:10000 /up`,
  ],
  [
    'rails refuses the host of the health check',
    'disallowed-host',
    `[1f2e] [ActionDispatch::HostAuthorization::DefaultResponseApp] Blocked hosts: shop.onrender.com:10000
10.0.0.1 - - [12/Jan/2026:10:00:00 +0000] "GET /up HTTP/1.1" 403 - 0.0021
==> Timed out after waiting for internal health check to return a successful response code at: shop.onrender.com:10000 /up`,
  ],
  [
    'sidekiq without a redis url',
    'redis-on-localhost',
    `2026-03-02T10:12:44.151Z pid=55 tid=1j INFO: Running in ruby 3.3.6
2026-03-02T10:12:44.152Z pid=55 tid=1j INFO: Sidekiq 7.3.7 connecting to Redis with options {:size=>10, :pool_name=>"internal", :url=>nil}
Connection refused - connect(2) for 127.0.0.1:6379 (redis://localhost:6379) (RedisClient::CannotConnectError)
/opt/render/project/.gems/ruby/3.3.0/gems/redis-client-0.23.0/lib/redis_client/ruby_connection.rb:118:in 'RedisClient::RubyConnection#connect'
${appEnd}`,
  ],
  [
    'puma is in use by a pid file',
    'server-pid-file',
    `=> Booting Puma
=> Rails 7.1.3 application starting in production
A server is already running (pid: 1, file: /app/tmp/pids/server.pid).
Exiting
==> Exited with status 1`,
  ],
  [
    'celery, app not found',
    'celery-wrong-app',
    `==> Running 'celery -A shop worker -l info'
Usage: celery [OPTIONS] COMMAND [ARGS]...
Try 'celery --help' for help.

Error: Invalid value for '-A' / '--app':
Unable to load celery application.
The module shop was not found.
==> Exited with status 2`,
  ],
  [
    'celery loses its broker, with colours',
    'redis-refused',
    `\u001b[32m -------------- celery@srv-worker v5.4.0 (opalescent)\u001b[0m
[2026-04-01 12:00:00,123: \u001b[31mERROR/MainProcess] consumer: Cannot connect to redis://red-d1abcdefghijklmnop:6379/0: Error -3 connecting to red-d1abcdefghijklmnop:6379. Temporary failure in name resolution..\u001b[0m
Trying again in 2.00 seconds... (1/100)
[2026-04-01 12:00:02,130: ERROR/MainProcess] consumer: Cannot connect to redis://red-d1abcdefghijklmnop:6379/0: Error -3 connecting to red-d1abcdefghijklmnop:6379. Temporary failure in name resolution..
Trying again in 4.00 seconds... (2/100)`,
  ],
  [
    'celery child runs out of memory',
    'out-of-memory',
    `[2026-04-01 12:00:00,123: INFO/MainProcess] celery@srv ready.
[2026-04-01 12:03:00,123: ERROR/MainProcess] Process 'ForkPoolWorker-2' pid:41 exited with 'signal 9 (SIGKILL)'
[2026-04-01 12:03:00,130: ERROR/MainProcess] Task handler raised error: WorkerLostError('Worker exited prematurely: signal 9 (SIGKILL) Job: 3.')
billiard.exceptions.WorkerLostError: Worker exited prematurely: signal 9 (SIGKILL) Job: 3.`,
  ],
  [
    'node, mongo refuses the address',
    'mongo-refused',
    `> shop-api@1.0.0 start
> node server.js

Server running on port 10000
MongooseServerSelectionError: Could not connect to any servers in your MongoDB Atlas cluster. One common reason is that you're trying to access the database from an IP that isn't whitelisted. Make sure your current IP address is on your Atlas cluster's IP whitelist: https://www.mongodb.com/docs/atlas/security-whitelist/
    at _handleConnectionErrors (/opt/render/project/src/node_modules/mongoose/lib/connection.js:875:11)
${appEnd}`,
  ],
  [
    'node, mongo uri undefined',
    'setting-undefined',
    `(node:76) Warning: Accessing non-existent property 'count' of module exports inside circular dependency
/opt/render/project/src/node_modules/mongoose/lib/connection.js:1015
    throw new MongooseError('The \`uri\` parameter to \`openUri()\` must be a ' +
MongooseError: The \`uri\` parameter to \`openUri()\` must be a string, got "undefined". Make sure the first parameter to \`mongoose.connect()\` or \`mongoose.createConnection()\` is a string.
Node.js v22.14.0
${appEnd}`,
  ],
  [
    'node, mongo wrong password',
    'database-password',
    `MongoServerError: bad auth : authentication failed
    at Connection.sendCommand (/opt/render/project/src/node_modules/mongodb/lib/cmap/connection.js:306:27) {
  errorResponse: { ok: 0, errmsg: 'bad auth : authentication failed', code: 8000, codeName: 'AtlasError' }
}
${appEnd}`,
  ],
  [
    'express 5 and a star route',
    'uncaught-exception',
    `/opt/render/project/src/node_modules/path-to-regexp/dist/index.js:73
            throw new TypeError(\`Missing parameter name at \${i}: \${DEBUG_URL}\`);
            ^

TypeError: Missing parameter name at 1: https://git.new/pathToRegexpError
    at name (/opt/render/project/src/node_modules/path-to-regexp/dist/index.js:73:19)
Node.js v22.14.0
${appEnd}`,
  ],
  [
    'next start without a build',
    'build-output-missing',
    `> next start -p $PORT

Error: Could not find a production build in the '.next' directory. Try building your app with 'next build' before starting the production server. https://nextjs.org/docs/messages/production-start-no-build-id
    at setupFsCheck (/opt/render/project/src/node_modules/next/dist/server/lib/router-utils/filesystem.js:151:19)
${appEnd}`,
  ],
  [
    'nest, the built file lies elsewhere',
    'start-script-missing',
    `> nest-api@0.0.1 start:prod
> node dist/main

node:internal/modules/cjs/loader:1228
  throw err;
  ^

Error: Cannot find module '/opt/render/project/src/dist/main'
    at Function._resolveFilename (node:internal/modules/cjs/loader:1225:15)
    at node:internal/main/run_main_module:36:49 {
  code: 'MODULE_NOT_FOUND',
  requireStack: []
}
${appEnd}`,
  ],
  [
    'bcrypt built on Windows',
    'native-module',
    `Error: /opt/render/project/src/node_modules/bcrypt/lib/binding/napi-v3/bcrypt_lib.node: invalid ELF header
    at Object..node (node:internal/modules/cjs/loader:1921:18)
    at Module.load (node:internal/modules/cjs/loader:1465:32) {
  code: 'ERR_DLOPEN_FAILED'
}
${appEnd}`,
  ],
  [
    'prisma client without generate',
    'prisma-setup',
    `Error: @prisma/client did not initialize yet. Please run "prisma generate" and try to import it again.
In case this error is unexpected for you, please report it in https://pris.ly/prisma-prisma-bug-report
    at new PrismaClient (/opt/render/project/src/node_modules/.prisma/client/default.js:43:11)
${appEnd}`,
  ],
  [
    'prisma engine for another system',
    'prisma-setup',
    `PrismaClientInitializationError: Prisma Client could not locate the Query Engine for runtime "debian-openssl-3.0.x".

This happened because Prisma Client was generated for "darwin-arm64", but the actual deployment required "debian-openssl-3.0.x".
Add "debian-openssl-3.0.x" to \`binaryTargets\` in the "schema.prisma" file and run \`prisma generate\` after saving it:
${appEnd}`,
  ],
  [
    'prisma, the table is not there',
    'migration-missing',
    `Invalid \`prisma.user.findMany()\` invocation:

The table \`public.User\` does not exist in the current database.
    at ei.handleRequestError (/opt/render/project/src/node_modules/@prisma/client/runtime/library.js:121:7268) {
  code: 'P2021',
${appEnd}`,
  ],
  [
    'fastapi, two errors, the later is only noise of shutdown',
    'missing-variable',
    `INFO:     Started server process [61]
INFO:     Waiting for application startup.
Traceback (most recent call last):
  File "/opt/render/project/src/app/config.py", line 18, in <module>
    settings = Settings()
pydantic_core._pydantic_core.ValidationError: 1 validation error for Settings
JWT_SECRET
  Field required [type=missing, input_value={}, input_type=dict]
    For further information visit https://errors.pydantic.dev/2.10/v/missing
ERROR:    Application startup failed. Exiting.
==> Exited with status 3`,
  ],
  [
    'fastapi, the same in lower case',
    'missing-variable',
    `pydantic_core._pydantic_core.ValidationError: 2 validation errors for Settings
database_url
  Field required [type=missing, input_value={}, input_type=dict]
    For further information visit https://errors.pydantic.dev/2.10/v/missing
secret_key
  Field required [type=missing, input_value={}, input_type=dict]
${appEnd}`,
  ],
  [
    'fastapi needs python-multipart',
    'missing-module-python',
    `Form data requires "python-multipart" to be installed.
You can install "python-multipart" with:

pip install python-multipart

Traceback (most recent call last):
  File "/opt/render/project/src/main.py", line 40, in <module>
RuntimeError: Form data requires "python-multipart" to be installed.
${appEnd}`,
  ],
  [
    'uvicorn, syntax error in the program',
    'syntax-error',
    `  File "<frozen importlib._bootstrap>", line 1387, in _gcd_import
  File "/opt/render/project/src/main.py", line 14
    async def items()
                     ^
SyntaxError: expected ':'
==> Exited with status 1
==> No open ports detected, continuing to scan...`,
  ],
  [
    'django, an app of INSTALLED_APPS is missing, honcho prefixes',
    'missing-module-python',
    `10:00:01 system   | web.1 started (pid=71)
10:00:02 web.1    | Traceback (most recent call last):
10:00:02 web.1    |   File "/opt/render/project/src/manage.py", line 22, in <module>
10:00:02 web.1    | ModuleNotFoundError: No module named 'crispy_forms'
10:00:02 system   | web.1 stopped (rc=1)
==> Exited with status 1`,
  ],
  [
    'django, no such table while the old cache is asked',
    'migration-missing',
    `[2026-01-14 09:12:44 +0000] [71] [INFO] Listening at: http://0.0.0.0:10000 (71)
Internal Server Error: /healthz
django.db.utils.ProgrammingError: relation "django_session" does not exist
LINE 1: ...ession_data", "django_session"."expire_date" FROM "django_se...
10.204.1.7 - - [14/Jan/2026:09:12:50 +0000] "GET /healthz HTTP/1.1" 500 145 "-" "Render/1.0"
==> Timed out after waiting for internal health check to return a successful response code at: shop.onrender.com:10000 /healthz`,
  ],
  [
    'django, collectstatic was not run',
    'collectstatic',
    `Internal Server Error: /
ValueError: Missing staticfiles manifest entry for 'css/site.css'
10.204.1.7 - - [14/Jan/2026:09:12:50 +0000] "GET / HTTP/1.1" 500 145 "-" "Render/1.0"
==> Timed out after waiting for internal health check to return a successful response code at: shop.onrender.com:10000 /`,
  ],
  [
    'psycopg2, SSL SYSCALL error after a database restart',
    'database-connection-lost',
    `[2026-01-14 09:12:44 +0000] [71] [INFO] Listening at: http://0.0.0.0:10000 (71)
sqlalchemy.exc.OperationalError: (psycopg2.OperationalError) SSL SYSCALL error: EOF detected
[SQL: SELECT 1]
(Background on this error at: https://sqlalche.me/e/20/e3q8)
${appEnd}`,
  ],
  [
    'node pg, connection ends without TLS',
    'database-connection-lost',
    `Error: Connection terminated unexpectedly
    at Connection.<anonymous> (/opt/render/project/src/node_modules/pg/lib/client.js:136:73)
    at Object.onceWrapper (node:events:633:28)
${appEnd}`,
  ],
  [
    'node pg, no certificate, fatal in a JSON line',
    'database-tls-required',
    `{"level":"info","time":1773137553000,"msg":"server starting"}
{"level":"fatal","time":1773137554000,"err":{"type":"DatabaseError","message":"no pg_hba.conf entry for host \\"3.134.238.10\\", user \\"shop\\", database \\"shop\\", no encryption","code":"28000"},"msg":"cannot start"}
${appEnd}`,
  ],
  [
    'sequelize, the url is undefined',
    'setting-undefined',
    `/opt/render/project/src/node_modules/sequelize/lib/sequelize.js:58
TypeError [ERR_INVALID_ARG_TYPE]: The "url" argument must be of type string. Received undefined
    at Url.parse (node:url:170:3)
    at new Sequelize (/opt/render/project/src/node_modules/sequelize/lib/sequelize.js:58:28) {
  code: 'ERR_INVALID_ARG_TYPE'
}
${appEnd}`,
  ],
  [
    'pg password is undefined',
    'setting-undefined',
    `Error: SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string
    at Object.continueSession (/opt/render/project/src/node_modules/pg/lib/crypto/sasl.js:36:11)
${appEnd}`,
  ],
  [
    'stripe without its key',
    'setting-undefined',
    `Error: Neither apiKey nor config.authenticator provided
    at Stripe._setAuthenticator (/opt/render/project/src/node_modules/stripe/cjs/stripe.core.js:164:23)
${appEnd}`,
  ],
  [
    'alembic, an old revision is gone',
    'migration-conflict',
    `==> Starting pre-deploy: alembic upgrade head
INFO  [alembic.runtime.migration] Context impl PostgresqlImpl.
INFO  [alembic.runtime.migration] Will assume transactional DDL.
ERROR [alembic.util.messaging] Can't locate revision identified by '8f3c2d1a9b7e'
FAILED: Can't locate revision identified by '8f3c2d1a9b7e'
==> Pre-deploy has failed
==> Exited with status 255`,
  ],
  [
    'django migrate, a column that holds nulls',
    'migration-error',
    `==> Starting pre-deploy: python manage.py migrate
Operations to perform:
  Apply all migrations: admin, auth, shop
Running migrations:
  Applying shop.0009_item_sku_required...Traceback (most recent call last):
psycopg.errors.NotNullViolation: column "sku" of relation "shop_item" contains null values

The above exception was the direct cause of the following exception:

django.db.utils.IntegrityError: column "sku" of relation "shop_item" contains null values
==> Pre-deploy has failed
==> Exited with status 1`,
  ],
  [
    'laravel, no app key',
    'setting-undefined',
    `[2026-01-14 09:12:44] production.ERROR: No application encryption key has been specified. {"exception":"[object] (Illuminate\\\\Encryption\\\\MissingAppKeyException(code: 0): No application encryption key has been specified.
10.204.1.7 - - [14/Jan/2026:09:12:50 +0000] "GET / HTTP/1.1" 500 145 "-" "Render/1.0"
==> Timed out after waiting for internal health check to return a successful response code at: shop.onrender.com:10000 /`,
  ],
  [
    'java, the heap is larger than the plan',
    'out-of-memory',
    `  .   ____          _            __ _ _
 :: Spring Boot ::                (v3.4.1)
2026-01-14T09:12:44.101Z  INFO 1 --- [           main] c.shop.ShopApplication : Starting ShopApplication
Exception in thread "main" java.lang.OutOfMemoryError: Java heap space
==> Exited with status 1`,
  ],
  [
    'spring, the data source has no url',
    'setting-undefined',
    `2026-01-14T09:12:51.101Z ERROR 1 --- [           main] o.s.b.d.LoggingFailureAnalysisReporter   :

***************************
APPLICATION FAILED TO START
***************************

Description:

Failed to configure a DataSource: 'url' attribute is not specified and no embedded datasource could be configured.
==> Exited with status 1`,
  ],
  [
    'go, a port from an empty variable',
    'port-in-use',
    `2026/01/14 09:12:44 [GIN-debug] Listening and serving HTTP on :8080
2026/01/14 09:12:44 listen tcp :8080: bind: address already in use
panic: listen tcp :8080: bind: address already in use

goroutine 1 [running]:
main.main()
==> Exited with status 2`,
  ],
  [
    'vite preview refuses the host',
    'disallowed-host',
    `> vite preview --host --port 10000

  ➜  Local:   http://localhost:10000/
  ➜  Network: http://10.204.3.12:10000/
Blocked request. This host ("shop.onrender.com") is not allowed.
To allow this host, add "shop.onrender.com" to \`preview.allowedHosts\` in vite.config.js.`,
  ],
  [
    'vite dev server as start command',
    'port-on-loopback',
    `> vite

  VITE v6.0.7  ready in 312 ms

  ➜  Local:   http://localhost:5173/
  ➜  Network: use --host to expose
==> No open ports detected, continuing to scan...
==> Docs on specifying a port: https://render.com/docs/web-services#port-binding
==> Port scan timeout reached, no open ports detected. Bind your service to at least one port. If you don't need to receive traffic on any port, create a background worker instead.`,
  ],
  [
    'discord bot as a web service',
    'no-open-port',
    `2026-01-14 09:12:44 INFO     discord.client logging in using static token
2026-01-14 09:12:46 INFO     discord.gateway Shard ID None has connected to Gateway (Session ID: 5f2).
==> No open ports detected, continuing to scan...
==> Docs on specifying a port: https://render.com/docs/web-services#port-binding
==> Port scan timeout reached, no open ports detected. Bind your service to at least one port. If you don't need to receive traffic on any port, create a background worker instead.
==> Timed Out`,
  ],
  [
    'a bot whose token is refused',
    'credential-refused',
    `Traceback (most recent call last):
  File "/opt/render/project/src/bot.py", line 40, in <module>
    bot.run(os.getenv("DISCORD_TOKEN"))
discord.errors.LoginFailure: Improper token has been passed.
${appEnd}`,
  ],
  [
    'torch loads a model into a small plan, three times',
    'out-of-memory',
    `[2026-01-14 09:12:44 +0000] [71] [INFO] Booting worker with pid: 73
[2026-01-14 09:13:14 +0000] [71] [CRITICAL] WORKER TIMEOUT (pid:73)
[2026-01-14 09:13:15 +0000] [71] [ERROR] Worker (pid:73) was sent SIGKILL! Perhaps out of memory?
[2026-01-14 09:13:15 +0000] [74] [INFO] Booting worker with pid: 74
==> Out of memory (used over 512Mi)`,
  ],
  [
    'start.sh was checked out with Windows line ends',
    'windows-line-ends',
    `/usr/bin/env: ‘bash\\r’: No such file or directory
/usr/bin/env: use -[v]S to pass options in shebang lines
==> Exited with status 127`,
  ],
  [
    'asyncpg is given sslmode',
    'database-url-malformed',
    `  File "/opt/render/project/src/app/db.py", line 9, in <module>
TypeError: connect() got an unexpected keyword argument 'sslmode'
ERROR:    Application startup failed. Exiting.
${appEnd}`,
  ],
  [
    'sqlalchemy async with a driver that is not',
    'database-url-malformed',
    `sqlalchemy.exc.InvalidRequestError: The asyncio extension requires an async driver to be used. The loaded 'psycopg2' is not async.
${appEnd}`,
  ],
  [
    'neon, compute is away',
    'database-host-unknown',
    `Error [NeonDbError]: Error connecting to database: fetch failed
    at execute (/opt/render/project/src/node_modules/@neondatabase/serverless/index.js:1544:49) {
  sourceError: TypeError: fetch failed
      [cause]: Error: getaddrinfo EAI_AGAIN api.eu-central-1.aws.neon.tech
${appEnd}`,
  ],
  [
    'supabase pooler, tenant unknown',
    'database-password',
    `error: Tenant or user not found
    at /opt/render/project/src/node_modules/pg-pool/index.js:45:11 {
  severity: 'FATAL',
  code: 'XX000'
}
${appEnd}`,
  ],
  [
    'knex migrations are out of step',
    'migration-conflict',
    `> knex migrate:latest && node server.js
Using environment: production
Error: The migration directory is corrupt, the following files are missing: 20251201_items.js
    at validateMigrationList (/opt/render/project/src/node_modules/knex/lib/migrations/migrate/Migrator.js:620:11)
${appEnd}`,
  ],
  [
    'typeorm, the same table twice',
    'migration-conflict',
    `query: CREATE TABLE "user" ("id" SERIAL NOT NULL)
Migration "Init1700000000000" failed, error: relation "user" already exists
QueryFailedError: relation "user" already exists
    at PostgresQueryRunner.query (/opt/render/project/src/node_modules/typeorm/driver/postgres/PostgresQueryRunner.js:219:19)
${appEnd}`,
  ],
  [
    'bullmq on this machine, thousands of lines',
    'redis-on-localhost',
    `Worker started
${Array.from({ length: 40 }, () => 'Error: connect ECONNREFUSED ::1:6379\n    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1645:16)').join('\n')}
==> Port scan timeout reached, no open ports detected. Bind your service to at least one port. If you don't need to receive traffic on any port, create a background worker instead.`,
  ],
  [
    'upstash over redis:// without TLS',
    'redis-tls',
    `[ioredis] Unhandled error event: Error: read ECONNRESET
redis.exceptions.ConnectionError: Error while reading from eu1-apt-1.upstash.io:6379 : (104, 'Connection reset by peer')
${appEnd}`,
  ],
  [
    'express listens on another port, health check refused',
    'health-check-timeout',
    `Server listening on port 3000
==> Detected service running on port 3000
==> Timed out after waiting for internal health check to return a successful response code at: shop.onrender.com:10000 /health
==> Timed Out`,
  ],
  [
    'the start command has its variable in quotes',
    'port-not-a-number',
    `usage: gunicorn [OPTIONS] [APP_MODULE]
Error: '$PORT' is not a valid port number.
==> Exited with status 1`,
  ],
  [
    'docker command in exec form',
    'start-command-not-found',
    `==> Starting service with 'npm run migrate && npm start'
exec: "npm run migrate && npm start": executable file not found in $PATH
==> Exited with status 127`,
  ],
  [
    'entrypoint is missing in the image',
    'start-command-not-found',
    `==> Deploying...
exec /app/entrypoint.sh: no such file or directory
==> Exited with status 1`,
  ],
  [
    'entrypoint without the right to be run',
    'permission-denied',
    `docker: Error response from daemon: failed to create task for container: runc create failed: unable to start container process: exec: "/app/entrypoint.sh": permission denied: unknown.
==> Exited with status 126`,
  ],
  [
    'streamlit on its own port is fine, but a module is missing',
    'missing-module-python',
    `Collecting usage statistics. To deactivate, set browser.gatherUsageStats to false.
  You can now view your Streamlit app in your browser.
  URL: http://0.0.0.0:10000
2026-01-14 09:12:44.102 Uncaught app execution
Traceback (most recent call last):
  File "/opt/render/project/src/app.py", line 3, in <module>
ModuleNotFoundError: No module named 'plotly'
==> Timed out after waiting for internal health check to return a successful response code at: shop.onrender.com:10000 /`,
  ],
  [
    'opencv without libGL',
    'import-error-python',
    `  File "/opt/render/project/src/.venv/lib/python3.11/site-packages/cv2/__init__.py", line 153, in bootstrap
ImportError: libGL.so.1: cannot open shared object file: No such file or directory
[ERROR] Worker (pid:59) exited with code 3
==> Exited with status 3`,
  ],
  [
    'numpy 2 beside a binary of numpy 1',
    'import-error-python',
    `A module that was compiled using NumPy 1.x cannot be run in NumPy 2.1.3 as it may crash.
Traceback (most recent call last):
  File "/opt/render/project/src/app.py", line 4, in <module>
    import pandas as pd
ValueError: numpy.dtype size changed, may indicate binary incompatibility. Expected 96 from C header, got 88 from PyObject
${appEnd}`,
  ],
  [
    'firebase key with its line ends escaped',
    'credential-malformed',
    `/opt/render/project/src/node_modules/firebase-admin/lib/app/credential-internal.js:142
            throw new error_1.FirebaseAppError(error_1.AppErrorCodes.INVALID_CREDENTIAL, 'Failed to parse private key: ' + error);
FirebaseAppError: Failed to parse private key: Error: Invalid PEM formatted message.
${appEnd}`,
  ],
  [
    'a telegram bot that runs twice',
    'bot-runs-twice',
    `telegram.error.Conflict: Conflict: terminated by other getUpdates request; make sure that only one bot instance is running
${appEnd}`,
  ],
  [
    'rust panics on its variable',
    'missing-variable',
    `thread 'main' panicked at src/main.rs:14:50:
DATABASE_URL must be set: NotPresent
note: run with \`RUST_BACKTRACE=1\` environment variable to display a backtrace
==> Exited with status 101`,
  ],
  [
    'go cannot find its template',
    'missing-file',
    `panic: html/template: pattern matches no files: \`templates/*.html\`

goroutine 1 [running]:
==> Exited with status 2`,
  ],
  [
    'python reads a file that is not there',
    'missing-file',
    `  File "/opt/render/project/src/bot.py", line 7, in <module>
    with open('config.json') as f:
FileNotFoundError: [Errno 2] No such file or directory: 'config.json'
${appEnd}`,
  ],
  [
    'node reads a file that is not there',
    'missing-file',
    `node:fs:573
Error: ENOENT: no such file or directory, open '/opt/render/project/src/firebase-key.json'
    at Object.readFileSync (node:fs:441:20) {
  errno: -2,
  code: 'ENOENT',
${appEnd}`,
  ],
  [
    'ruby syntax',
    'uncaught-exception',
    `/opt/render/project/src/config/routes.rb:12: syntax error, unexpected end-of-input, expecting 'end' (SyntaxError)
${appEnd}`,
  ],
  [
    'django check fails',
    'django-settings',
    `SystemCheckError: System check identified some issues:

ERRORS:
shop.Item.photo: (fields.E210) Cannot use ImageField because Pillow is not installed.
	HINT: Get Pillow at https://pypi.org/project/Pillow/ or run command "python -m pip install Pillow".
==> Pre-deploy has failed
==> Exited with status 1`,
  ],
  [
    'django csrf origins without scheme',
    'django-settings',
    `django.core.management.base.SystemCheckError: SystemCheckError: System check identified some issues:

ERRORS:
?: (4_0.E001) As of Django 4.0, the values in the CSRF_TRUSTED_ORIGINS setting must start with a scheme (usually http:// or https://) but found shop.onrender.com. See the release notes for details.
${appEnd}`,
  ],
  [
    'fastapi route is 404 for the check, the API is fine',
    'health-check-not-found',
    `INFO:     Uvicorn running on http://0.0.0.0:10000 (Press CTRL+C to quit)
INFO:     10.204.1.7:41234 - "GET /health HTTP/1.1" 404 Not Found
INFO:     10.204.1.7:41240 - "GET /health HTTP/1.1" 404 Not Found
==> Timed out after waiting for internal health check to return a successful response code at: shop.onrender.com:10000 /health`,
  ],
  [
    'flask factory without brackets',
    'gunicorn-wrong-module',
    `[2026-01-14 09:12:44 +0000] [73] [ERROR] Exception in worker process
    raise AppImportError("Application object must be callable.")
gunicorn.errors.AppImportError: Application object must be callable.
[2026-01-14 09:12:44 +0000] [71] [ERROR] Worker (pid:73) exited with code 4
==> Exited with status 4`,
  ],
  [
    'django, wrong settings module',
    'missing-module-python',
    `  File "<frozen importlib._bootstrap>", line 1324, in _find_and_load_unlocked
ModuleNotFoundError: No module named 'shop.settings.prod'
${appEnd}`,
  ],
  [
    'sqlite on a disk that is not there',
    'sqlite-file',
    `django.db.utils.OperationalError: unable to open database file
${appEnd}`,
  ],
  [
    'mysql refuses',
    'database-password',
    `django.db.utils.OperationalError: (1045, "Access denied for user 'shop'@'10.0.0.4' (using password: YES)")
${appEnd}`,
  ],
  [
    'rust binary wants a newer libc',
    'system-library',
    `./target/release/shop: /lib/x86_64-linux-gnu/libc.so.6: version \`GLIBC_2.38' not found (required by ./target/release/shop)
==> Exited with status 1`,
  ],
  [
    'puppeteer without Chrome',
    'browser-missing',
    `Error: Could not find Chrome (ver. 131.0.6778.85). This can occur if either
 1. you did not perform an installation before running the script (e.g. \`npx puppeteer browsers install chrome\`) or
 2. your cache path is incorrectly configured (which is: /opt/render/.cache/puppeteer).
${appEnd}`,
  ],
  [
    'playwright without its browsers',
    'browser-missing',
    `browserType.launch: Executable doesn't exist at /opt/render/.cache/ms-playwright/chromium-1148/chrome-linux/chrome
╔═════════════════════════════════════════════════════════════════════════╗
║ Looks like Playwright Test or Playwright was just installed or updated. ║
${appEnd}`,
  ],
  [
    'nest cannot resolve a dependency',
    'uncaught-exception',
    `[Nest] 76  - 01/14/2026, 9:12:44 AM   ERROR [ExceptionHandler] Nest can't resolve dependencies of the CartService (?). Please make sure that the argument "PrismaService" at index [0] is available in the CartModule context.
Error: Nest can't resolve dependencies of the CartService (?). Please make sure that the argument "PrismaService" at index [0] is available in the CartModule context.
${appEnd}`,
  ],
  [
    'redis is full',
    'redis-full',
    `ReplyError: OOM command not allowed when used memory > 'maxmemory'.
    at parseError (/opt/render/project/src/node_modules/redis-parser/lib/parser.js:179:12)
${appEnd}`,
  ],
  [
    'upstash, free requests used up',
    'redis-full',
    `ReplyError: ERR max requests limit exceeded. Limit: 500000, Usage: 500001. See https://upstash.com/docs/redis/troubleshooting/max_requests_limit for details
${appEnd}`,
  ],
  [
    'celery beat cannot write its schedule',
    'permission-denied',
    `[2026-04-01 12:00:00,123: INFO/MainProcess] beat: Starting...
_gdbm.error: [Errno 13] Permission denied: 'celerybeat-schedule'
==> Exited with status 1`,
  ],
  [
    'django, the database is slow and the worker is ended',
    'worker-timeout',
    `[2026-01-14 09:12:44 +0000] [71] [INFO] Listening at: http://0.0.0.0:10000 (71)
[2026-01-14 09:13:14 +0000] [71] [CRITICAL] WORKER TIMEOUT (pid:73)
[2026-01-14 09:13:14 +0000] [73] [ERROR] Error handling request /healthz
==> Timed out after waiting for internal health check to return a successful response code at: shop.onrender.com:10000 /healthz`,
  ],
]

/** What good builds, good starts and busy applications write, however it sounds. */
const innocent: readonly (readonly ['build' | 'app', string])[] = [
  [
    'build',
    `Running migrations:
  Applying shop.0007_fix_error_in_totals... OK
  Applying shop.0008_drop_failed_orders... OK`,
  ],
  [
    'build',
    `INFO  [alembic.runtime.migration] Running upgrade 8f3c -> 9a1b, migration failed payments into their own table`,
  ],
  [
    'build',
    `== 20260101120000 CreateErrorReports: migrating ===============================
-- create_table(:error_reports)
   -> 0.0112s
== 20260101120000 CreateErrorReports: migrated (0.0113s) ======================`,
  ],
  ['build', `psycopg2.errors is imported lazily\nCompiling psycopg/errors.py ok`],
  [
    'build',
    `warning shop > react-scripts > eslint@8.57.0: This version is no longer supported.
warning " > bootstrap@4.6.2" has unmet peer dependency "jquery@1.9.1 - 3".
success Saved lockfile.
Done in 21.33s.`,
  ],
  [
    'build',
    ` WARN  2 deprecated subdependencies found: glob@7.2.3, inflight@1.0.6
 WARN  Issues with peer dependencies found
.
└─┬ @testing-library/react 14.0.0
  └── ✕ unmet peer react@^18.0.0: found 19.0.0
Done in 8.1s using pnpm v9.15.4`,
  ],
  [
    'build',
    `npm warn EBADENGINE Unsupported engine { package: 'undici@7.0.0', required: { node: '>=20.18.1' }, current: { node: 'v20.11.0' } }
npm warn deprecated rimraf@3.0.2: Rimraf versions prior to v4 are no longer supported
added 822 packages in 31s`,
  ],
  [
    'build',
    `➤ YN0000: · Yarn 4.5.0
➤ YN0002: │ shop@workspace:. doesn't provide react (p1a2b), requested by @headlessui/react.
➤ YN0086: │ Some peer dependencies are incorrectly met by your project; run yarn explain peer-requirements <hash> for details
➤ YN0000: · Done with warnings in 9s 12ms`,
  ],
  [
    'build',
    `   ▲ Next.js 15.1.0
   Creating an optimized production build ...
 ✓ Compiled successfully
   Linting and checking validity of types ...

./app/page.tsx
12:5  Warning: Using \`<img>\` could result in slower LCP.  @next/next/no-img-element

info  - Need to disable some ESLint rules? Learn more here: https://nextjs.org/docs/app/api-reference/config/eslint#disabling-lint-errors
 ✓ Generating static pages (12/12)`,
  ],
  [
    'build',
    `○  /error                               142 B         105 kB
○  /_not-found                          982 B         106 kB
ƒ  /api/errors/[id]                     142 B         105 kB`,
  ],
  ['build', `webpack 5.97.1 compiled with 3 warnings in 8123 ms\nFound 0 errors. Watching for file changes.`],
  ['build', `Test Suites: 12 passed, 12 total\nTests:       0 failed, 88 passed, 88 total`],
  ['build', `PASS src/errors.test.js\n  ✓ answers Error: Cannot read properties when the cart is gone (3 ms)`],
  [
    'build',
    `  Building wheel for tgcrypto (setup.py): started
  WARNING: Building wheel for tgcrypto failed, falling back to setup.py install
Successfully installed tgcrypto-1.2.5`,
  ],
  [
    'build',
    `Collecting exceptiongroup==1.2.2
Collecting retrying==1.3.4
Collecting pytest-error-for-skips==2.0.2
Requirement already satisfied: setuptools in ./.venv/lib/python3.12/site-packages (from gunicorn) (75.6.0)`,
  ],
  [
    'build',
    `WARNING: pip is being invoked by an old script wrapper.
WARNING: Ignoring invalid distribution -ip (/opt/render/project/src/.venv/lib/python3.11/site-packages)
DEPRECATION: django-x is being installed using the legacy 'setup.py install' method`,
  ],
  [
    'build',
    `Warning: The current project could not be found on PyPI; skipping.
No dependencies to install or update`,
  ],
  [
    'build',
    `#9 [5/6] RUN pip install -r requirements.txt\n#9 14.2 WARNING: Running pip as the 'root' user can result in broken permissions\n#9 DONE 15.1s`,
  ],
  [
    'build',
    `#12 CACHED\n#13 exporting layers 4.1s done\n#14 importing cache manifest from registry\n#14 ERROR: failed to configure registry cache importer: not found\n==> Upload succeeded`,
  ],
  [
    'build',
    `fatal: not a git repository (or any of the parent directories): .git\nversion: unknown, going on\nBuild complete.`,
  ],
  ['build', `remote: Compressing objects: 100%\nHEAD is now at 4f2a1c0 fix: permission denied for invited users`],
  ['build', `==> Checking out commit 9b1d in branch fix/module-not-found-error`],
  [
    'build',
    `Compiled with warnings.\n\nsrc/App.js\n  Line 3:8:  'logo' is defined but never used  no-unused-vars\n\nSearch for the keywords to learn more about each warning.`,
  ],
  [
    'build',
    `prisma:warn Prisma doesn't know which engines to download for the Linux distro "wolfi". Falling back to Prisma engines built "debian".\n✔ Generated Prisma Client (v6.1.0) to ./node_modules/@prisma/client in 78ms`,
  ],
  [
    'build',
    `The table \`orders\` is empty; 12 migrations found in prisma/migrations
No pending migrations to apply.`,
  ],
  [
    'app',
    `[2026-01-14 09:12:44 +0000] [71] [INFO] Listening at: http://0.0.0.0:10000 (71)
[2026-01-14 09:12:44 +0000] [73] [INFO] Booting worker with pid: 73
error handler registered
==> Your service is live 🎉`,
  ],
  [
    'app',
    `Waiting for database... could not connect to server: Connection refused (attempt 1 of 10)
Waiting for database... connected
==> Your service is live 🎉`,
  ],
  [
    'app',
    `Error: connect ECONNREFUSED 10.24.3.7:5432, retrying in 2 s
Database connected
Server listening on 0.0.0.0:10000
==> Detected service running on port 10000
==> Your service is live 🎉`,
  ],
  ['app', `summary: ok=42 changed=3 unreachable=0 failed=0 skipped=5 rescued=0 ignored=0`],
  ['app', `{"level":"info","msg":"job done","errors":0,"failed":0,"timeout":30000}`],
  ['app', `[info] user clicked "Report an error: permission denied on upload"`],
  ['app', `GET /docs/errors/ECONNREFUSED 200 12ms - 3482`],
  [
    'app',
    `10.1.2.3 - - [14/Jan/2026:09:12:50 +0000] "GET /search?q=ModuleNotFoundError HTTP/1.1" 200 812 "-" "Mozilla/5.0"`,
  ],
  ['app', `10.1.2.3 - - [14/Jan/2026:09:12:50 +0000] "POST /login HTTP/1.1" 401 12 "-" "Mozilla/5.0"`],
  ['app', `10.1.2.3 - - [14/Jan/2026:09:12:50 +0000] "GET /.env HTTP/1.1" 403 12 "-" "curl/8.5"`],
  ['app', `Method Not Allowed: /webhook\nForbidden (CSRF token missing.): /contact/`],
  [
    'app',
    `Invalid HTTP_HOST header: '3.134.238.10'. You may need to add '3.134.238.10' to ALLOWED_HOSTS.\n==> Your service is live 🎉`,
  ],
  [
    'app',
    `(node:76) MaxListenersExceededWarning: Possible EventEmitter memory leak detected. 11 error listeners added.
(node:76) [DEP0169] DeprecationWarning: \`url.parse()\` behavior is not standardized and prone to errors that have security implications.
(Use \`node --trace-deprecation ...\` to show where the warning was created)`,
  ],
  [
    'app',
    `[DEPRECATION] The default value of ssl_cert_reqs will change
redis: connection pool ready (max 10, failed 0)`,
  ],
  [
    'app',
    `[2026-01-14 09:12:44,101: WARNING/MainProcess] /opt/render/project/src/.venv/lib/python3.12/site-packages/celery/worker/consumer/consumer.py:508: CPendingDeprecationWarning: The broker_connection_retry configuration setting will no longer determine
[2026-01-14 09:12:44,201: INFO/MainProcess] mingle: all alone
[2026-01-14 09:12:44,301: INFO/MainProcess] celery@srv ready.`,
  ],
  [
    'app',
    `[2026-01-14 09:12:44,101: INFO/MainProcess] Task shop.tasks.retry_failed_payments[3f] received
[2026-01-14 09:12:45,101: INFO/ForkPoolWorker-1] Task shop.tasks.retry_failed_payments[3f] succeeded in 0.98s: {'failed': 0}`,
  ],
  [
    'app',
    `npm warn exec The following package was not found and will be installed: serve@14.2.4
 INFO  Accepting connections at http://localhost:10000
==> Detected service running on port 10000`,
  ],
  [
    'app',
    `  ➜  Local:   http://localhost:4173/
  ➜  Network: http://10.204.3.12:4173/
==> Detected service running on port 4173`,
  ],
  [
    'app',
    `   ▲ Next.js 15.1.0
   - Local:        http://localhost:10000
   - Network:      http://10.204.3.12:10000
 ✓ Ready in 512ms`,
  ],
  [
    'app',
    `npm error Lifecycle script \`start\` failed with error:
npm error code SIGTERM
[2026-01-14 09:13:11 +0000] [56] [INFO] Handling signal: term
[2026-01-14 09:13:11 +0000] [56] [INFO] Shutting down: Master`,
  ],
  [
    'app',
    `- Gracefully stopping, waiting for requests to finish
=== puma shutdown: 2026-01-14 09:13:11 +0000 ===
- Goodbye!
Exiting`,
  ],
  ['app', `NOTICE:  relation "schema_migrations" already exists, skipping`],
  ['app', `NOTICE:  table "tmp_import" does not exist, skipping\nNOTICE:  database "x" does not exist, skipping`],
  ['app', `Sentry: captured TypeError: Load failed (browser) for user 12`],
  ['app', `The DATABASE_URL environment variable is set; REDIS_URL is not set, using memory`],
  ['app', `mail: 550 5.1.1 user unknown; SMTP error from remote server, will retry`],
  ['app', `Address already in use by another account: 12 Main Street`],
  ['app', `JWT_SECRET was rotated; old tokens are refused`],
  ['app', `Order 28P01-53300 shipped; invoice P3009 sent`],
  ['app', `The customer's session is gone: timed out after 30 days`],
  ['app', `audit: role "editor" does not exist in tenant 4, created it`],
]

const all = [
  ...builds.map(([name, code, text]) => ({ name, code, facts: factsOf('build', 'build_failed', text) })),
  ...starts.map(([name, code, text]) => ({
    name,
    code,
    facts: factsOf('app', text.includes('Pre-deploy') ? 'pre_deploy_failed' : 'update_failed', text),
  })),
]

describe('logs as they come', () => {
  test('the corpus is as large as it is said to be', () => {
    expect(all.length).toBeGreaterThanOrEqual(144)
    expect(innocent.length).toBeGreaterThanOrEqual(56)
  })

  test.each(all)('$name: $code', ({ code, facts }) => {
    const causes = findCauses(facts)
    expect(causes.map((cause) => cause.code)[0]).toBe(code)
  })

  test.each(innocent)('nothing in the log of a %s: %s', (phase, text) => {
    expect(findCauses(factsOf(phase, 'live', text))).toEqual([])
    expect(findCauses(factsOf(phase, 'update_in_progress', text))).toEqual([])
  })
})
