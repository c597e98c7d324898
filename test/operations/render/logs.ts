import * as render from '@keelson/render'
import { expect } from 'vitest'
import { row, type RenderWorld } from './world.ts'

const times = { startTime: '2026-01-01T00:00:00Z', endTime: '2026-01-01T01:00:00Z' }
const sentTimes = 'startTime=2026-01-01T00%3A00%3A00Z&endTime=2026-01-01T01%3A00%3A00Z'

/** A request's line, which has every label. */
async function logRequest({ fake, serviceId }: RenderWorld): Promise<object> {
  const labels = { host: 'shop.test', method: 'GET', path: '/cart', statusCode: '502', task: 't', taskRun: 'r' }
  fake.state.log({ message: 'GET /cart', resource: serviceId, type: 'request', labels })
  return {}
}

export const rows = [
  row({
    operation: 'listLogs with every filter',
    call: ({ client, serviceId }) =>
      render
        .listLogs(client, {
          resource: [serviceId, serviceId],
          ...times,
          direction: 'forward',
          type: ['app', 'build'],
          level: ['info', 'error'],
          text: ['hello', 'bye'],
          instance: [serviceId, 'x'],
        })
        .toArray(),
    requests: [
      `GET /logs?limit=100&resource=srv&resource=srv&${sentTimes}` +
        '&direction=forward&type=app&type=build&level=info&level=error&text=hello&text=bye&instance=srv&instance=x&ownerId=tea-1',
    ],
    answer: [{ message: 'hello', labels: expect.arrayContaining([{ name: 'level', value: 'info' }]) }],
  }),
  row({
    operation: 'listLogs with the filters of requests',
    arrange: logRequest,
    call: ({ client, serviceId }) =>
      render
        .listLogs(client, {
          resource: [serviceId],
          host: ['shop.test', 'other.test'],
          method: ['GET', 'POST'],
          path: ['/cart', '/pay'],
          statusCode: ['502', '503'],
          task: ['t'],
          taskRun: ['r'],
        })
        .toArray(),
    requests: [
      'GET /logs?limit=100&resource=srv&host=shop.test&host=other.test&method=GET&method=POST&path=%2Fcart&path=%2Fpay' +
        '&statusCode=502&statusCode=503&task=t&taskRun=r&ownerId=tea-1',
    ],
    answer: [{ message: 'GET /cart', labels: expect.arrayContaining([{ name: 'statusCode', value: '502' }]) }],
  }),
  row({
    operation: 'listLogValues with every filter',
    arrange: logRequest,
    call: ({ client, serviceId }) =>
      render.listLogValues(client, {
        label: 'statusCode',
        resource: [serviceId],
        ...times,
        direction: 'backward',
        type: ['request'],
        level: ['info'],
        text: ['cart'],
        instance: [serviceId],
        host: ['shop.test'],
        method: ['GET'],
        path: ['/cart'],
        statusCode: ['502'],
        task: ['t'],
        taskRun: ['r'],
      }),
    requests: [
      `GET /logs/values?limit=100&label=statusCode&resource=srv&${sentTimes}&direction=backward&type=request&level=info` +
        '&text=cart&instance=srv&host=shop.test&method=GET&path=%2Fcart&statusCode=502&task=t&taskRun=r&ownerId=tea-1',
    ],
    answer: ['502'],
  }),
]

export const refusals = [
  {
    operation: 'listLogs of nothing',
    call: (client: render.RenderClient) => render.listLogs(client, { resource: [] }).first(),
    says: ['resource'],
  },
  {
    operation: 'listLogValues of a label without values',
    call: (client: render.RenderClient) =>
      render.listLogValues(client, { resource: ['srv-1'], label: 'path' as render.LogLabel }),
    says: ['label', 'statusCode'],
  },
]
