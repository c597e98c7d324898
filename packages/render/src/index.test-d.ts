import type { Pages, Resume, Secret } from '@keelson/core'
import { describe, expectTypeOf, test } from 'vitest'
import * as render from './index.js'
import { followLogs } from './logs/index.js'
import * as datastores from './datastores/index.js'

const client = render.createRenderClient()

describe('answers', () => {
  test('have the documented fields and no others', () => {
    expectTypeOf(render.getService(client, { serviceId: 'srv-1' })).resolves.toEqualTypeOf<render.Service>()
    expectTypeOf(render.listServices(client)).toEqualTypeOf<Pages<render.Service>>()
    expectTypeOf<render.Service['name']>().toEqualTypeOf<string>()
    expectTypeOf<render.Service['serviceDetails']['url']>().toEqualTypeOf<string | undefined>()
    // @ts-expect-error misspelt
    expectTypeOf<render.Service['nmae']>()
    // @ts-expect-error misspelt, deeper
    expectTypeOf<render.Service['serviceDetails']['helthCheckPath']>()
    // @ts-expect-error misspelt
    expectTypeOf<render.Deploy['sttaus']>()
    // @ts-expect-error misspelt
    expectTypeOf<render.EnvVar['vaule']>()
    // @ts-expect-error misspelt
    expectTypeOf<render.Log['mesage']>()
    // @ts-expect-error misspelt
    expectTypeOf<render.CreatedService['deployID']>()
    // @ts-expect-error misspelt
    expectTypeOf<datastores.Postgres['databseName']>()
    // @ts-expect-error misspelt
    expectTypeOf<datastores.KeyValue['polan']>()
    expectTypeOf<datastores.PostgresConnectionInfo['internalConnectionString']>().toEqualTypeOf<Secret>()
    expectTypeOf<datastores.KeyValueConnectionInfo['cliCommand']>().toEqualTypeOf<Secret>()
    expectTypeOf<datastores.PostgresExport['url']>().toEqualTypeOf<Secret | undefined>()
  })

  test('have no index signature', () => {
    expectTypeOf<string extends keyof render.Service ? true : false>().toEqualTypeOf<false>()
    expectTypeOf<string extends keyof render.Service['serviceDetails'] ? true : false>().toEqualTypeOf<false>()
    expectTypeOf<string extends keyof render.Deploy ? true : false>().toEqualTypeOf<false>()
    expectTypeOf<string extends keyof NonNullable<render.Deploy['commit']> ? true : false>().toEqualTypeOf<false>()
    expectTypeOf<string extends keyof render.EnvVar ? true : false>().toEqualTypeOf<false>()
    expectTypeOf<string extends keyof render.Log ? true : false>().toEqualTypeOf<false>()
  })

  test('states are those that are known, and any that is added', () => {
    expectTypeOf<'live'>().toExtend<render.Deploy['status']>()
    expectTypeOf<'hibernating'>().toExtend<render.Deploy['status']>()
    expectTypeOf<'hibernating'>().not.toExtend<render.DeployStatus>()
    expectTypeOf<render.DeployStatus>().toExtend<render.Deploy['status']>()
  })

  test('hold values as Secret', () => {
    expectTypeOf<render.EnvVar['value']>().toEqualTypeOf<Secret>()
    expectTypeOf(
      render.setEnvVar(client, { serviceId: 's', key: 'K', value: 'v' }),
    ).resolves.toEqualTypeOf<render.EnvVar>()
  })
})

describe('parameters', () => {
  test('that are misspelt, missing or of another kind do not compile', () => {
    // Never run: only that it does not compile counts.
    const never = () => {
      // @ts-expect-error misspelt
      render.listServices(client, { nmae: 'shop' })
      // @ts-expect-error misspelt
      void render.getService(client, { serviceID: 'srv-1' })
      // @ts-expect-error missing
      void render.getDeploy(client, { serviceId: 'srv-1' })
      // @ts-expect-error not a type of service
      void render.createService(client, { type: 'webservice', name: 'shop' })
      // @ts-expect-error misspelt, deeper
      void render.createService(client, { type: 'web_service', name: 'shop', serviceDetails: { pln: 'free' } })
      // @ts-expect-error a region is for ever
      void render.updateService(client, { serviceId: 'srv-1', serviceDetails: { region: 'oregon' } })
      // @ts-expect-error a status that is not documented
      render.listDeploys(client, { serviceId: 'srv-1', status: ['alive'] })
      // @ts-expect-error a value or generateValue
      void render.replaceAllEnvVars(client, { serviceId: 'srv-1', envVars: [{ key: 'A' }] })
      // @ts-expect-error at least the list
      render.listLogs(client, {})
      // @ts-expect-error followLogs goes forward only
      followLogs(client, { resource: ['srv-1'], direction: 'backward' })
      // @ts-expect-error misspelt option of a call
      void render.getService(client, { serviceId: 'srv-1' }, { timeout: 1000 })
      // @ts-expect-error misspelt option of a client
      render.createRenderClient({ apikey: 'rnd_x' })
    }
    expectTypeOf(never).toBeFunction()
  })

  test('name the known regions and no other', () => {
    expectTypeOf<'frankfurt'>().toExtend<NonNullable<render.ServiceDetailsParams['region']>>()
    expectTypeOf<'mars'>().not.toExtend<NonNullable<render.ServiceDetailsParams['region']>>()
  })
})

describe('waiting and ensuring', () => {
  test('a check has a value, a resume and a time', () => {
    expectTypeOf(render.checkDeploy(client, { serviceId: 's', deployId: 'd' })).resolves.toEqualTypeOf<{
      readonly done: boolean
      readonly value: render.Deploy
      readonly resume: Resume
      readonly nextCheckMs: number
    }>()
    expectTypeOf<render.DeployError['outcome']>().toEqualTypeOf<render.DeployFailure>()
    expectTypeOf<render.DeployError['deploy']>().toEqualTypeOf<render.Deploy>()
    expectTypeOf<render.DeployError['resume']>().toEqualTypeOf<Resume | undefined>()
  })

  test('outcomes and actions are words to switch on', () => {
    expectTypeOf<render.EnsuredService['outcome']>().toEqualTypeOf<'created' | 'existing' | 'updated'>()
    expectTypeOf<render.ServicePlan['action']>().toEqualTypeOf<'create' | 'update' | 'none'>()
    expectTypeOf<render.EnvVarChange['action']>().toEqualTypeOf<'add' | 'update' | 'remove'>()
  })
})

describe('request', () => {
  const path = { serviceId: 'srv-1' }

  test('answers what is documented for the operation', () => {
    const job = render.request(client, 'POST /services/{serviceId}/jobs', { path, body: { startCommand: 'date' } })
    expectTypeOf(job).resolves.toHaveProperty('startCommand').toEqualTypeOf<string>()
    expectTypeOf(render.request(client, 'POST /services/{serviceId}/suspend', { path })).resolves.toBeUndefined()
    // Render answers 201 with the deploy, or 202 with nothing.
    const deploy = render.request(client, 'POST /services/{serviceId}/deploys', { path, body: {} })
    expectTypeOf(deploy).resolves.toExtend<{ readonly id: string } | undefined>()
    expectTypeOf<undefined>().toExtend<Awaited<typeof deploy>>()
  })

  test('states of an answer are open, those of a body are not', () => {
    type Job = render.RenderOperations['POST /services/{serviceId}/jobs']['response']
    expectTypeOf<'hibernating'>().toExtend<NonNullable<Job['status']>>()
    type Body = NonNullable<render.RenderOperations['POST /services/{serviceId}/deploys']['params']['body']>
    expectTypeOf<Body['clearCache']>().toEqualTypeOf<'clear' | 'do_not_clear' | undefined>()
  })

  test('takes no parameters where none is required', () => {
    const owners = render.request(client, 'GET /owners')
    expectTypeOf(owners).resolves.toEqualTypeOf<render.RenderOperations['GET /owners']['response']>()
    expectTypeOf(render.request(client, 'GET /owners', {}, { timeoutMs: 1000 })).toEqualTypeOf<typeof owners>()
    expectTypeOf(render.request(client, 'GET /owners', { query: { limit: 1 } })).toEqualTypeOf<typeof owners>()
  })

  test('takes a Secret where a body holds one', () => {
    const value = {} as Secret
    const path = { serviceId: 'srv-1', envVarKey: 'A' }
    const set = render.request(client, 'PUT /services/{serviceId}/env-vars/{envVarKey}', { path, body: { value } })
    expectTypeOf(set).resolves.toBeObject()
  })

  test('what is misspelt, missing or of another kind does not compile', () => {
    const never = () => {
      // @ts-expect-error misspelt
      void render.request(client, 'GET /service')
      // @ts-expect-error no such method
      void render.request(client, 'PUT /services')
      // @ts-expect-error an id instead of its name
      void render.request(client, 'GET /services/srv-1')
      // @ts-expect-error without the path
      void render.request(client, 'GET /services/{serviceId}')
      // @ts-expect-error misspelt parameter of the path
      void render.request(client, 'GET /services/{serviceId}', { path: { serviceID: 'srv-1' } })
      // @ts-expect-error half of the path
      void render.request(client, 'GET /services/{serviceId}/deploys/{deployId}', { path })
      // @ts-expect-error misspelt parameter of the query
      void render.request(client, 'GET /services', { query: { nmae: ['shop'] } })
      // @ts-expect-error without the body
      void render.request(client, 'POST /services/{serviceId}/jobs', { path })
      // @ts-expect-error a field of the body is missing
      void render.request(client, 'POST /services/{serviceId}/jobs', { path, body: {} })
      // @ts-expect-error misspelt field of the body
      void render.request(client, 'POST /services/{serviceId}/scale', { path, body: { numInstance: 2 } })
      // @ts-expect-error not one of its values
      void render.request(client, 'POST /services/{serviceId}/deploys', { path, body: { clearCache: 'yes' } })
      // @ts-expect-error a form, which is not sent
      void render.request(client, 'POST /blueprints/validate', { body: { ownerId: 'tea-1' } })
      // @ts-expect-error misspelt option of a call
      void render.request(client, 'GET /owners', {}, { timeout: 1000 })
    }
    expectTypeOf(never).toBeFunction()
  })

  test('a list whose name is repeated is named', () => {
    const never = () => {
      const operation = 'GET /services/{serviceId}/deploys'
      void render.request(client, operation, { path })
      void render.request(client, operation, { path, query: { limit: 1 } })
      void render.request(client, operation, { path, query: { status: ['live'] }, repeat: ['status'] })
      // @ts-expect-error it would be joined by commas
      void render.request(client, operation, { path, query: { status: ['live'] } })
      // @ts-expect-error not a list
      void render.request(client, operation, { path, query: { status: ['live'] }, repeat: ['limit'] })
      // @ts-expect-error none of its lists is repeated
      void render.request(client, 'GET /services', { query: { name: ['shop'] }, repeat: ['name'] })
      void render.request(client, 'GET /logs', {
        query: { ownerId: 'tea-1', resource: ['srv-1'] },
        repeat: ['resource'],
      })
      // @ts-expect-error it would be joined by commas
      void render.request(client, 'GET /logs', { query: { ownerId: 'tea-1', resource: ['srv-1'] } })
    }
    expectTypeOf(never).toBeFunction()
  })
})
