import { isKeelsonError } from '@keelson/core'
import { expect, test } from 'vitest'
import { formatBlueprint } from './format-blueprint.js'
import { lintBlueprint } from './lint-blueprint.js'
import { parseBlueprint } from './parse-blueprint.js'

/** Files as people have them, reduced to what matters; and what is said of them. */
interface FieldFile {
  readonly text: string
  /** Part of the refusal; without it the file is read. */
  readonly refused?: RegExp
  /** Codes of `lintBlueprint`, those of start commands left out. */
  readonly found?: readonly string[]
}

const web = (lines: string) =>
  `services:\n  - type: web\n    name: shop\n${lines
    .trim()
    .split('\n')
    .map((line) => `    ${line.trimEnd()}\n`)
    .join('')}`

const files: readonly FieldFile[] = [
  {
    text: web(`
runtime: node
plan: free
buildCommand: pnpm install && pnpm --filter @workspace/shop run build
startCommand: cd artifacts/shop && node dist/entry.mjs
envVars:
  - key: PORT
    value: 10000
  - key: SESSION_SECRET
    value: shop-secret-fallback
  - key: ADMIN_PASSWORD
    value: Rosewood@228`),
    found: ['blueprint-health-check-missing', 'blueprint-secret-literal', 'blueprint-secret-literal'],
  },
  {
    text: web(`
env: python
plan: free
buildCommand: "pip install -r requirements.txt && cd mysite && python manage.py migrate"
startCommand: "cd mysite && gunicorn mysite.wsgi:application --bind 0.0.0.0:$PORT"
envVars:
  - key: PYTHON_VERSION
    value: 3.11.4
  - key: DJANGO_SECRET_KEY
    generateValue: true`),
    found: ['blueprint-health-check-missing'],
  },
  {
    text: web(`
env: node
buildCommand: npm install
startCommand: npm start
envVars:
  - key: JWT_SECRET
    value: \${JWT_SECRET}
  - key: MYSQL_HOST
    value: mysql
  - key: DB_HOST
    value: \${MYSQL_HOST}
autoDeploy: true`),
    found: [
      'blueprint-deprecated',
      'blueprint-health-check-missing',
      'blueprint-interpolation',
      'blueprint-interpolation',
    ],
  },
  {
    text: web(`
env: static
buildCommand: cd frontend && npm install && npm run build
staticPublishDirectory: frontend/dist`),
    refused:
      /line 6, column 5: services\[0\]\.staticPublishDirectory is not known of a static site: staticPublishPath is/,
  },
  {
    text: web(`
runtime: node
plan: free
branch: master
buildFilter:
  paths:
    - apps/web/**
  ignoredPaths:
    - docs/**
buildCommand: |
  corepack enable
  pnpm install --frozen-lockfile
startCommand: node apps/api/dist/index.js
envVars:
  - key: NODE_VERSION
    value: '22'
  - key: DATABASE_URL
    fromDatabase:
      name: shop-db
      property: connectionString
healthCheckPath: /health`),
    refused:
      /line 21, column 11: services\[0\]\.envVars\[1\]\.fromDatabase\.name names the database "shop-db", which is not in/,
  },
  {
    text: web(`
runtime: node
rootDir: artifacts/api
buildCommand: cd ../.. && npm install -g pnpm && pnpm install && pnpm --filter api run build
startCommand: node ./dist/index.mjs
envVars:
  - key: PORT
    value: 3000`),
    found: ['blueprint-health-check-missing', 'blueprint-outside-root-dir'],
  },
  {
    text: `databases:
  - name: journal
    databaseName: journal
    user: journal
    plan: free

services:
  - type: web
    name: journal
    runtime: ruby
    plan: free
    buildCommand: "./bin/render-build.sh"
    startCommand: "bundle exec rails server"
    envVars:
      - key: DATABASE_URL
        fromDatabase:
          name: journal
          property: connectionString
      - key: RAILS_MASTER_KEY
        sync: false
      - key: WEB_CONCURRENCY
        value: 2
`,
    found: ['blueprint-health-check-missing', 'blueprint-datastore-open', 'blueprint-free-postgres-expires'],
  },
  {
    text: web(`
runtime: docker
plan: free
dockerfilePath: ./Dockerfile
envVars:
  - key: DATABASE_URL
    value: sqlite:///./shop.db`),
    found: ['blueprint-health-check-missing'],
  },
  {
    text: `services:
  - type: static
    name: shop-front
    rootDir: frontend
    buildCommand: npm install && npm run build
    staticPublishPath: dist
`,
    refused:
      /line 2, column 5: services\[0\] has the type "static", .*a static site is a web service with runtime: static/,
  },
  {
    text: web(`
runtime: node
plan: free
region: frankfurt
branch: staging
autoDeploy: true
buildCommand: npm ci && npm run build
startCommand: npm run start
healthCheckPath: /login
envVars:
  - key: NEXT_PUBLIC_FEATURE
    value: 'false'
  - key: NEXT_PUBLIC_MAPS_API_KEY
    sync: false`),
    found: ['blueprint-deprecated'],
  },
  {
    text: `services:
  - type: web
    name: scan-api
    runtime: python
    plan: free
    rootDir: backend
    buildCommand: pip install --upgrade pip && pip install -r requirements.txt
    startCommand: uvicorn app.main:app --host 0.0.0.0 --port $PORT
    healthCheckPath: /api/health
    envVars:
      - key: PYTHON_VERSION
        value: 3.12.8
      - key: API_KEY
        sync: false
  - type: web
    name: scan-web
    runtime: static
    rootDir: frontend
    buildCommand: npm install && npm run build
    staticPublishPath: dist
    envVars:
      - key: VITE_API_BASE
        fromService:
          type: web
          name: scan-api
          envVarKey: RENDER_EXTERNAL_URL
    routes:
      - type: rewrite
        source: /*
        destination: /index.html
`,
    found: [],
  },
  {
    text: `databases:
  - name: notes-db
    plan: basic-256mb
    postgresMajorVersion: "16"
    region: frankfurt
services:
  - type: web
    name: notes
    runtime: docker
    plan: starter
    branch: port
    autoDeploy: true
    dockerfilePath: ./Dockerfile
    region: frankfurt
    healthCheckPath: /healthz
    envVars:
      - key: DJANGO_ALLOWED_HOSTS
        value: .onrender.com
      - key: DATABASE_URL
        fromDatabase:
          name: notes-db
          property: connectionString
`,
    found: ['blueprint-deprecated', 'blueprint-datastore-open'],
  },
  {
    text: web(`
env: docker
dockerfilePath: Dockerfile
plan: starter
envVars:
  - key: PORT
    value: "3000"
  - key: MONGO_URL
    sync: false`),
    found: ['blueprint-health-check-missing'],
  },
  {
    text: web(`
env: python
buildCommand: pip install -r requirements.txt
startCommand: uvicorn api.main:app --host 0.0.0.0 --port 10000
plan: free
envVars:
  - key: OUTPUT_DIR
    value: /tmp/output`),
    found: ['blueprint-health-check-missing'],
  },
  {
    text: web(`
env: node
plan: starter
buildCommand: pnpm prisma:generate && pnpm build
startCommand: pnpm start
healthCheckPath: /api/health`),
    found: [],
  },
  {
    text: web(`
env: docker
dockerfilePath: ./backend/Dockerfile
dockerContext: ./backend
plan: free
healthCheckPath: /api/heroes
envVars:
  - key: COOKIE_SECURE
    value: "true"`),
    found: [],
  },
  {
    text: `services:
  - type: web
    name: pastry
    runtime: docker
    region: oregon
    plan: starter
    rootDir: _backEnd
    healthCheckPath: /api/v1/health
    envVars:
      - key: ALLOWED_ORIGINS
        value: '["https://pastry.vercel.app", "https://pastry-2.vercel.app"]'
      - key: CELERY_BROKER_URL
        fromService:
          name: pastry-keyvalue
          type: keyvalue
          property: connectionString
  - type: keyvalue
    name: pastry-keyvalue
    region: oregon
    plan: free
    maxmemoryPolicy: allkeys-lru
    ipAllowList: [] # internal only
`,
    found: ['blueprint-queue-evicts'],
  },
  {
    text: web(`
env: python
buildCommand: pip install -r requirements.txt && python manage.py collectstatic --noinput
startCommand: gunicorn shop.wsgi
envVars:
  - key: PYTHON_VERSION
    value: 3.11`),
    found: ['blueprint-health-check-missing'],
  },
  {
    text: web(`
env: python
buildCommand: ./build.sh
startCommand: gunicorn shop.wsgi
envVars:
  - key: PYTHON_VERSION
    value: 3.10`),
    refused: /line 9, column 16: 3\.10 is read as the number 3\.1: put it in quotes/,
  },
  {
    text: web(`
env: python
buildCommand: "./build.sh"
startCommand: "gunicorn core.wsgi:application"
envVars:
  - key: DEBUG
    value: False`),
    refused:
      /line 9, column 9: services\[0\]\.envVars\[0\]\.value must be a text, not the boolean false: put it in quotes/,
  },
  {
    text: web(`
runtime: node
plan: free
healthCheckPath: /readyz
buildCommand: npm ci && npm install --prefix project && npm run build
startCommand: npm start
envVars:
  - key: REFRESH_SECRET
    generateValue: true`),
    found: ['blueprint-health-check-deep'],
  },
  {
    text: web(`
runtime: python-3.11
plan: free
buildCommand: ./build.sh
startCommand: gunicorn shop.wsgi
envVars:
  - key: EMAIL_USE_TLS
    value: "true"
  - key: EMAIL_HOST_PASSWORD
    value: abcd efgh ijkl mnop
staticDir: staticfiles
mountPath: /static`),
    refused:
      /runtime cannot be "python-3\.11" \(nearest: python\), only docker[^]*staticDir is not known of a service[^]*mountPath is not known/,
  },
  {
    text: `services:
  - type: pserv
    name: shop-db
    plan: free
    env: postgres
`,
    refused: /line 2, column 5: services\[0\]\.runtime cannot be "postgres", only docker/,
  },
  {
    text: web(`
env: node
plan: starter
buildCommand: npm install
startCommand: node server.js
disk:
  name: shop-db
  mountPath: /data
  sizeGB: 1`),
    found: ['blueprint-health-check-missing'],
  },
  {
    text: `${web(`
env: docker
plan: free
docker:
  dockerfile: Dockerfile
numInstances: 1`)}EOF`,
    refused: /line 9, column 1: /,
  },
  {
    text: `services:
  - type: web
    name: api
    runtime: docker
    dockerfilePath: ./apps/api/Dockerfile
    dockerContext: .
    plan: starter
    healthCheckPath: /api/health/ready
    envVars:
      - key: DATABASE_URL
        fromDatabase:
          name: api-db
          property: connectionString
      - key: REDIS_URL
        fromService:
          name: api-redis
          type: keyvalue
          property: connectionString
  - type: keyvalue
    name: api-redis
    plan: starter
    ipAllowList: []
databases:
  - name: api-db
    plan: starter
`,
    found: ['blueprint-health-check-deep', 'blueprint-datastore-open', 'blueprint-postgres-plan-retired'],
  },
  {
    text: web(`
env: docker
region: singapore
plan: free
disk:
  name: auth
  mountPath: /app/auth_info
  sizeGB: 1
healthCheckPath: /health
healthCheckTimeout: 100
buildCommand: npm install
startCommand: npm start
autoDeploy: false`),
    refused: /line 12, column 5: services\[0\]\.healthCheckTimeout is not known of a service/,
  },
  {
    text: `services:
  - type: cron
    name: keep-alive
    schedule: "*/5 * * * *"
    command: curl $RENDER_EXTERNAL_URL/health
`,
    refused: /services\[0\] has no runtime\n.*services\[0\]\.command is not known of a cron job/,
  },
  {
    text: web(`
runtime: java
rootDir: shop
buildCommand: mvn clean package
startCommand: java -jar target/shop-0.0.1-SNAPSHOT.jar
plan: free`),
    refused: /runtime cannot be "java", only docker, elixir/,
  },
  {
    text: web(`
buildCommand: |
  pip install -r requirements.txt
  python manage.py collectstatic --noinput
startCommand: gunicorn core.wsgi:application --bind 0.0.0.0:10000 --workers 4
envVars:
  - key: DATABASE_URL
healthCheckPath: /api/health/
runtime: python`),
    found: [],
  },
]

const numbered = files.map((file, index) => ({ index, ...file }))

test.each(numbered.filter(({ refused }) => refused))('file $index is refused for its reason', ({ text, refused }) => {
  expect(messageOf(text)).toMatch(refused ?? /never/)
})

test.each(numbered.filter(({ refused }) => !refused))('file $index is read and judged', ({ text, found }) => {
  const blueprint = parseBlueprint(text, {})
  const codes = lintBlueprint(blueprint).map(({ code }) => code)
  expect(codes.filter((code) => code.startsWith('blueprint-')).toSorted()).toEqual(found?.toSorted())
  expect(parseBlueprint(formatBlueprint(blueprint))).toEqual(blueprint)
})

function messageOf(text: string): string {
  try {
    parseBlueprint(text)
    return 'was read'
  } catch (error) {
    if (!isKeelsonError(error)) throw error
    return error.message
  }
}
