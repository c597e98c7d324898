import type { CatalogueEntry } from './catalogue-entry.js'

const deploys = 'https://render.com/docs/troubleshooting-deploys'
const variables = 'https://render.com/docs/configure-environment-variables'
const gunicorn = 'https://gunicorn.org/reference/settings/'

/** A name as programs write variables of the environment. */
const name = '([A-Z][A-Z0-9_]{2,})'
/** One that no word in capitals is, as in `SSL was required`. */
const longName = '([A-Z][A-Z0-9]*_[A-Z0-9_]+)'

/** Not of one that something stands in for. */
const unless = String.raw`(?!.*\b(?:[Uu]sing|fall(?:s|ing)|[Dd]efault|[Dd]isabl|[Ss]kip|optional|[Ii]gnor|off\b|unavailable|in[- ]memory|(?:will not|no \w+ will) be\b))`
/** Nor of one that only a warning misses. */
const unwarned = String.raw`(?<!\b(?:WARN(?:ING)?|[Ww]arn(?:ing)?|INFO|info)\b.*)`

/** What a process does not start by. */
export const startCauses: readonly CatalogueEntry[] = [
  {
    code: 'start-command-not-found',
    title: 'The start command uses $1, which is not there',
    kind: 'cause',
    on: {
      app: [
        /^(?:\S+: )?(?:line \d+|\d+): (?:exec: )?([^/]+): (?:command )?not found$/,
        /exec(?:utable file)?:? "([^"]+)":? (?:executable file )?not found in \$PATH/,
        /"([^"]+)": executable file not found in \$PATH/,
        /exec ([\w./-]+): (?:no such file or directory|exec format error)/,
      ],
    },
    fix: 'Add it to the dependencies (requirements.txt, "dependencies" instead of "devDependencies"); several commands need sh -c, or a script',
    source: deploys,
  },
  {
    code: 'start-script-missing',
    title: 'The start command names a file that is not there: $1',
    kind: 'cause',
    on: {
      app: [
        /can't open file '([^']+)': \[Errno 2\]/,
        /Error: Cannot find module '(\/[^']+)'(?! imported)/,
        /(?:bash|sh): (?:line \d+: |\d+: )?(?:exec: |cd: )?([\w./-]+): No such file or directory/,
        /^(?:\S+: )?(?:line \d+|\d+): (?:exec: )?([\w.-]*\/[\w./-]+): not found$/,
        /Error: Unable to access jarfile (\S+)/,
      ],
    },
    fix: 'Correct the path in the start command (it counts from the root directory), and check that the build writes the file; of a script that is there, the first line names a program that is not, or has the line ends of Windows',
    source: deploys,
  },
  {
    code: 'build-output-missing',
    title: 'It was started, but not built before',
    kind: 'cause',
    on: {
      app: [
        /Could not find a production build in the '[^']+' directory/,
        /ENOENT: no such file or directory, (?:open|stat) '([^']+\/(?:dist|build|out|public)\/index\.html)'/,
      ],
    },
    fix: 'Add the build to the build command (npm ci && npm run build), and let it write where the start command looks',
    source: 'https://nextjs.org/docs/messages/production-start-no-build-id',
  },
  {
    code: 'server-pid-file',
    title: 'The file of a former process says that the server runs already',
    kind: 'cause',
    on: { app: [/A server is already running.*(?:pid|Check)/, /Already running on PID:?\s*\d+ \(or pid file/] },
    fix: 'Delete it before the start (rm -f tmp/pids/server.pid), and keep it out of the image (.dockerignore)',
    source: 'https://guides.rubyonrails.org/command_line.html',
  },
  {
    code: 'celery-wrong-app',
    title: 'Celery cannot load the application that -A names',
    kind: 'cause',
    on: { app: [/Unable to load celery application/] },
    fix: '-A names the module that has the Celery object, seen from the root directory of the service',
    source: 'https://docs.celeryq.dev/en/stable/getting-started/next-steps.html',
  },
  {
    code: 'system-library',
    title: 'A library of the system is missing, or older than the program wants',
    kind: 'cause',
    on: {
      log: [
        /version `(GLIBC\w*_[\d.]+)' not found/,
        /error while loading shared libraries: ([\w.+-]+): cannot open shared object/,
      ],
    },
    fix: 'Build where it runs (one base image for both stages of a Dockerfile), or install the library in the Dockerfile',
    source: 'https://render.com/docs/docker',
  },
  {
    code: 'browser-missing',
    title: 'The browser that the program drives is not installed',
    kind: 'cause',
    on: { log: [/Could not find (?:Chrome|Chromium|browser)/, /Executable doesn't exist at \S*ms-playwright/] },
    fix: 'Install it in the build into the folder of the project (PUPPETEER_CACHE_DIR, PLAYWRIGHT_BROWSERS_PATH=0), or take an image with it',
    source: 'https://pptr.dev/troubleshooting',
  },
  {
    code: 'gunicorn-wrong-module',
    title: 'Gunicorn was given $1, which it cannot load',
    kind: 'cause',
    on: {
      app: [
        /Failed to find attribute '([^']+)' in '[^']+'/,
        /AppImportError: (.+)/,
        /Error loading ASGI app\. (Could not import module "[^"]+"|Attribute "[^"]+" not found in module "[^"]+")/,
      ],
    },
    fix: 'The start command names module:variable: gunicorn shop.wsgi:application is application in shop/wsgi.py, seen from the root directory',
    source: gunicorn,
  },
  {
    code: 'missing-module-python',
    title: 'The Python module $1 is not there',
    kind: 'cause',
    on: {
      log: [
        /ModuleNotFoundError: No module named '([^']+)'/,
        /ImportError: No module named '?([\w.]+)'?/,
        /^RuntimeError: .*requires "([\w-]+)" to be installed/,
      ],
    },
    fix: 'A package: add it to requirements.txt. A module of your own: correct the root directory, the start command or DJANGO_SETTINGS_MODULE',
    source: 'https://docs.python.org/3/library/exceptions.html#ModuleNotFoundError',
  },
  {
    code: 'import-error-python',
    title: 'A Python import failed: $1',
    kind: 'cause',
    on: {
      log: [
        /ImportError: (cannot import name .+)/,
        /ImportError: (lib[\w.+-]+: cannot open shared object file.*)/,
        /ImportError: (Error loading .+ module.*)/,
        /ValueError: (numpy\.dtype size changed.*)/,
        /ImproperlyConfigured: (Error loading .+ module.*)/,
      ],
    },
    fix: 'Versions that do not fit together, or a library of the system that is missing: pin the versions that work on your machine',
    source: 'https://docs.python.org/3/library/exceptions.html#ImportError',
  },
  {
    code: 'missing-module-node',
    title: 'The module $1 is not there',
    kind: 'cause',
    on: {
      log: [
        /Cannot find module '([^'/][^']*|\.[^']*)'/,
        /ERR_MODULE_NOT_FOUND\]?: Cannot find (?:module|package) '([^']+)'/,
        /Cannot find package '([^']+)' imported from/,
      ],
    },
    fix: 'Move it from "devDependencies" to "dependencies", or build before starting; names of files are case-sensitive on Linux',
    source: 'https://nodejs.org/api/errors.html#err_module_not_found',
  },
  {
    code: 'es-module',
    title: 'A file is loaded as the other kind of module',
    kind: 'cause',
    on: {
      app: [
        /ERR_REQUIRE_ESM/,
        /SyntaxError: Cannot use import statement outside a module/,
        /ReferenceError: (?:require|module|exports|__dirname) is not defined in ES module scope/,
        /ERR_UNKNOWN_FILE_EXTENSION.*"\.ts"/,
      ],
    },
    fix: 'Set "type" in package.json to what the files are, and start what the build wrote instead of the source',
    source: 'https://nodejs.org/api/packages.html#determining-module-system',
  },
  {
    code: 'missing-variable',
    title: 'The variable $1 is not set',
    kind: 'cause',
    on: {
      log: [
        new RegExp(`KeyError: '${name}'`),
        new RegExp(
          `${longName} (?:environment variable )?(?:is|was) (?:not (?:set|defined|provided|configured)|missing|required|undefined)${unless}${unwarned}`,
        ),
        new RegExp(
          `(?:[Ee]nvironment variable|env(?:ironment)? var|variable) ['"\`]?${name}['"\`]? (?:is |was )?(?:not (?:set|defined|found|provided)|missing|required|must be set)${unless}${unwarned}`,
        ),
        new RegExp(
          `(?:[Mm]issing|[Rr]equired) (?:required )?(?:environment )?(?:variables?|env(?:ironment)? vars?):? *['"\`]?${name}`,
        ),
        new RegExp(`Environment variable not found: ${name}`),
        new RegExp(`^(?:Error: )?${name} must be set`),
        new RegExp(`Set the ${name} environment variable`),
        new RegExp(`UndefinedValueError: ${name} not found`),
        // Of a shell: set -u, ${NAME:?…}
        new RegExp(
          `(?:line \\d+|\\d+): ${name}: (?:unbound variable|parameter (?:null or )?not set|.*(?:must be set|is required|is not set))`,
        ),
        new RegExp(`(?:You must set|Please set|must provide) (?:the )?${name}`),
        // Pydantic writes the names of fields, which may be in small letters, too.
        /^([A-Za-z_]\w*)\s+[Ff]ield required\b/,
      ],
    },
    fix: 'Set it on the service, or link the environment group that has it; then deploy again',
    source: variables,
  },
  {
    code: 'setting-undefined',
    title: 'A client was given nothing, or no URL, where it needs a URL or a key',
    kind: 'cause',
    on: {
      log: [
        /parameter to `openUri\(\)` must be a string, got "undefined"/,
        /client password must be a string/,
        /Neither apiKey nor config\.authenticator provided/,
        /The "(?:url|path|key)" argument must be of type string.*Received undefined/,
        /No application encryption key has been specified/,
        /Failed to configure a DataSource: 'url' attribute is not specified/,
        /(?:supabaseUrl|supabaseKey|clientID|secretOrKey) is required/,
        /secretOrPrivateKey must have a value|requires a secret or key/,
        /Missing API key\. Pass it to the constructor/,
        /TypeError(?: \[ERR_INVALID_URL\])?: Invalid URL/,
        /Expected string or URL object, got None/,
        /NoCredentialsError: Unable to locate credentials/,
      ],
    },
    fix: 'The stack beside it names the client: set the variable that it reads on the service, without quotes around it, a password in a URL percent-encoded. A .env file is not deployed',
    source: variables,
  },
  {
    code: 'credential-malformed',
    title: 'A private key is not in its form',
    kind: 'cause',
    on: { log: [/Failed to parse private key/, /DECODER routines::unsupported/, /Invalid PEM formatted message/] },
    fix: 'Line ends are lost in a variable: write them as \\n and replace these in the program, or deploy the key as a secret file',
    source: 'https://render.com/docs/configure-environment-variables#secret-files',
  },
  {
    code: 'bot-runs-twice',
    title: 'The bot runs twice',
    kind: 'cause',
    confidence: 'medium',
    on: { app: [/terminated by other getUpdates request/] },
    fix: 'During a deploy the former instance still runs: let the program wait and try again, use a webhook, and run no second instance',
    source: 'https://core.telegram.org/bots/api#getupdates',
  },
  {
    code: 'missing-file',
    title: 'The program reads a file that is not there: $1',
    kind: 'cause',
    confidence: 'medium',
    on: {
      log: [
        /^FileNotFoundError: \[Errno 2\] No such file or directory: '([^']+)'/,
        /^(?:Uncaught )?Error: ENOENT: no such file or directory, (?:open|stat|scandir|lstat) '([^']+)'/,
        /pattern matches no files: `([^`]+)`/,
      ],
    },
    fix: 'Commit it, or make it a secret file of the service (then it is below /etc/secrets); paths count from the root directory',
    source: 'https://render.com/docs/configure-environment-variables#secret-files',
  },
  {
    code: 'credential-refused',
    title: 'Another service refuses the key or token',
    kind: 'cause',
    confidence: 'medium',
    on: {
      app: [
        /Improper token has been passed/,
        /An invalid token was provided/,
        /(?:Invalid|Incorrect) API [Kk]ey provided/,
        /(?:StripeAuthenticationError|InvalidAccessKeyId|SignatureDoesNotMatch|ETELEGRAM: 40[14])/,
      ],
    },
    fix: 'Take it anew from that service, without quotes and white space around it',
    source: variables,
  },
  {
    code: 'django-secret-key',
    title: "Django's SECRET_KEY is empty",
    kind: 'cause',
    on: { log: [/ImproperlyConfigured: The SECRET_KEY setting must not be empty/] },
    fix: 'Set SECRET_KEY on the service (generateValue makes one) and read it in the settings; collectstatic in the build needs one, too',
    source: 'https://docs.djangoproject.com/en/stable/ref/settings/#secret-key',
  },
  {
    code: 'django-settings',
    title: "Django's settings are wrong: $1",
    kind: 'cause',
    on: {
      log: [
        /ImproperlyConfigured: (?!The SECRET_KEY|Error loading|You're using the staticfiles|Set the [A-Z])(.+)/,
        /^\S+: (\(\w+\.E\d{3}\) .+)/,
        /CommandError: (You must set settings\.ALLOWED_HOSTS if DEBUG is False)/,
      ],
    },
    fix: 'The message names the setting; DJANGO_SETTINGS_MODULE decides which file is read',
    source: 'https://docs.djangoproject.com/en/stable/topics/settings/',
  },
  {
    code: 'syntax-error',
    title: 'The program has a mistake in its syntax: $1',
    kind: 'cause',
    on: { log: [/^(?:Syntax|Indentation|Tab)Error: (?!.*(?:JSON|import statement outside))(.+)/] },
    fix: 'The lines above it show the place; a newer syntax needs a newer PYTHON_VERSION or NODE_VERSION',
    source: deploys,
  },
  {
    code: 'uncaught-exception',
    title: 'An error was not caught: $1',
    kind: 'symptom',
    confidence: 'high',
    on: {
      app: [
        /^(?:Uncaught )?((?:Type|Reference|Syntax|Range|Attribute|Name|Value|Indentation|Runtime|Assertion)Error: .+)/,
        /^thread 'main' panicked at (.+)/,
        /ERROR \[ExceptionHandler\] (.+)/,
        /^\S{1,200}:\d+:(?:in [^:]{1,200}: )? ?(.+ \(\w*(?:Error|Exception)\))$/,
        /^panic: (.+)/,
        /Unhandled(?: p|P)romise ?[Rr]ejection\w*:? ?(.*)/,
      ],
    },
    fix: 'The stack trace beside it names the line',
    source: deploys,
  },
  {
    code: 'error-line',
    title: 'The last error in the log: $1',
    kind: 'clue',
    on: {
      app: [
        /^(?:Uncaught )?((?:\w+[.:]{1,2}){0,6}(?:[A-Z]\w*)?(?:Error|Exception)(?: \[[\w ]{1,60}\])?: .+)/,
        // Of Python, whose exceptions may come without a message, and need not be called so.
        /^((?:[a-z_]\w*\.){0,6}[A-Z]\w*(?:Error|Exception))$/,
        /^((?:[a-z_]\w*\.){1,6}[A-Z]\w+: .+)/,
        /^(?:FATAL|ERROR|fatal|\[ERROR\])[: ]+(\S.+)/,
        /^[\w.-]{1,40}: (error: .+)/,
      ],
    },
    clearedBy: /Detected service running on port|Your service is live/,
    status: ['update_failed', 'pre_deploy_failed'],
    fix: 'It is no error that is known here: read it, and the lines beside it',
    source: deploys,
  },
]
