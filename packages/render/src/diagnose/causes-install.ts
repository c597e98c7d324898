import type { CatalogueEntry } from './catalogue-entry.js'

const pip = 'https://pip.pypa.io/en/stable/topics/dependency-resolution/'
const npm = 'https://docs.npmjs.com/cli/commands/npm-install'

/** What the installation of packages fails by. */
export const installCauses: readonly CatalogueEntry[] = [
  {
    code: 'pip-no-version',
    title: 'pip finds no version of $1',
    kind: 'cause',
    on: {
      build: [
        /No matching distribution found for ([\w.[\]<>=!~,-]+)/,
        /Could not find a version that satisfies the requirement ([\w.[\]<>=!~,-]+)/,
      ],
    },
    fix: 'Correct the name and version in requirements.txt; a version may also exist only for other Python versions (PYTHON_VERSION)',
    source: pip,
  },
  {
    code: 'pip-conflict',
    title: 'Two requirements cannot be installed together',
    kind: 'cause',
    on: {
      build: [
        /ResolutionImpossible/,
        /Cannot install .+ because these package versions have conflicting dependencies/,
        /Because .+ depends on .+, version solving failed/,
        /No solution found when resolving dependencies/,
      ],
    },
    fix: 'The lines above name the packages: loosen one of the two versions, or lock them with pip-compile, poetry or uv on your machine',
    source: pip,
  },
  {
    code: 'pip-requires-python',
    title: 'A package does not support the Python version of the build',
    kind: 'cause',
    on: {
      build: [
        /requires a different Python: [\d.]+ not in/,
        /The current project's (?:supported )?Python (?:requirement|version).*(?:not compatible|not allowed)/,
        /Current Python version \([\d.]+\) is not allowed by the project/,
        /interpreter resolved to Python [\d.]+, which is incompatible with/,
      ],
    },
    fix: 'Set PYTHON_VERSION on the service (or a .python-version file) to a version that the package supports',
    source: 'https://render.com/docs/python-version',
  },
  {
    code: 'python-version-unavailable',
    title: 'The Python version $1 cannot be had',
    kind: 'cause',
    on: {
      build: [
        /python-build: definition not found: ([\w.-]+)/,
        /The requested (?:runtime|Python version).*?\(?([\d.]+\w*)\)? is not available/i,
        /Python version ([\w.]+) is (?:not available|not supported)/i,
      ],
    },
    fix: 'Write PYTHON_VERSION out to the third number, as 3.13.5, and choose one that exists',
    source: 'https://render.com/docs/python-version',
  },
  {
    code: 'python-build-failed',
    title: 'A Python package could not be compiled',
    kind: 'cause',
    on: {
      build: [
        /Failed building wheel for ([\w.-]+)/,
        /Failed to build installable wheels for some pyproject\.toml based projects/,
        /error: subprocess-exited-with-error/,
        /metadata-generation-failed/,
        /pg_config executable not found/,
      ],
    },
    fix: 'Use a version that has a wheel for the Python of the build (psycopg2-binary for psycopg2), an older PYTHON_VERSION, or Docker with the compiler and headers',
    source: 'https://pip.pypa.io/en/stable/reference/build-system/',
  },
  {
    code: 'python-missing-requirements',
    title: 'requirements.txt is not where the build looks for it',
    kind: 'cause',
    on: { build: [/Could not open requirements file: .*No such file or directory: '([^']+)'/] },
    fix: 'Set the root directory of the service to the folder that holds the file, or correct its name in the build command',
    source: 'https://render.com/docs/monorepo-support',
  },
  {
    code: 'pip-hash',
    title: 'A downloaded package has another hash than requirements.txt says',
    kind: 'cause',
    on: { build: [/THESE PACKAGES DO NOT MATCH THE HASHES/, /Hashes are required in --require-hashes mode/] },
    fix: 'Write the hashes anew with pip-compile --generate-hashes; if nothing was changed, look at the package with care',
    source: 'https://pip.pypa.io/en/stable/topics/secure-installs/',
  },
  {
    code: 'python-requirements-invalid',
    title: 'A line of requirements.txt cannot be read',
    kind: 'cause',
    on: { build: [/^ERROR: Invalid requirement: /, /UnicodeDecodeError: .*requirements/] },
    fix: 'Write the file anew as UTF-8 (PowerShell writes UTF-16): pip freeze | Out-File -Encoding utf8 requirements.txt',
    source: 'https://pip.pypa.io/en/stable/reference/requirements-file-format/',
  },
  {
    code: 'python-project',
    title: 'The project itself cannot be installed as a package',
    kind: 'cause',
    on: {
      build: [
        /The current project could not be installed: /,
        /Unable to determine which files to ship inside the wheel/,
        /error: Multiple top-level packages discovered in a flat-layout/,
      ],
    },
    fix: 'Name its folder in pyproject.toml, or install the dependencies only: poetry install --no-root, uv sync --no-install-project',
    source: 'https://python-poetry.org/docs/basic-usage/',
  },
  {
    code: 'npm-conflict',
    title: 'npm cannot resolve the dependency tree',
    kind: 'cause',
    on: { build: [/npm (?:ERR!|error) (?:code )?ERESOLVE/, /npm (?:ERR!|error) Could not resolve dependency/] },
    fix: 'Bring the peer dependency that the lines name to a common version; --legacy-peer-deps only hides it',
    source: npm,
  },
  {
    code: 'npm-lock-out-of-date',
    title: 'The lock file is missing, or does not match what is to be installed',
    kind: 'cause',
    on: {
      build: [
        /`npm ci` can only install packages when your package\.json and package-lock\.json/,
        /The `npm ci` command can only install with an existing package-lock\.json/,
        /ERR_PNPM_(?:OUTDATED_LOCKFILE|NO_LOCKFILE|LOCKFILE_CONFIG_MISMATCH)/,
        /Your lockfile needs to be updated, but yarn was run with `--frozen-lockfile`/,
        /YN0028.*The lockfile would have been modified/,
        /lockfile had changes, but lockfile is frozen/,
        /The lockfile at `uv\.lock` needs to be updated/,
        /(?:pyproject\.toml|poetry\.lock).*changed significantly since poetry\.lock was last generated/,
      ],
    },
    fix: 'Run the install of your package manager on your machine and commit the lock file that it writes; when it is committed, the root directory of the service is another',
    source: 'https://docs.npmjs.com/cli/commands/npm-ci',
  },
  {
    code: 'package-manager-version',
    title: 'The package manager of the build is of another version than the project wants',
    kind: 'cause',
    on: {
      build: [
        /package\.json defines "packageManager": /,
        /Error: Cannot find matching keyid: /,
        /ERR_PNPM_BAD_PM_VERSION/,
        /This project is configured to use (?:npm|pnpm|yarn)/,
        /The lock file is not compatible with the current version of Poetry/,
      ],
    },
    fix: 'Begin the build command with corepack enable (npm install -g corepack@latest for an old Node), or set POETRY_VERSION on the service',
    source: 'https://github.com/nodejs/corepack#readme',
  },
  {
    code: 'npm-not-found',
    title: 'A package does not exist in the registry, or takes a token',
    kind: 'cause',
    on: {
      build: [
        /npm (?:ERR!|error) (?:code )?E40[134]\b/,
        /npm (?:ERR!|error) (?:code )?ETARGET/,
        /npm (?:ERR!|error) notarget/,
        /error Couldn't find any versions for "[^"]+"/,
        /ERR_PNPM_(?:FETCH_40[134]|NO_MATCHING_VERSION|WORKSPACE_PKG_NOT_FOUND)/,
      ],
    },
    fix: 'Correct the name and version; for a private package set the token (NPM_TOKEN) on the service and refer to it in .npmrc',
    source: 'https://docs.npmjs.com/using-private-packages-in-a-ci-cd-workflow',
  },
  {
    code: 'registry-unreachable',
    title: 'A registry could not be reached',
    kind: 'cause',
    confidence: 'medium',
    on: {
      build: [
        /npm (?:ERR!|error) (?:code )?(?:ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENOTFOUND|ERR_SOCKET_TIMEOUT)\b/,
        /^(?:ERROR: .*|\S*(?:ReadTimeoutError|ConnectTimeoutError): )HTTPSConnectionPool\(host='([^']+)'/,
      ],
    },
    fix: 'Deploy again; when it stays so, look at the state of the registry, and at the address of it in .npmrc or pip.conf',
    source: 'https://status.npmjs.org',
  },
  {
    code: 'npm-missing-script',
    title: 'package.json has no script "$1"',
    kind: 'cause',
    on: { log: [/[Mm]issing script: "?([\w:.-]+)"?/, /error Command "([\w:.-]+)" not found\./] },
    fix: 'Add the script, correct the command, or set the root directory to the folder of the right package.json',
    source: 'https://docs.npmjs.com/cli/commands/npm-run-script',
  },
  {
    code: 'npm-missing-package-json',
    title: 'package.json is not where the command looks for it',
    kind: 'cause',
    on: {
      app: [/^npm (?:ERR!|error) .*no such file or directory, open '([^']*package\.json)'/],
      build: [
        /ENOENT.*no such file or directory, open '([^']*package\.json)'/,
        /Couldn't find a package\.json file in "([^"]+)"/,
        /No package\.json (?:\(or .*\) )?(?:was )?found in "?([^"]+)"?/,
      ],
    },
    fix: 'Set the root directory of the service to the folder that holds it',
    source: 'https://render.com/docs/monorepo-support',
  },
  {
    code: 'node-version',
    title: 'A package, or the project, needs another Node version',
    kind: 'cause',
    on: {
      build: [
        /The engine "node" is incompatible with this module/,
        /npm (?:ERR!|error) (?:code )?EBADENGINE/,
        /ERR_PNPM_UNSUPPORTED_ENGINE/,
        /Node\.js version "?[v^>=\d.| ]+"? is required/,
        /requires Node\.js [v^>=\d. ]+/i,
        /error:0308010C:digital envelope routines::unsupported/,
      ],
    },
    fix: 'Set NODE_VERSION on the service, or "engines" in package.json, to a version that the package supports',
    source: 'https://render.com/docs/node-version',
  },
  {
    code: 'node-version-unavailable',
    title: 'The Node version that was asked for cannot be had',
    kind: 'cause',
    on: { build: [/Couldn't find (?:a )?(?:Node|node)(?:\.js)? version matching/, /Could not resolve Node version/i] },
    fix: 'Choose a version that exists in NODE_VERSION, .node-version or "engines"',
    source: 'https://render.com/docs/node-version',
  },
  {
    code: 'native-module',
    title: 'A module with compiled code is for another system, or cannot be compiled',
    kind: 'cause',
    on: {
      log: [
        /\.node: invalid ELF header/,
        /Cannot find module '?(?:@[\w-]+\/|\.\.\/)?[\w.-]*linux-(?:x64|arm64)/,
        /was compiled against a different Node\.js version/,
        /You installed esbuild for another platform/,
        /Could not load the "sharp" module using the/,
        /gyp ERR! build error/,
      ],
    },
    fix: 'Keep node_modules out of the repository and the image (.gitignore, .dockerignore), write the lock file anew, and install in the build',
    source: 'https://github.com/npm/cli/issues/4828',
  },
  {
    code: 'gem-conflict',
    title: 'Bundler cannot resolve or install the gems',
    kind: 'cause',
    on: {
      build: [
        /Bundler could not find compatible versions for gem/,
        /Could not find gem '([^']+)'/,
        /Your bundle only supports platforms .+ but your local platform is/,
        /Your Ruby version is [\d.]+, but your Gemfile specified [\d.]+/,
        /An error occurred while installing ([\w-]+) \(/,
      ],
    },
    fix: 'Run bundle update for the gem that is named; bundle lock --add-platform x86_64-linux for a platform; the Ruby of the Gemfile in .ruby-version',
    source: 'https://bundler.io/guides/troubleshooting.html',
  },
  {
    code: 'php-platform',
    title: 'A package needs a PHP extension or version that the image does not have',
    kind: 'cause',
    on: {
      build: [
        / requires (ext-\w+) .*missing from your system/,
        / requires php \S+ .*your php version .* does not satisfy/,
      ],
    },
    fix: 'Install the extension in the Dockerfile (docker-php-ext-install), or take another php image',
    source: 'https://getcomposer.org/doc/articles/troubleshooting.md',
  },
]
