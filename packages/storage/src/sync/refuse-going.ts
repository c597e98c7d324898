import { KeelsonError } from '@keelson/core'
import type { Store } from '../store.js'
import type { SyncChange } from './record-changes.js'

/** Throws `conflict` when a prune has begun to delete what this sync needs: what it uploads could be deleted after it. */
export function refuseGoing(store: Store, { before, wanted, manifest }: SyncChange): void {
  const going = wanted.find(({ name }) => before?.files.get(name)?.going)?.name
  const name = going ?? (before?.manifests.get(manifest.name)?.going ? manifest.name : undefined)
  if (name === undefined) return
  throw new KeelsonError(`a prune is deleting ${name} from ${store.name}, which this sync needs`, {
    code: 'conflict',
    hint: 'Sync again when it has ended; if it was broken off, run pruneFiles again first: it goes on where it was',
  })
}
