import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { KeelsonError } from '@keelson/core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { startS3, type S3Server } from '../../../../test/services/s3.ts'
import { s3Probe } from './s3.js'

let server: S3Server
beforeAll(async () => {
  server = await startS3()
})
afterAll(() => server.stop())

const context = (signal = new AbortController().signal) => ({ signal, attempt: 1 })
const measured = { observedValue: expect.any(Number), observedUnit: 'ms' }

/** A client of the AWS SDK; it repeats nothing. */
function open(endpoint = server.endpoint): S3Client {
  const credentials = { accessKeyId: server.accessKeyId, secretAccessKey: server.secretAccessKey }
  const client = new S3Client({ endpoint, region: server.region, credentials, forcePathStyle: true, maxAttempts: 1 })
  onTestFinished(() => client.destroy())
  return client
}

/** A `HEAD` of the bucket as a store answers it that has no body to explain it with. */
async function answering(status: number) {
  const store = createServer((_, response) => void response.writeHead(status).end()).listen(0, '127.0.0.1')
  onTestFinished(async () => {
    store.closeAllConnections()
    store.close()
    await once(store, 'close')
  })
  await once(store, 'listening')
  const client = open(`http://127.0.0.1:${(store.address() as AddressInfo).port}`)
  return headOf(client)
}
const headOf = (client: S3Client, bucket = 'shop') =>
  s3Probe((abortSignal) => client.send(new HeadBucketCommand({ Bucket: bucket }), { abortSignal }))

describe('with the SDK of AWS', () => {
  test('a bucket that is there, and one that is not', async () => {
    await fetch(`${server.endpoint}/shop`, { method: 'PUT' })
    expect(await headOf(open()).run(context())).toEqual({ status: 'pass', ...measured })
    expect(await headOf(open(), 'missing').run(context())).toMatchObject({
      status: 'fail',
      code: 'not_found',
      output: expect.stringContaining('no such bucket'),
    })
  })

  test.each([
    [403, 'forbidden', 'the bucket can be reached, but the keys may not use it'],
    [404, 'not_found', 'no such bucket, or no such key'],
    [503, '503', 'the store answered 503'],
    [301, '301', 'the store answered 301'],
  ])('%i', async (status, code, output) => {
    const reading = await (await answering(status)).run(context())
    expect(reading).toEqual({ status: 'fail', code, output, ...measured })
  })

  test('nobody there', async () => {
    expect(await headOf(open('http://127.0.0.1:1')).run(context())).toMatchObject({ code: 'ECONNREFUSED' })
  })

  test('an abort ends the request', async () => {
    const store = createServer(() => undefined).listen(0, '127.0.0.1')
    await once(store, 'listening')
    const arrived = once(store, 'request')
    const client = open(`http://127.0.0.1:${(store.address() as AddressInfo).port}`)
    const controller = new AbortController()
    const running = headOf(client).run(context(controller.signal))
    await arrived
    controller.abort()
    expect(await running).toMatchObject({ status: 'fail', code: 'aborted' })
    // It closes by itself when no connection is left.
    store.close()
    await once(store, 'close')
  })
})

describe('with a store that throws a KeelsonError', () => {
  const failing = (error: unknown) => s3Probe(() => Promise.reject(error as Error)).run(context())

  test.each([
    [new KeelsonError('no', { code: 'forbidden', status: 403 }), 'forbidden'],
    [new KeelsonError('no', { code: 'not_found', status: 404 }), 'not_found'],
    [new KeelsonError('slow down', { code: 'rate_limited', status: 503 }), '503'],
    [new KeelsonError('bad keys', { code: 'auth' }), 'auth'],
    [
      new KeelsonError('no answer', { code: 'network', cause: { name: 'Error', message: 'x', code: 'ECONNRESET' } }),
      'ECONNRESET',
    ],
  ])('%s has the code %s', async (error, code) => {
    expect(await failing(error)).toMatchObject({ status: 'fail', code, output: expect.stringContaining(error.message) })
  })

  test('keys that an error repeats are not shown', async () => {
    const secrets = ['wJalrXUtnFEMI-K7MDENG']
    const probe = s3Probe(() => Promise.reject(new Error('signed with wJalrXUtnFEMI-K7MDENG')), { secrets })
    expect(await probe.run(context())).toMatchObject({ code: 'error', output: 'signed with [secret]' })
  })
})

test('it costs a request', () => {
  expect(s3Probe(async () => undefined)).toMatchObject({ name: 's3', kind: 's3', cost: { commands: 1 } })
})
