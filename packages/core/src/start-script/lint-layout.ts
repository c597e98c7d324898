import type { Finding } from '../finding.js'
import type { Text } from '../text.js'
import type { SeenStep, StartScriptContext } from './seen-step.js'

/** What is outside of the service's folder is not there where it runs. */
export function lintLayout(
  steps: readonly SeenStep[],
  server: readonly Text[],
  serverPath: string,
  { rootDirectory }: StartScriptContext,
): Finding[] {
  if (!rootDirectory || /^[./]*$/.test(rootDirectory)) return []
  let depth: number | undefined = 0
  const findings: Finding[] = []
  const look = (path: string, texts: readonly Text[]) => {
    const outside = texts.find(
      (text) => typeof text === 'string' && depth !== undefined && depthOf(text, depth).lowest < 0,
    )
    if (typeof outside !== 'string') return
    findings.push({
      code: 'start-script-outside-root',
      severity: 'error',
      path,
      message: `${outside} is outside of ${rootDirectory}, and only that folder is there where the service is built and runs`,
      fix: `Move it into ${rootDirectory}, or make the repository the root directory`,
      source: 'https://render.com/docs/monorepo-support',
    })
  }
  for (const { step, path } of steps) {
    if (step.kind === 'run') look(path, step.argv)
    else if (step.kind === 'superuser') look(path, step.manage)
    else if (step.kind === 'chdir') {
      look(path, [step.directory])
      depth =
        typeof step.directory !== 'string' || depth === undefined ? undefined : depthOf(step.directory, depth).last
    }
  }
  look(serverPath, server)
  return findings
}

/** How deep a path leads, and how deep it goes on its way; an absolute one is not known. */
function depthOf(path: string, from: number): { readonly last: number | undefined; readonly lowest: number } {
  if (path.startsWith('/')) return { last: undefined, lowest: 0 }
  // An option may hold a path: --chdir=../app.
  const segments = path.replace(/^--?[\w-]+=/, '').split('/')
  let last = from
  let lowest = 0
  for (const segment of segments) {
    last += segment === '..' ? -1 : segment === '' || segment === '.' ? 0 : 1
    lowest = Math.min(lowest, last)
  }
  return { last, lowest }
}
