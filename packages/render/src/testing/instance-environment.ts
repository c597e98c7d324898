import { delimiter, dirname } from 'node:path'
import type { RunnerService } from './runner.js'
import type { FakeRelease } from './store.js'

/** What a process gets of the environment of its parent: never the parent's secrets. */
const inherited = ['PATH', 'HOME', 'LANG', 'TMPDIR'] as const

/** The vendor's short names of the types. */
const typeNames: Readonly<Record<string, string>> = {
  web_service: 'web',
  private_service: 'pserv',
  background_worker: 'worker',
  cron_job: 'cron',
  static_site: 'static',
}

/** The service's variables, and those of the platform, which win: two instances cannot share a PORT here. */
export function instanceEnvironment(
  service: RunnerService,
  release: FakeRelease,
  instance: string,
  port: number,
): Record<string, string> {
  const env: Record<string, string> = {}
  for (const name of inherited) {
    const value = process.env[name]
    if (value !== undefined) env[name] = value
  }
  // `node` in a start command is the one that runs this program.
  env['PATH'] = [dirname(process.execPath), ...(env['PATH'] ? [env['PATH']] : [])].join(delimiter)
  return {
    ...env,
    ...Object.fromEntries(release.envVars),
    HOST: '127.0.0.1',
    PORT: String(port),
    RENDER: 'true',
    RENDER_SERVICE_ID: service.id,
    RENDER_SERVICE_NAME: service.name,
    RENDER_SERVICE_TYPE: typeNames[service.type] ?? service.type,
    RENDER_INSTANCE_ID: instance,
    RENDER_EXTERNAL_URL: service.url,
    RENDER_EXTERNAL_HOSTNAME: new URL(service.url).hostname,
    ...(release.commit && { RENDER_GIT_COMMIT: release.commit.id, RENDER_GIT_BRANCH: service.branch }),
  }
}
