import { isKeelsonError, Secret } from '@keelson/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { BlueprintFile } from './blueprint-file.js'
import { defineBlueprint } from './define-blueprint.js'
import { formatBlueprint } from './format-blueprint.js'
import { parseBlueprint } from './parse-blueprint.js'

const web = {
  type: 'web',
  name: 'shop',
  runtime: 'python',
  buildCommand: 'pip install -r requirements.txt',
  startCommand: 'gunicorn shop.wsgi',
} as const

function messageOf(run: () => unknown): string {
  try {
    run()
    return 'nothing was refused'
  } catch (error) {
    if (!isKeelsonError(error) || error.code !== 'config') throw error
    return error.message
  }
}

describe('defineBlueprint', () => {
  test('puts fields in their usual order and leaves out what is undefined', () => {
    const blueprint = defineBlueprint({
      services: [{ healthCheckPath: '/healthz', plan: undefined, ...web }],
      databases: [{ plan: 'free', name: 'db' }],
    })
    expect(Object.keys(blueprint)).toEqual(['services', 'databases'])
    expect(Object.keys(blueprint.services![0]!)).toEqual([
      'type',
      'name',
      'runtime',
      'buildCommand',
      'startCommand',
      'healthCheckPath',
    ])
  })

  const input = (file: unknown) => file as BlueprintFile
  const variable = (one: unknown, context = {}) =>
    messageOf(() => defineBlueprint(input({ services: [{ ...web, envVars: [one] }] }), context))

  test.each<[string, unknown, string]>([
    [
      'an unknown name',
      { services: [{ ...web, healthcheckPath: '/' }] },
      'services[0].healthcheckPath is not known of a service: healthCheckPath is',
    ],
    [
      'a wrong word',
      { services: [{ ...web, region: 'frankfort' }] },
      'services[0].region cannot be "frankfort" (nearest: frankfurt), only oregon, ohio, frankfurt',
    ],
    [
      'the old name of runtime',
      { services: [{ type: 'web', name: 'a', env: 'node' }] },
      'services[0].env is not known of a service: runtime is',
    ],
    ['a missing field', { services: [{ type: 'cron', name: 'a', runtime: 'node' }] }, 'services[0] has no schedule'],
    [
      'an unknown type',
      { services: [{ type: 'static', name: 'a' }] },
      'a static site is a web service with runtime: static',
    ],
    [
      'a number as version',
      { databases: [{ name: 'a', postgresMajorVersion: 16 }] },
      'must be a text, not the number 16: put it in quotes',
    ],
    ['a size between', { databases: [{ name: 'a', diskSizeGB: 12 }] }, 'must be 1 or a multiple of 5, not 12'],
    [
      'a number out of range',
      { services: [{ ...web, maxShutdownDelaySeconds: 400 }] },
      'must be a whole number from 1 to 300, not the number 400',
    ],
    ['two of a name', { services: [web, web] }, 'services[1] is a second service shop, after services[0]'],
    [
      'a replica that is called as a database',
      { databases: [{ name: 'a', readReplicas: [{ name: 'a' }] }] },
      'is a second database a',
    ],
    [
      'a domain of two services',
      {
        services: [
          { ...web, domains: ['a.example'] },
          { ...web, name: 'b', domains: ['A.example'] },
        ],
      },
      'services[1].domains[0] is a second service with the domain a.example, after services[0].domains[0]',
    ],
    [
      'both ways to build',
      { services: [{ ...web, buildSource: 'api' }] },
      'has a buildSource, which says everything about runtime, buildCommand',
    ],
    [
      'a build source that is not there',
      { services: [{ type: 'web', name: 'a', buildSource: 'api' }] },
      'names the build source "api", which is not in the blueprint, which has none',
    ],
    [
      'half a surrogate pair',
      { services: [{ ...web, startCommand: '\ud800' }] },
      'has a character that no file can hold',
    ],
    ['nothing', { services: null }, 'services has nothing in it: leave it out'],
    ['no object', [], 'the blueprint must be an object, not a list'],
  ])('refuses %s', (_, file, message) => {
    expect(messageOf(() => defineBlueprint(input(file)))).toContain(message)
  })

  test.each<[string, unknown, string]>([
    [
      'two sources',
      { key: 'A', fromGroup: 'x', fromDatabase: { name: 'd', property: 'host' } },
      'has fromDatabase and fromGroup, and a variable has one source',
    ],
    [
      'a database that is not there',
      { key: 'A', fromDatabase: { name: 'd', property: 'host' } },
      'names the database "d", which is not in the blueprint',
    ],
    ['a group that is not there', { fromGroup: 'shared' }, 'names the group "shared"'],
    [
      'a service of another type',
      { key: 'A', fromService: { type: 'pserv', name: 'shop', property: 'host' } },
      'is pserv, but shop is of the type web',
    ],
    [
      'an address of a database from a service',
      { key: 'A', fromService: { type: 'web', name: 'shop', property: 'connectionString' } },
      'is connectionString, which a web does not have',
    ],
    [
      'a misspelt variable',
      { key: 'AB', fromService: { type: 'web', name: 'shop', envVarKey: 'ABC' } },
      'is ABC, which shop does not have, but AB',
    ],
    ['a name that is none', { key: 'A B', value: '' }, 'key cannot be "A B"'],
    ['a number that readers disagree on', { key: 'A', value: 1e21 }, 'cannot be the number 1e+21: give it as a text'],
    ['a boolean', { key: 'A', value: true }, 'must be a text, not the boolean true: put it in quotes'],
  ])('refuses a variable with %s', (_, one, message) => {
    expect(variable(one)).toContain(message)
  })

  test('takes what is in the workspace', () => {
    const one = { key: 'A', fromDatabase: { name: 'd', property: 'host' } }
    expect(variable(one, { existing: { databases: ['d'] } })).toBe('nothing was refused')
    expect(variable({ fromGroup: 'g' }, { existing: { envVarGroups: ['g'] } })).toBe('nothing was refused')
  })

  test('never holds a secret, nor shows one', () => {
    const said = variable({ key: 'TOKEN', value: new Secret('rnd_123456') })
    expect(said).toContain('services[0].envVars[0].value is a Secret, and the file is in the repository')
    expect(said).not.toContain('rnd_')
    expect(variable({ key: 'TOKEN', sync: `rnd_${'x'.repeat(60)}` })).not.toContain('rnd_')
  })

  test('tells every problem at once', () => {
    const said = messageOf(() =>
      defineBlueprint(input({ services: [{ ...web, plan: 'huge', region: 'mars' }], servces: [] })),
    )
    expect(said).toMatch(/^The blueprint has 3 problems:\n {2}servces is not known of a blueprint: services is\n/)
  })
})

describe('parseBlueprint', () => {
  const problem = (text: string) => messageOf(() => parseBlueprint(text)).replace(/^.*\n +/, '')

  test.each([
    ['a key twice', 'services: []\nservices: []\n', 'line 2, column 1: the same key a second time in one object'],
    ['a tab', 'services:\n\t- type: web\n', 'line 2, column 1: a tab, where YAML only takes spaces'],
    [
      'a second document',
      'services: []\n---\nservices: []\n',
      'line 2, column 1: a second document, and Render reads one',
    ],
    ['an alias of nothing', 'services: *all\n', 'line 1, column 11: nothing in front of it is called &all'],
    ['an alias of itself', 'services: &all [*all]\n', 'line 1, column 17: all holds itself'],
    [
      'a number that is read as another',
      'databases:\n  - name: 007\n',
      'line 2, column 11: 007 is read as the number 7: put it in quotes',
    ],
    [
      'a time',
      'databases:\n  - name: 12:30\n',
      'line 2, column 11: 12:30 is a number to some readers of YAML: put it in quotes',
    ],
    ['a date', 'databases:\n  - name: 2026-01-31\n', 'is a date to some readers of YAML: put it in quotes'],
    ['an empty file', '', 'line 1, column 1: the blueprint has nothing in it'],
    [
      'an unknown name',
      'services:\n  - type: web\n    name: a\n    runtime: node\n    heathCheckPath: /\n',
      'line 5, column 5: services[0].heathCheckPath is not known of a service: healthCheckPath is',
    ],
  ])('refuses %s', (_, text, message) => {
    expect(problem(text)).toContain(message)
  })

  test('aliases that grow beyond all bounds', () => {
    const lines = Array.from(
      { length: 12 },
      (_, index) => `x${index + 1}: &x${index + 1} [${`*x${index}, `.repeat(9)}]`,
    )
    expect(problem(`x0: &x0 [a]\n${lines.join('\n')}\n`)).toMatch(
      /^line 1, column 1: its aliases make more than 1000000 parts of it/,
    )
  })

  test('one alias as often as there are services', () => {
    const worker = (name: string, variables: string) =>
      `  - {type: worker, name: ${name}, runtime: node, envVars: ${variables}}\n`
    const more = Array.from({ length: 300 }, (_, index) => worker(`jobs-${index}`, '*all'))
    const { services = [] } = parseBlueprint(
      `services:\n${worker('jobs', '&all [{key: A, value: b}]')}${more.join('')}`,
    )
    expect(services).toHaveLength(301)
    expect(services[300]).toMatchObject({ name: 'jobs-299', envVars: [{ key: 'A', value: 'b' }] })
  })

  test('what an alias stands for is the last of its name in front of it', () => {
    const text = 'services: &a []\ndatabases: &a [{name: *b}]\nenvVarGroups: *a\n'
    expect(problem(text)).toBe('line 2, column 23: nothing in front of it is called &b')
    expect(problem('services: &a\n  - &a {type: worker, name: x, runtime: node, envVars: *a}\n')).toBe(
      'line 2, column 56: a holds itself',
    )
    expect(parseBlueprint('services: &a []\ndatabases: &a [{name: b}]\nprojects: *a\n').projects).toEqual([
      { name: 'b' },
    ])
  })

  test('reads aliases, merged maps and the old name of runtime', () => {
    const text = `services:
  - &api
    type: web
    name: api
    env: node
    envVars: &variables
      - key: ENV
        value: "1"
  - <<: *api
    name: api-2
  - type: worker
    name: jobs
    runtime: node
    envVars: *variables
`
    const { services = [] } = parseBlueprint(text)
    expect(services.map(({ name }) => name)).toEqual(['api', 'api-2', 'jobs'])
    expect(services[1]).toEqual({ type: 'web', name: 'api-2', runtime: 'node', envVars: [{ key: 'ENV', value: '1' }] })
    expect(services[2]).toMatchObject({ envVars: [{ key: 'ENV', value: '1' }] })
  })

  test('does not take __proto__ for what it is not', () => {
    expect(problem('__proto__: {services: []}\n')).toContain('__proto__ is not known of a blueprint')
  })
})

test('formatBlueprint writes what was defined', () => {
  const text = formatBlueprint({
    services: [
      {
        ...web,
        autoDeployTrigger: 'off',
        buildFilter: { paths: ['a/**'] },
        envVars: [{ key: 'DEBUG', value: 'no' }],
        preDeployCommand: 'set -e\n\nmigrate # once\n',
      },
    ],
    databases: [{ name: 'db', postgresMajorVersion: '16', ipAllowList: [] }],
  })
  expect(text).toBe(`# yaml-language-server: $schema=https://render.com/schema/render.yaml.json
services:
  - type: web
    name: shop
    runtime: python
    buildFilter:
      paths:
        - "a/**"
    buildCommand: pip install -r requirements.txt
    preDeployCommand: |
      set -e

      migrate # once
    startCommand: gunicorn shop.wsgi
    autoDeployTrigger: "off"
    envVars:
      - key: DEBUG
        value: "no"
databases:
  - name: db
    postgresMajorVersion: "16"
    ipAllowList: []
`)
})

test('what is written is read back', { timeout: 30_000 }, () => {
  const text = fc.string({ unit: 'binary', maxLength: 40 }).filter((one) => !one.includes('\0') && one.isWellFormed())
  const value = fc.oneof(text, fc.integer(), fc.constantFrom('no', '1_0', '0o7', '=', '<<', '.5', '1e3', '~', '12:30'))
  fc.assert(
    fc.property(text, fc.array(value, { maxLength: 6 }), (name, values) => {
      const envVars = values.map((one, index) => ({ key: `KEY_${index}`, value: one }))
      const blueprint = { envVarGroups: [{ name, envVars }] }
      expect(parseBlueprint(formatBlueprint(blueprint))).toEqual(blueprint)
    }),
    { seed: 4, numRuns: 100 },
  )
})
