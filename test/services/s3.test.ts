import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { expect, onTestFinished, test } from 'vitest'
import { startS3 } from './s3.ts'

async function open() {
  const server = await startS3()
  onTestFinished(() => server.stop())
  const { endpoint, region, accessKeyId, secretAccessKey } = server
  const client = new S3Client({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle: true,
    maxAttempts: 1,
  })
  await client.send(new CreateBucketCommand({ Bucket: 'media' }))
  return { client, endpoint }
}

const object = { Bucket: 'media', Key: 'a folder/é.txt' }

test('an object is put, read, listed and deleted with the headers that it was given', async () => {
  const { client } = await open()
  const headers = { ContentType: 'text/plain', CacheControl: 'public, max-age=60', ContentEncoding: 'identity' }
  await client.send(new PutObjectCommand({ ...object, Body: 'hello', Metadata: { origin: 'test' }, ...headers }))
  expect(await client.send(new HeadObjectCommand(object))).toMatchObject({ ...headers, ContentLength: 5 })
  const read = await client.send(new GetObjectCommand(object))
  expect(read).toMatchObject({ ...headers, Metadata: { origin: 'test' } })
  expect(await read.Body?.transformToString()).toBe('hello')
  const list = await client.send(new ListObjectsV2Command({ Bucket: 'media', Prefix: 'a folder/' }))
  expect(list.Contents?.map(({ Key }) => Key)).toEqual([object.Key])
  await client.send(new DeleteObjectCommand(object))
  await expect(client.send(new GetObjectCommand(object))).rejects.toBeInstanceOf(NoSuchKey)
})

test('anybody reads an object, with ranges and conditions', async () => {
  const { client, endpoint } = await open()
  await client.send(new PutObjectCommand({ ...object, Body: 'hello', ContentType: 'text/plain' }))
  const url = `${endpoint}/media/a%20folder/%C3%A9.txt`
  const whole = await fetch(url)
  expect([whole.status, await whole.text()]).toEqual([200, 'hello'])
  const part = await fetch(url, { headers: { range: 'bytes=1-2' } })
  expect([part.status, await part.text()]).toEqual([206, 'el'])
  const same = await fetch(url, { headers: { 'if-none-match': whole.headers.get('etag') ?? '' } })
  expect(same.status).toBe(304)
})

test('it listens on this machine only and is gone after stop', async () => {
  const server = await startS3()
  expect(server.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  await server.stop()
  await expect(fetch(server.endpoint)).rejects.toThrow('fetch failed')
})
