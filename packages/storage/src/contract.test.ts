import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startS3, type S3Server } from '../../../test/services/s3.ts'
import { createLocalStore } from './local/store.js'
import { createMemoryStore } from './memory/memory.js'
import { createS3Client, createS3Store } from './s3/index.js'
import { custom } from './stores/custom.js'
import { storeChecks, type StoreSubject } from './testing/index.js'

let server: S3Server
let folder: string
let count = 0

beforeAll(async () => {
  server = await startS3()
  folder = await mkdtemp(join(tmpdir(), 'keelson-store-'))
})

afterAll(async () => {
  await server.stop()
  await rm(folder, { recursive: true })
})

async function makeMemory(): Promise<StoreSubject> {
  return { store: createMemoryStore(), missing: createMemoryStore() }
}

async function makeLocal(): Promise<StoreSubject> {
  const store = createLocalStore({ folder: join(folder, String(count++)) })
  await store.ensureBucket()
  return { store, missing: createLocalStore({ folder: join(folder, `missing-${count++}`) }) }
}

async function makeS3(): Promise<StoreSubject> {
  const location = custom({ ...server, bucket: `bucket-${count++}` })
  const client = createS3Client(location)
  const store = createS3Store({ client, bucket: location.bucket })
  await store.ensureBucket()
  return { store, missing: createS3Store({ client, bucket: `missing-${count++}` }) }
}

/** What a store is known not to do: as soon as it does, its line here fails. */
const unable: Readonly<Record<string, readonly string[]>> = {
  memory: [
    'a bucket is created once, also by two runs at the same moment',
    'a bucket that does not exist is told apart from an object that does not',
    'streams, copies and uploads in a bucket that does not exist are not_found',
  ],
  local: [
    'a and a/b are two objects',
    'a/b and a//b are two objects',
    'a key may end with a slash, as folders in consoles do',
    'a backslash is a character',
  ],
  // The test server sorts as people do.
  s3: [
    'a list is in the order of the bytes of its keys',
    'characters above U+FFFF are listed behind all others, as their bytes are',
    // It answers 416, and knows no lists of parts and uploads.
    'more bytes from the end than there are can be read alone; the size stays that of the object',
    'an upload goes on with nothing but its key and id',
    'the parts of an upload are listed by number, the last one of each, and of a new one none',
    'open uploads are listed by key and prefix, and are no objects',
    'an aborted upload is over, and leaves what was there',
    'an upload is of one key, and an id that nobody gave is of none',
  ],
}

describe.each([
  ['memory', makeMemory],
  ['local', makeLocal],
  ['s3', makeS3],
] as const)('%s', { timeout: 60_000 }, (name, make) => {
  const known = unable[name] ?? []

  test.each(storeChecks().filter((check) => !known.includes(check.name)))('$name', async ({ run }) => {
    await expect(run(await make())).resolves.toBeUndefined()
  })

  test.each(known)('does not: %s', async (checkName) => {
    const check = storeChecks().find((candidate) => candidate.name === checkName)
    const subject = await make()
    await expect(async () => check?.run(subject)).rejects.toBeInstanceOf(Error)
  })
})
