// The configuration of a Django shop on Render's free plan, with Neon, Upstash and a mail relay, from one definition: written,
// and read by every linter before it is. Run as a script it writes the files into a folder, and ends with 1 when something
// in them cannot work.
//   node docs/recipes/django-on-render.ts <folder>
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineEnv, envText, formatError, type Finding, type Platform } from '@keelson/core'
import { defineCelery, djangoCelery, lintCelery } from '@keelson/core/celery'
import { djangoCaches, djangoDatabases, lintDjangoCaches } from '@keelson/core/django'
import { formatEnvExample, formatEnvTable } from '@keelson/core/dotenv'
import { defineEmail, lintEmail } from '@keelson/core/email'
import { defineGunicorn, gunicornArgs, lintGunicorn, sizeGunicorn } from '@keelson/core/gunicorn'
import { formatPythonSettings } from '@keelson/core/python'
import {
  createSuperuser,
  defineStartScript,
  formatStartScript,
  lintStartScript,
  migrate,
} from '@keelson/core/start-script'
import * as variable from '@keelson/core/variable'
import { defineBlueprint, formatBlueprint, lintBlueprint } from '@keelson/render/blueprint'
import { neonServer } from '@keelson/neon/config'
import { renderPlatform } from '@keelson/render/plans'

/** What differs between shops. */
export interface Shop {
  readonly name: string
  /** Render's plan of the web service. */
  readonly plan: 'free' | 'starter' | 'standard'
  /** What the application was measured to take at most, with one worker. */
  readonly appPeakMb: number
}

/** Files by their names, and what the linters say of them. */
export interface Configuration {
  readonly files: Readonly<Record<string, string>>
  readonly findings: readonly Finding[]
}

/** What the shop is given as its environment; what Render sets by itself is not among it. */
export const environment = defineEnv(
  {
    SECRET_KEY: variable.secret({ minLength: 50, generate: 'base64url' }),
    ALLOWED_HOSTS: variable.list({ example: 'shop.onrender.com' }),
    DATABASE_URL: variable.postgresUrl({ description: "Neon's pooled connection" }),
    DIRECT_DATABASE_URL: variable.postgresUrl({ description: "Neon's direct connection, for migrations" }),
    REDIS_URL: variable.redisUrl({ tls: true }),
    CELERY_BROKER_URL: variable.redisUrl({
      tls: true,
      optional: true,
      description: 'on plans with a worker; not the cache',
    }),
    EMAIL_HOST_USER: variable.string({ optional: true }),
    EMAIL_HOST_PASSWORD: variable.secret({ optional: true }),
    DJANGO_SUPERUSER_USERNAME: variable.string({ optional: true }),
    DJANGO_SUPERUSER_EMAIL: variable.string({ optional: true }),
    DJANGO_SUPERUSER_PASSWORD: variable.secret({
      optional: true,
      description: 'for the first start; take it away afterwards',
    }),
  },
  {
    groups: [
      { name: 'mail', members: ['EMAIL_HOST_USER', 'EMAIL_HOST_PASSWORD'], rule: 'all-or-none' },
      {
        name: 'superuser',
        members: ['DJANGO_SUPERUSER_USERNAME', 'DJANGO_SUPERUSER_EMAIL', 'DJANGO_SUPERUSER_PASSWORD'],
        rule: 'all-or-none',
      },
    ],
  },
)

/** The files of a shop, and what is to be said of them. */
export function configure({ name, plan, appPeakMb }: Shop): Configuration {
  const platform = renderPlatform({ plan })
  const data = dataSettings(platform)
  const start = startScript(platform, appPeakMb)
  const blueprint = renderYaml(name, plan)
  return {
    files: {
      'render.yaml': blueprint.text,
      'start.sh': start.text,
      'data_settings.py': data.text,
      '.env.example': formatEnvExample(environment),
      'ENVIRONMENT.md': formatEnvTable(environment),
    },
    findings: [...data.findings, ...start.findings, ...blueprint.findings],
  }
}

interface Written {
  readonly text: string
  readonly findings: readonly Finding[]
}

/** Databases, caches, tasks and mail; `from data_settings import *` in the application's settings. */
function dataSettings(platform: Platform): Written {
  const server = neonServer('pooled')
  const redis = envText({ env: 'REDIS_URL' })
  const DATABASES = djangoDatabases({ default: { url: envText({ env: 'DATABASE_URL' }), server } }, { django: '5.2' })
  const caches = djangoCaches({ default: { backend: 'django', LOCATION: redis, KEY_PREFIX: 'shop' } })
  // No worker runs on the free plan: tasks run in the request that calls them.
  const broker_url = envText({ env: 'CELERY_BROKER_URL' })
  const tasks = djangoCelery(defineCelery(platform.backgroundWorkers ? { broker_url } : { task_always_eager: true }))
  const mail = defineEmail({
    host: 'smtp.example.com',
    port: 2525, // the usual ones are blocked on the free plan
    user: envText({ env: 'EMAIL_HOST_USER', default: '' }),
    password: envText({ env: 'EMAIL_HOST_PASSWORD', default: '' }),
    from: 'Shop <orders@example.com>',
    platform,
  })
  return {
    text: formatPythonSettings({ DATABASES, ...caches, ...tasks, ...mail }),
    findings: [
      ...lintDjangoCaches(caches),
      ...lintCelery({ ...tasks, ...caches }, { platform }),
      ...lintEmail(mail, { platform }),
    ],
  }
}

/** What an instance does until it serves. */
function startScript(platform: Platform, appPeakMb: number): Written {
  const { settings } = sizeGunicorn({ appPeakMb, platform })
  const bind = envText('0.0.0.0:', { env: 'PORT' })
  const gunicorn = defineGunicorn({ target: 'shop.wsgi', settings: { ...settings, bind } })
  const direct = envText({ env: 'DIRECT_DATABASE_URL' })
  const script = defineStartScript({
    // A pre-deploy command does it once a deploy, where the plan has one.
    steps: [...(platform.preDeployCommand ? [] : [migrate({ env: { DATABASE_URL: direct } })]), createSuperuser()],
    server: { argv: ['gunicorn', ...gunicornArgs(gunicorn)] },
  })
  return {
    text: formatStartScript(script),
    findings: [...lintGunicorn(gunicorn, { platform, appPeakMb }), ...lintStartScript(script, { platform })],
  }
}

function renderYaml(name: string, plan: Shop['plan']): Written {
  const asked = ['ALLOWED_HOSTS', 'DATABASE_URL', 'DIRECT_DATABASE_URL', 'REDIS_URL'] as const
  const blueprint = defineBlueprint({
    services: [
      {
        type: 'web',
        name,
        runtime: 'python',
        plan,
        region: 'frankfurt',
        buildCommand: 'pip install -r requirements.txt && python manage.py collectstatic --noinput',
        ...(plan !== 'free' && {
          preDeployCommand: 'DATABASE_URL="$DIRECT_DATABASE_URL" python manage.py migrate --noinput',
        }),
        startCommand: 'sh start.sh',
        healthCheckPath: '/healthz',
        autoDeployTrigger: 'checksPass',
        envVars: [
          { key: 'PYTHON_VERSION', value: '3.13.7' },
          { key: 'SECRET_KEY', generateValue: true },
          ...asked.map((key) => ({ key, sync: false }) as const),
        ],
      },
    ],
  })
  return { text: formatBlueprint(blueprint), findings: lintBlueprint(blueprint) }
}

async function main(folder: string | undefined): Promise<void> {
  if (!folder) throw new Error('Usage: django-on-render.ts FOLDER')
  const { files, findings } = configure({ name: 'shop', plan: 'free', appPeakMb: 300 })
  for (const { severity, code, path, message, fix } of findings) {
    console.log(`${severity} ${code}: ${path}: ${message}${fix ? `\n  ${fix}` : ''}`)
  }
  if (findings.some(({ severity }) => severity === 'error')) {
    process.exitCode = 1
    return
  }
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text)
    console.log(`wrote ${path}`)
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main(process.argv[2]).catch((error: unknown) => {
    console.error(formatError(error))
    process.exitCode = 1
  })
}
