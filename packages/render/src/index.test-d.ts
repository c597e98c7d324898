import type { Pages, Resume, Secret } from '@keelson/core'
import { describe, expectTypeOf, test } from 'vitest'
import * as render from './index.js'

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
      render.followLogs(client, { resource: ['srv-1'], direction: 'backward' })
      // @ts-expect-error no such method
      void render.request(client, 'FETCH /services')
      // @ts-expect-error a path begins with a slash
      void render.request(client, 'GET services')
      // @ts-expect-error misspelt option of a call
      void render.getService(client, { serviceId: 'srv-1' }, { timeout: 1000 })
      // @ts-expect-error misspelt option of a client
      render.createRenderClient({ apikey: 'rnd_x' })
    }
    expectTypeOf(never).toBeFunction()
  })

  test('name any region, but complete the known ones', () => {
    expectTypeOf<'frankfurt'>().toExtend<NonNullable<render.ServiceDetailsParams['region']>>()
    expectTypeOf<'mars'>().toExtend<NonNullable<render.ServiceDetailsParams['region']>>()
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
