import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { createS3Store } from '@keelson/storage/s3'
import { custom } from '@keelson/storage/stores/custom'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createFolder } from '../services/folder.ts'
import { startCeph } from './servers/ceph.ts'
import type { S3TestServer } from './servers/s3-test-server.ts'
import { startSwift } from './servers/swift.ts'

describe.each([
  ['swift', startSwift],
  ['ceph', startCeph],
])('%s', (name, start) => {
  let folder: string
  let server: S3TestServer

  /** What runs in folders of this server, and these folders. */
  async function traces(): Promise<string[]> {
    const own = join(folder, `${name}-`)
    const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'args='])
    const folders = (await readdir(folder)).map((entry) => join(folder, entry))
    return [...stdout.split('\n'), ...folders].filter((line) => line.includes(own))
  }

  const openStore = (keys: { readonly secretAccessKey?: string } = {}) =>
    createS3Store(custom({ ...server, ...keys, bucket: 'media' }))

  beforeAll(async () => {
    folder = dirname(await createFolder('beside'))
    server = await start()
  })
  afterAll(() => server?.stop())

  test('takes what is signed', async () => {
    const store = openStore()
    expect(await store.ensureBucket()).toBe('created')
    await store.put('hello.txt', 'hello', { contentType: 'text/plain' })
    const object = await store.get('hello.txt')
    expect(object).toMatchObject({ key: 'hello.txt', size: 5, contentType: 'text/plain' })
    expect(String.fromCharCode(...(object?.body ?? []))).toBe('hello')
  })

  test('refuses a wrong secret', async () => {
    const store = openStore({ secretAccessKey: 'another' })
    await expect(store.put('hello.txt', 'hello')).rejects.toMatchObject({ code: 'auth' })
  })

  test('leaves nothing behind', async () => {
    expect((await traces()).length).toBeGreaterThan(1)
    await server.stop()
    // The shell that hands signals to a program ends a moment after it.
    await expect.poll(traces, { timeout: 10_000 }).toEqual([])
  })
})
