import type { Finding } from '../finding.js'
import { showText } from '../text.js'
import { placeMigrations } from './place-migrations.js'
import { purposeOf, type Purpose } from './purpose.js'
import type { RunStep } from './script.js'
import { formatWhole, nameOf, type SeenStep, type StartScriptContext } from './seen-step.js'

const django = 'https://docs.djangoproject.com/en/stable/ref'

type SeenRun = SeenStep & { readonly step: RunStep; readonly purpose: Purpose | undefined }

/** What does not belong into something that every instance does at every start. */
export function lintRerun(steps: readonly SeenStep[], context: StartScriptContext): Finding[] {
  const runs = steps.flatMap((seen): SeenRun[] => {
    const { step } = seen
    return step.kind === 'run' ? [{ ...seen, step, purpose: purposeOf(step.argv, step.input) }] : []
  })
  return [
    ...runs.flatMap((seen) => {
      if (seen.purpose === 'migration') return lintMigration(seen, context)
      if (seen.purpose === 'static files') return lintStaticFiles(seen, context)
      return seen.purpose === 'superuser' ? lintSuperuser(seen) : []
    }),
    ...lintPassword(steps, runs, context),
    ...lintWakeUp(runs, context),
  ]
}

/** Tools that take a lock in the database, so that the second instance waits for the first. */
const locked = /\b(?:prisma|knex|rails|rake|node-pg-migrate)\b/

function lintMigration({ path, step }: SeenRun, { platform, instances = 1 }: StartScriptContext): Finding[] {
  const place = placeMigrations({ platform: platform ?? { name: 'the platform' }, instances, argv: step.argv })
  if (place.place === 'start script') return []
  const race = instances > 1 && !platform?.preDeployCommand && !platform?.releasePhase
  if (race && locked.test(step.argv.map(showText).join(' '))) return []
  return [
    {
      code: race ? 'start-script-migration-race' : 'start-script-migration-misplaced',
      severity: 'warning',
      path,
      message: race
        ? `${instances} instances start at the same time and each runs ${nameOf(step)}, which takes no lock: one of them fails, or a change is made twice`
        : `${nameOf(step)} runs at every start, also at one without a deploy; ${place.reason}`,
      fix: `Make it the ${place.place}: ${formatWhole(step.argv)}`,
      source: race ? 'https://github.com/kraken-tech/django-pg-migration-tools/issues/59' : place.source,
    },
  ]
}

function lintStaticFiles({ path, step }: SeenRun, { sharedBucket }: StartScriptContext): Finding[] {
  const findings: Finding[] = []
  if (sharedBucket && step.argv.some((word) => word === '--clear' || word === '-c')) {
    findings.push({
      code: 'start-script-clears-bucket',
      severity: 'error',
      path,
      message: `${nameOf(step)} deletes the files that the running version still names, at every start: its pages lose their style`,
      fix: 'Leave --clear out, give files hashed names, and prune old ones later',
      source: `${django}/contrib/staticfiles/#collectstatic`,
    })
  }
  findings.push({
    code: 'start-script-collectstatic',
    severity: 'warning',
    path,
    message: `${nameOf(step)} runs at every start with the same result, before the port opens`,
    fix: 'Run it in the build command',
    source: `${django}/contrib/staticfiles/#collectstatic`,
  })
  return findings
}

function lintSuperuser({ path, step, written }: SeenRun): Finding[] {
  const code = [...step.argv, step.input ?? ''].map(showText).join('\n')
  const fix = "createSuperuser(): Django's createsuperuser --noinput, skipped when the account is there"
  if (/create_superuser/.test(code)) {
    const literal = /password['"]?\s*=\s*['"][^'"]|create_superuser\((?:\s*['"][^'"]*['"]\s*,){2}\s*['"][^'"]/.test(
      code,
    )
    return [
      {
        code: literal ? 'start-script-superuser-password' : 'start-script-superuser-code',
        severity: literal ? 'error' : 'warning',
        path,
        message: literal
          ? 'the password of the superuser stands in the script, for everybody who can read the repository'
          : 'code of its own creates the superuser: Python starts for it at every start, and nothing checks it',
        fix,
        source: `${django}/django-admin/#createsuperuser`,
      },
    ]
  }
  if (step.onFailure === 'continue' || (written && !written.stops)) return []
  return [
    {
      code: 'start-script-superuser-twice',
      severity: 'error',
      path,
      message: `${nameOf(step)} ends with exit code 1 when the account is there: the second start never comes to the server`,
      fix,
      source: 'measured: Django 3.2, Django 5.2',
    },
  ]
}

const password = 'DJANGO_SUPERUSER_PASSWORD'

function lintPassword(
  steps: readonly SeenStep[],
  runs: readonly SeenRun[],
  { variables = [] }: StartScriptContext,
): Finding[] {
  const path = [
    ...steps.filter(({ step }) => step.kind === 'superuser'),
    ...runs.filter(({ purpose }) => purpose === 'superuser'),
  ][0]?.path
  const findings: Finding[] = steps.flatMap(({ step, path: where }) =>
    step.kind === 'variable' && step.name === password && typeof step.value === 'string' && step.value !== ''
      ? [
          {
            code: 'start-script-superuser-password',
            severity: 'error',
            path: where,
            message: 'the password of the superuser stands in the script, for everybody who can read the repository',
            fix: `Set ${password} in the platform's environment for the first start`,
            source: `${django}/django-admin/#createsuperuser`,
          },
        ]
      : [],
  )
  if (path !== undefined && variables.includes(password)) {
    findings.push({
      code: 'start-script-superuser-password-kept',
      severity: 'info',
      path,
      message: `${password} is set: every process of the application can read it, and every start asks the database for the account`,
      fix: `Take ${password} away once the account is there`,
      source: `${django}/django-admin/#createsuperuser`,
    })
  }
  return findings
}

/** What has a rule of its own, or must run there, is not told again. */
function lintWakeUp(runs: readonly SeenRun[], { platform }: StartScriptContext): Finding[] {
  const minutes = platform?.sleepsAfterMinutes
  const again = runs.filter(({ step, purpose }) => purpose === undefined && !step.background && step.argv[0] !== 'echo')
  if (!platform || minutes === undefined || again.length === 0) return []
  return [
    {
      code: 'start-script-reruns-at-wake-up',
      severity: 'warning',
      path: again.map(({ path }) => path).join(', '),
      message: `${platform.name} sleeps after ${minutes} minutes without a request: whoever wakes it waits for ${again.map(({ step }) => nameOf(step)).join(' and ')} again`,
      fix: 'Run it in the build command, or once by hand; keep in the script what a start needs',
      source: platform.sources?.['sleepsAfterMinutes'] ?? 'https://render.com/docs/free',
    },
  ]
}
