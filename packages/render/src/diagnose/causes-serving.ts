import type { CatalogueEntry } from './catalogue-entry.js'

const deploys = 'https://render.com/docs/troubleshooting-deploys'
const ports = 'https://render.com/docs/web-services#port-binding'
const healthChecks = 'https://render.com/docs/health-checks'
const gunicorn = 'https://gunicorn.org/reference/settings/'

/** What a process does not answer by, and how it ends. */
export const servingCauses: readonly CatalogueEntry[] = [
  {
    code: 'no-open-port',
    title: 'Nothing listens on a port that Render can reach',
    kind: 'symptom',
    on: {
      app: [
        /No open ports detected(?!.*on 0\.0\.0\.0)/,
        /Port scan timeout reached, no open ports detected(?! on 0\.0\.0\.0)/,
      ],
      event: [/ (?:timedOutReason|unhealthy)=.*port/i],
    },
    clearedBy: /Detected service running on port|Your service is live/,
    fix: 'Listen on 0.0.0.0 and the port in PORT, before slow work such as migrations; without HTTP it is a background worker',
    source: ports,
  },
  {
    code: 'port-on-loopback',
    title: 'The process listens on 127.0.0.1 only',
    kind: 'cause',
    on: {
      app: [
        /Detected open ports on localhost/,
        /no open ports detected on 0\.0\.0\.0/i,
        /Starting development server at http:\/\/127\.0\.0\.1:/,
        /Network: use --host to expose/,
        /(?:running|listening) (?:on|at):? http:\/\/127\.0\.0\.1:/i,
        // Others write localhost for any address.
        /Uvicorn running on http:\/\/localhost:/,
      ],
      setting: [
        /^start command: .*(?:--bind|-b|--host|-H)[ =](?:127\.0\.0\.1|localhost)/,
        /^start command: .*\brunserver(?!.*0\.0\.0\.0)/,
      ],
    },
    // Flask, on every address, names two of them.
    clearedBy: /Detected service running on port|Your service is live|Running on http:\/\/(?!127\.|localhost)/,
    fix: 'Listen on 0.0.0.0:$PORT: gunicorn --bind 0.0.0.0:$PORT, uvicorn --host 0.0.0.0 --port $PORT, server.listen(process.env.PORT, "0.0.0.0")',
    source: ports,
  },
  {
    code: 'port-in-use',
    title: 'The port is taken already',
    kind: 'cause',
    on: {
      app: [
        /EADDRINUSE.*?(?::::|:)?(\d+)?$/,
        /\[Errno 98\].*[Aa]ddress already in use/,
        /Connection in use: \('/,
        /listen tcp .*bind: address already in use/,
      ],
    },
    fix: 'Only one process of an instance can have it: start one server, and let a second one take another port',
    source: ports,
  },
  {
    code: 'port-not-a-number',
    title: 'The port was not replaced by its value',
    kind: 'cause',
    on: {
      app: [/'\$PORT' is not a valid port number/, /Invalid value for '--port': '\$\{?PORT\}?'/, /ERR_SOCKET_BAD_PORT/],
    },
    fix: 'A command without a shell replaces no variables: use sh -c in the Docker command, or read PORT in the program',
    source: ports,
  },
  {
    code: 'disallowed-host',
    title: 'The application refuses the host $1, and the health check with it',
    kind: 'cause',
    on: {
      app: [
        // Scanners ask for bare addresses all day.
        /Invalid HTTP_HOST header: '(?!\d+\.\d+\.\d+\.\d+[:'])([^']+)'/,
        /Invalid HTTP_HOST header: '([^']+)'.*Render\/1\.0/,
        /HostAuthorization\S* Blocked hosts?: (\S+)/,
        /Blocked request\. This host \("([^"]+)"\) is not allowed/,
      ],
    },
    fix: 'Add RENDER_EXTERNAL_HOSTNAME and your domains to ALLOWED_HOSTS (Rails: config.hosts, Vite: preview.allowedHosts)',
    source: 'https://render.com/docs/deploy-django',
  },
  {
    code: 'health-check-redirects',
    title: 'The health check is redirected',
    kind: 'cause',
    confidence: 'medium',
    on: {
      app: [/"(?:GET|HEAD) \/\S* HTTP\/1\.[01]" 30[1278].*Render\/1\.0/],
      event: [/ unhealthy=.*\b30[1278]\b/],
    },
    clearedBy: /Your service is live/,
    fix: 'Exempt the path from redirects to https or to another host: SECURE_REDIRECT_EXEMPT in Django, and the trailing slash of the path',
    source: healthChecks,
  },
  {
    code: 'health-check-not-found',
    title: 'The health check path answers 404',
    kind: 'cause',
    on: {
      app: [
        /"(?:GET|HEAD) \/\S* HTTP\/1\.[01]" 404.*Render\/1\.0/,
        /health check.*(?:status|code|got|returned)\D{0,10}404/i,
      ],
      event: [/ unhealthy=.*\b404\b/],
    },
    clearedBy: /Your service is live/,
    fix: 'Set healthCheckPath to a path that the application has, or add a route that answers 200 without a login',
    source: healthChecks,
  },
  {
    code: 'health-check-refused',
    title: 'The health check is answered with an error',
    kind: 'symptom',
    confidence: 'high',
    on: {
      app: [
        /"(?:GET|HEAD) \/\S* HTTP\/1\.[01]" (?:40[0135-9]|5\d\d).*Render\/1\.0/,
        /health check.*(?:status|code|got|returned)\D{0,10}(?:40[0135-9]|5\d\d)/i,
      ],
      event: [/ unhealthy=.*\b(?:40[0135-9]|5\d\d)\b/],
    },
    clearedBy: /Your service is live/,
    fix: 'The log of the application says why; the path must answer without a login, and without asking the database first',
    source: healthChecks,
  },
  {
    code: 'health-check-timeout',
    title: 'The health check got no good answer in time',
    kind: 'symptom',
    on: {
      app: [/Timed out after waiting for internal health check to return a successful response code/],
      event: [/ unhealthy=/, /^deploy_ended failed(?!.*port).* timedOut(?:Reason|Seconds)=/],
    },
    clearedBy: /Your service is live/,
    fix: 'An answer must come within 5 seconds, and a deploy has 15 minutes: answer before slow work is done, and without asking other servers',
    source: healthChecks,
  },
  {
    code: 'worker-boot',
    title: "Gunicorn's worker did not start",
    kind: 'symptom',
    on: { app: [/Worker failed to boot/, /Worker \(pid:\d+\) exited with code 3/] },
    fix: 'The exception above it is the cause; gunicorn --check-config shows it on your machine',
    source: gunicorn,
  },
  {
    code: 'worker-timeout',
    title: 'Gunicorn ended a worker that did not answer in time',
    kind: 'symptom',
    confidence: 'high',
    on: { app: [/\[CRITICAL\] WORKER TIMEOUT \(pid:\d+\)/] },
    fix: 'Work of more than 30 seconds belongs into a queue; or raise --timeout, or start with --preload when loading takes long',
    source: gunicorn,
  },
  {
    code: 'exited-early',
    title: 'The process ended by itself',
    kind: 'outcome',
    confidence: 'medium',
    on: { app: [/^==> Application exited early/, /exited with status 0/i], event: [/ earlyExit/] },
    clearedBy: /Your service is live/,
    fix: 'The start command must keep running: a build command, a script that ends, or a server in the background is no start command',
    source: deploys,
  },
  {
    code: 'exit-code',
    title: 'The process ended with status $1',
    kind: 'outcome',
    on: {
      app: [/^==> Exited with status ([1-9]\d*)/, /Application exited with code ([1-9]\d*)/],
      event: [/^(?:server_failed|deploy_ended failed).* nonZeroExit=(?!137)(\d+)/],
    },
    clearedBy: /Your service is live/,
    fix: 'The lines above it say why; 126 means not executable, 127 not found, 137 killed, 143 ended from outside',
    source: deploys,
  },
  {
    code: 'update-failed',
    title: 'The new version was built, but did not become healthy',
    kind: 'outcome',
    on: { status: [/^update_failed$/], event: [/^deploy_ended failed$/] },
    status: ['update_failed'],
    fix: 'Look at the start command, PORT, the health check path, and the log of the new instance',
    source: deploys,
  },
]
