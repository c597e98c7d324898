import { createHash } from 'node:crypto'
import { appendFile, cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Store } from '@keelson/storage'
import type { Release } from './steps.ts'

/** Where a second release can be broken on purpose. */
export const faults = ['migrate', 'sync', 'deploy', 'health'] as const
export type Fault = (typeof faults)[number]

/** The next release, with other files and a new commit, and something broken in it; `clean` removes its copy of the files. */
export async function spoil(
  release: Release,
  fault: Fault,
): Promise<{ readonly release: Release; readonly clean: () => Promise<void> }> {
  const commit = createHash('sha1').update(`${release.commit} ${fault}`).digest('hex')
  const staticFolder = await mkdtemp(join(tmpdir(), 'keelson-static-'))
  await cp(release.staticFolder, staticFolder, { recursive: true })
  await appendFile(join(staticFolder, 'site.css'), 'body { color: #122; }\n')
  const next = { ...release, commit, staticFolder, gateMs: release.settings.GATE_STABLE_SECONDS * 1000 + 4000 }
  return { release: broken(next, fault), clean: () => rm(staticFolder, { recursive: true }) }
}

function broken(release: Release, fault: Fault): Release {
  const { migrations, variables, vendors } = release
  switch (fault) {
    case 'migrate': {
      // The first statement is good, and must not be left behind by the second one.
      const sql = `insert into notice (text) values ('never to be seen'); select 1 / 0;`
      return { ...release, migrations: [...migrations, { name: '003_broken', sql }] }
    }
    case 'sync':
      return {
        ...release,
        vendors: { ...vendors, files: vendors.files && { ...vendors.files, store: breaking(vendors.files.store) } },
      }
    case 'deploy':
      return { ...release, variables: { ...variables, SAMPLE_FAULT: 'start' } }
    case 'health':
      return { ...release, variables: { ...variables, SAMPLE_FAULT: 'not-ready' } }
  }
}

/** A store that fails at the second file, which is the manifest: the only other one that has changed comes before it. */
function breaking(store: Store): Store {
  let puts = 0
  return {
    ...store,
    put: (key, body, options) => {
      puts += 1
      return puts === 2 ? Promise.reject(new Error(`${store.name} has no space left`)) : store.put(key, body, options)
    },
  }
}
