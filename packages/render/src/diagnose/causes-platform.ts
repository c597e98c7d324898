import type { CatalogueEntry } from './catalogue-entry.js'

const deploys = 'https://render.com/docs/deploys'

/** What the platform ends a deploy by. */
export const platformCauses: readonly CatalogueEntry[] = [
  {
    code: 'out-of-memory',
    title: 'The process took more memory than its plan has',
    kind: 'cause',
    on: {
      app: [
        /(?:Ran o|O)ut of memory \(used over .+?\)(?! while building)/,
        /JavaScript heap out of memory/,
        /Worker \(pid:\d+\) was sent SIGKILL! Perhaps out of memory\?/,
        /Exited with status 137/,
        /java\.lang\.OutOfMemoryError/,
        /^MemoryError\b/,
        /Process 'ForkPoolWorker-\d+' .*exited with 'signal 9 \(SIGKILL\)'/,
      ],
      event: [
        /^(?:server_failed|deploy_ended failed|pre_deploy_ended failed|job_run_ended|cron_job_run_ended).* (?:oomKilled|nonZeroExit=137)/,
      ],
      metric: [/^memory (?:9[5-9]|1\d\d)%/],
    },
    fix: 'Fewer workers (WEB_CONCURRENCY), --max-requests, smaller models and caches, or a larger plan',
    source: 'https://render.com/docs/troubleshooting-deploys',
  },
  {
    code: 'disk-full',
    title: 'The disk is full',
    kind: 'cause',
    on: { log: [/No space left on device/, /ENOSPC: no space left on device/, /\bDisk quota exceeded\b/] },
    fix: 'Delete what is not needed, write temporary files elsewhere, or enlarge the disk; a disk can only grow',
    source: 'https://render.com/docs/disks',
  },
  {
    code: 'permission-denied',
    title: 'A file may not be read, written or executed: $1',
    kind: 'cause',
    on: {
      log: [
        /\[Errno 13\] Permission denied: '([^']+)'/,
        /EACCES: permission denied, \w+ '([^']+)'/,
        /(?:bash|sh): (?:line \d+: |\d+: )?(?:exec: )?([\w./-]+): Permission denied/,
        /exec "?([\w./-]+)"?: permission denied/,
        /Exited with status 126/,
      ],
    },
    fix: 'git update-index --chmod=+x for a script, or start it with bash; write below /tmp or a disk, and chown in the Dockerfile',
    source: 'https://render.com/docs/disks',
  },
  {
    code: 'read-only-files',
    title: 'The file system cannot be written',
    kind: 'cause',
    on: { log: [/\[Errno 30\] Read-only file system/, /EROFS: read-only file system/] },
    fix: 'Write below /tmp, or onto a disk; secret files below /etc/secrets cannot be written',
    source: 'https://render.com/docs/disks',
  },
  {
    code: 'image-pull-failed',
    title: 'The image cannot be pulled',
    kind: 'cause',
    on: {
      log: [
        /manifest (?:for .+ )?(?:unknown|not found)/,
        /pull access denied for (\S+?),/,
        /failed to (?:pull|resolve reference|resolve source metadata|pull and unpack image).*(?:not found|denied|unauthorized|forbidden)/,
        /unauthorized: authentication required/,
        /You have reached your (?:unauthenticated )?pull rate limit/,
        /no match for platform in manifest/,
      ],
      event: [/^image_pull_failed/],
    },
    fix: 'Check name and tag, the registry credential of the service, and that there is an image for linux/amd64',
    source: 'https://render.com/docs/deploying-an-image',
  },
  {
    code: 'wrong-architecture',
    title: 'The image is built for another processor',
    kind: 'cause',
    on: { app: [/exec format error/, /cannot execute binary file/] },
    fix: 'docker build --platform linux/amd64; a script needs its first line, #!/bin/sh',
    source: 'https://render.com/docs/deploying-an-image',
  },
  {
    code: 'pre-deploy-failed',
    title: 'The pre-deploy command failed',
    kind: 'outcome',
    on: {
      log: [/Pre-deploy (?:has )?failed/i, /Pre-deploy command failed/i],
      event: [/^pre_deploy_ended failed/],
      status: [/^pre_deploy_failed$/],
    },
    status: ['pre_deploy_failed'],
    fix: 'The lines above it say why. It runs without a shell: several commands need sh -c, or a script; what was live before it still is',
    source: 'https://render.com/docs/deploys#pre-deploy-command',
  },
  {
    code: 'pre-deploy-without-shell',
    title: 'The pre-deploy command was run without a shell',
    kind: 'cause',
    on: {
      log: [
        /unrecognized arguments: .*(?:&&|\|\||;|python manage\.py|manage\.py \w+)/,
        /(?:^|: )&&: No such file or directory/,
        /cannot access '&&'/,
      ],
    },
    fix: 'Put the commands into a script, or write bash -c "first && second"',
    source: 'https://render.com/docs/deploys#pre-deploy-command',
  },
  {
    code: 'pipeline-minutes',
    title: 'The build minutes of this month are used up',
    kind: 'cause',
    on: {
      log: [/(?:build|pipeline) minutes .*(?:exhausted|used up|exceeded)/i],
      event: [/^pipeline_minutes_exhausted/],
    },
    fix: 'Raise the spending limit of the workspace, or wait for the next month',
    source: 'https://render.com/docs/build-pipeline',
  },
  {
    code: 'hardware-failure',
    title: "Render's machine failed",
    kind: 'cause',
    on: { event: [/^server_hardware_failure/, / evicted/] },
    fix: 'Deploy again; it was not the application',
    source: 'https://status.render.com',
  },
  {
    code: 'service-suspended',
    title: 'The service is suspended',
    kind: 'cause',
    on: { setting: [/^suspended$/] },
    fix: 'Resume it, and see who suspended it: a person, an unpaid bill, or the end of the free hours',
    source: 'https://render.com/docs/free',
  },
  {
    code: 'internal-error',
    title: 'Render could not tell why it failed',
    kind: 'outcome',
    on: {
      log: [
        /Cause of failure could not be determined/,
        /We encountered an (?:internal|unexpected) error/i,
        /internal server error while (?:building|deploying)/i,
      ],
    },
    clearedBy: /Your service is live/,
    fix: 'Deploy again; look at the log of the new instance and at the state of the platform',
    source: 'https://status.render.com',
  },
  {
    code: 'deploy-timed-out',
    title: 'The deploy took too long',
    kind: 'outcome',
    on: { app: [/^==> Timed [Oo]ut/], event: [/^deploy_ended failed.* timedOut/] },
    clearedBy: /Your service is live/,
    fix: 'A new instance has 15 minutes to become healthy: bind the port first, do slow work afterwards, migrations in the pre-deploy command',
    source: deploys,
  },
  {
    code: 'probe-failed',
    title: 'Something that the service needs does not answer',
    kind: 'symptom',
    on: { probe: [/^(\S+) fails/] },
    fix: 'Look at what the probe found',
    source: 'https://render.com/docs/troubleshooting-deploys',
  },
]
