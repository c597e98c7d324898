import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createS3Client, createS3Store } from '../../packages/storage/src/s3/index.ts'
import { ceph } from '../../packages/storage/src/stores/ceph.ts'
import { custom, type CustomOptions } from '../../packages/storage/src/stores/custom.ts'
import { storeChecks, type StoreSubject } from '../../packages/storage/src/testing/index.ts'
import { startCeph } from './servers/ceph.ts'
import type { S3TestServer } from './servers/s3-test-server.ts'
import { startSwift } from './servers/swift.ts'

/** What a server is known not to do: as soon as it does, its line here fails. */
const unable: Readonly<Record<S3TestServer['name'], readonly string[]>> = {
  swift: [
    // At most 256 bytes a value.
    '2,048 bytes of metadata are kept, more are refused',
    // At most 1,000.
    'part 10,000 is a part',
    // It stores parts for any id that it once gave.
    'a completed upload is over, and its object stays',
  ],
  ceph: [
    // Headers reach it as variables of CGI.
    'a metadata name keeps its underscores',
    // It looks for every part that it has among those that are named.
    'a part that is left out is not in the object, and gone with the upload',
    // It answers 500 to the completion of an upload that it does not have.
    'an aborted upload is over, and leaves what was there',
    'an upload is of one key, and an id that nobody gave is of none',
  ],
}

const equalParts = false

describe.each([
  ['swift', startSwift, (options: CustomOptions) => custom({ ...options, capabilities: { equalParts } }), 100],
  ['ceph', startCeph, (options: CustomOptions) => ceph({ ...options, capabilities: { equalParts } }), 1000],
] as const)('%s', (name, start, locate, listPage) => {
  let server: S3TestServer
  let makeSubject: () => Promise<StoreSubject>

  beforeAll(async () => {
    server = await start()
    const client = createS3Client(locate({ ...server, bucket: 'any' }))
    const { capabilities } = locate({ ...server, bucket: 'any' })
    let count = 0
    makeSubject = async () => {
      const store = createS3Store({ client, capabilities, bucket: `bucket-${count++}` })
      await store.ensureBucket()
      return { store, missing: createS3Store({ client, capabilities, bucket: `missing-${count++}` }), listPage }
    }
  })

  afterAll(() => server.stop())

  const known = unable[name]

  test.each(storeChecks().filter((check) => !known.includes(check.name)))('$name', async ({ run }) => {
    await expect(run(await makeSubject())).resolves.toBeUndefined()
  })

  test.each(known)('does not: %s', async (checkName) => {
    const check = storeChecks().find((candidate) => candidate.name === checkName)
    const subject = await makeSubject()
    await expect(async () => check?.run(subject)).rejects.toBeInstanceOf(Error)
  })
})
