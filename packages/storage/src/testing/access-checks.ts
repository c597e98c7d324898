import assert from 'node:assert/strict'
import { getText, listKeys, refused, type StoreCheck, type StoreSubject } from './check.js'

export const accessChecks: readonly StoreCheck[] = (['private', 'public-read'] as const).map((acl) => ({
  name: `who may read an object is set to ${acl} where the store knows it, else refused`,
  run: async ({ store }: StoreSubject) => {
    await store.put('source', 'x')
    const works = [
      () => store.put('put', 'x', { acl }),
      () => store.copy({ from: 'source', to: 'copy' }, { acl }),
      async () => store.multipart.abort(await store.multipart.create('upload', { acl })),
    ]
    for (const work of works) await (store.capabilities.acl ? work() : refused('unsupported', work))
    const stored = store.capabilities.acl ? ['copy', 'put', 'source'] : ['source']
    assert.deepEqual(await listKeys(store), stored)
    for (const key of stored) assert.equal(await getText(store, key), 'x')
  },
}))
