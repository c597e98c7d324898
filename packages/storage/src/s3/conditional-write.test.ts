import { startTestServer, type Reply, type TestServer } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import { custom } from '../stores/custom.js'
import { createS3Store } from './index.js'

const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI-K7MDENG-bPxRfiCY' }

function storeAt({ url }: TestServer, maxAttempts = 1) {
  const capabilities = { conditionalPut: true }
  return createS3Store(custom({ endpoint: url, region: 'gra', bucket: 'shop', ...keys, capabilities }), { maxAttempts })
}

const refusal = (status: number, code: string): Reply => ({
  status,
  text: `<?xml version="1.0"?><Error><Code>${code}</Code></Error>`,
})
const unmet = refusal(412, 'PreconditionFailed')
const ok: Reply = { headers: { etag: '"new"' } }

describe('a write on condition', () => {
  test.each([
    [{ ifNoneMatch: '*' } as const, { 'if-none-match': '*' }],
    [{ ifMatch: 'old' }, { 'if-match': '"old"' }],
  ])('%o sends it', async (condition, headers) => {
    await using server = await startTestServer({ respond: [ok] })
    expect(await storeAt(server).put('a', 'x', condition)).toMatchObject({ etag: 'new' })
    expect(server.requests[0]?.headers).toMatchObject(headers)
  })

  test('that is not met is a conflict', async () => {
    await using server = await startTestServer({ respond: [unmet] })
    await expect(storeAt(server).put('a', 'x', { ifNoneMatch: '*' })).rejects.toMatchObject({
      code: 'conflict',
      status: 412,
      hint: 'Somebody else wrote it: read it again, then decide',
    })
    expect(server.requests).toHaveLength(1)
  })

  test('is sent with the bare ETag to a store that compares the quotes', async () => {
    await using server = await startTestServer({
      respond: ({ headers }) => (headers['if-match'] === 'old' ? ok : unmet),
    })
    expect(await storeAt(server).put('a', 'x', { ifMatch: 'old' })).toMatchObject({ etag: 'new' })
  })

  test.each<[string, Reply]>([
    ['not met either', unmet],
    ['refused, as R2 does without quotes', refusal(400, 'InvalidArgument')],
  ])('is a conflict when the bare ETag is %s', async (_, reply) => {
    await using server = await startTestServer({ respond: [unmet, reply] })
    await expect(storeAt(server).put('a', 'x', { ifMatch: 'old' })).rejects.toMatchObject({
      code: 'conflict',
      status: 412,
    })
    expect(server.requests).toHaveLength(2)
  })

  test('over nothing is a conflict, in no bucket it is not_found', async () => {
    await using server = await startTestServer({ respond: [refusal(404, 'NoSuchKey'), refusal(404, 'NoSuchKey')] })
    const store = storeAt(server)
    await expect(store.put('a', 'x', { ifMatch: 'old' })).rejects.toMatchObject({ code: 'conflict' })
    server.respond([refusal(404, 'NoSuchBucket')])
    await expect(store.put('a', 'x', { ifMatch: 'old' })).rejects.toMatchObject({ code: 'not_found' })
  })

  test.each<[string, Reply, string]>([
    ['a lost answer', { fault: 'reset' }, 'ambiguous_write'],
    ['an error of the server', refusal(500, 'InternalError'), 'ambiguous_write'],
    ['a plain refusal for load', refusal(503, 'SlowDown'), 'conflict'],
  ])('that is refused behind %s may have been carried out', async (_, reply, code) => {
    await using server = await startTestServer({ respond: [reply, unmet] })
    await expect(storeAt(server, 2).put('a', 'x', { ifNoneMatch: '*' })).rejects.toMatchObject({ code, attempts: 2 })
    expect(server.requests).toHaveLength(2)
  })
})
