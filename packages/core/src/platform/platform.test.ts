import { describe, expect, test } from 'vitest'
import { checkEnv, defineEnv, readEnv } from '../env/env.js'
import { detectPlatform, type DetectedPlatform } from './index.js'
import * as platform from './index.js'

const lambda = { AWS_LAMBDA_FUNCTION_NAME: 'shop', AWS_REGION: 'eu-central-1', LAMBDA_TASK_ROOT: '/var/task' }
const kubernetes = { KUBERNETES_SERVICE_HOST: '10.131.0.1' }

const places: readonly (readonly [object, DetectedPlatform | undefined])[] = [
  [{}, undefined],
  [{ RENDER: '', VERCEL: '0', CI: 'false' }, undefined],
  [
    {
      ...kubernetes,
      RENDER: 'true',
      IS_PULL_REQUEST: 'false',
      RENDER_WEB_CONCURRENCY: '1',
      RENDER_EXTERNAL_URL: 'https://shop.onrender.com',
      RENDER_GIT_COMMIT: 'f9f9d37',
      RENDER_GIT_BRANCH: 'main',
      RENDER_INSTANCE_ID: 'srv-1-abc',
    },
    {
      name: 'render',
      phase: 'run',
      url: 'https://shop.onrender.com',
      commit: 'f9f9d37',
      branch: 'main',
      instance: 'srv-1-abc',
    },
  ],
  [
    { RENDER: 'true', CI: 'true', IS_PULL_REQUEST: 'true' },
    { name: 'render', phase: 'build', environment: 'preview' },
  ],
  [
    {
      ...lambda,
      VERCEL: '1',
      VERCEL_ENV: 'production',
      VERCEL_URL: 'shop-1.vercel.app',
      VERCEL_PROJECT_PRODUCTION_URL: 'shop.example',
      VERCEL_REGION: 'fra1',
    },
    { name: 'vercel', phase: 'run', environment: 'production', url: 'https://shop.example', region: 'fra1' },
  ],
  [
    {
      VERCEL: '1',
      CI: '1',
      VERCEL_ENV: 'preview',
      VERCEL_URL: 'a.vercel.app',
      VERCEL_PROJECT_PRODUCTION_URL: 'b.example',
    },
    { name: 'vercel', phase: 'build', environment: 'preview', url: 'https://a.vercel.app' },
  ],
  [
    { NETLIFY: 'true', CONTEXT: 'deploy-preview', URL: 'https://a.example', DEPLOY_PRIME_URL: 'https://b.example' },
    { name: 'netlify', phase: 'build', environment: 'preview', url: 'https://b.example' },
  ],
  [
    { CF_PAGES: '1', CF_PAGES_BRANCH: 'main' },
    { name: 'cloudflare-pages', phase: 'build', branch: 'main' },
  ],
  [
    { WORKERS_CI: '1', WORKERS_CI_COMMIT_SHA: 'f9f9d37' },
    { name: 'cloudflare-workers', phase: 'build', commit: 'f9f9d37' },
  ],
  [
    { FLY_APP_NAME: 'shop', FLY_REGION: 'ams', FLY_MACHINE_ID: '1' },
    { name: 'fly', phase: 'run', url: 'https://shop.fly.dev', region: 'ams', instance: '1' },
  ],
  [
    { RAILWAY_ENVIRONMENT_ID: '1', RAILWAY_ENVIRONMENT_NAME: 'production', RAILWAY_PUBLIC_DOMAIN: 'a.up.railway.app' },
    { name: 'railway', environment: 'production', url: 'https://a.up.railway.app' },
  ],
  [
    { DYNO: 'web.1', HEROKU_PR_NUMBER: '7' },
    { name: 'heroku', phase: 'run', environment: 'preview', instance: 'web.1' },
  ],
  [
    { DYNO: 'web.1', HEROKU_BUILD_COMMIT: 'f9f9d37', HEROKU_SLUG_COMMIT: '0a54245' },
    { name: 'heroku', phase: 'run', instance: 'web.1', commit: 'f9f9d37' },
  ],
  [
    { DYNO: 'web.1', HEROKU_SLUG_COMMIT: '0a54245' },
    { name: 'heroku', phase: 'run', instance: 'web.1', commit: '0a54245' },
  ],
  [lambda, { name: 'aws-lambda', phase: 'run', region: 'eu-central-1' }],
  [
    { CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_SHA: 'f9f9d37', GITHUB_REF_NAME: '7/merge', GITHUB_HEAD_REF: 'fix' },
    { name: 'github-actions', phase: 'pipeline', commit: 'f9f9d37', branch: 'fix' },
  ],
  [kubernetes, { name: 'kubernetes', phase: 'run' }],
  [{ CI: 'true' }, { name: 'ci', phase: 'pipeline' }],
]

test.each(places)('%j is detected', (env, expected) => {
  expect(JSON.parse(JSON.stringify(detectPlatform(env) ?? null))).toEqual(expected ?? null)
})

describe('the variables of a platform', () => {
  const sets = Object.entries(platform).flatMap(([name, make]) => (name.endsWith('Variables') ? [[name, make]] : []))

  test.each(sets)('%s can be spread into a definition, and may all be missing', (_, make) => {
    const definition = defineEnv({ ...(make as () => ReturnType<typeof platform.flyVariables>)() })
    expect(checkEnv(definition, {})).toEqual([])
    expect(Object.keys(definition.variables).length).toBeGreaterThan(3)
  })

  test('there is one for every platform that has any', () => {
    expect(sets).toHaveLength(9)
  })

  test('are read with their types', () => {
    const env = readEnv(defineEnv({ ...platform.renderVariables(), ...platform.vercelVariables() }), {
      RENDER: 'true',
      IS_PULL_REQUEST: 'false',
      RENDER_CPU_COUNT: '0.5',
      RENDER_EXTERNAL_URL: '',
      RENDER_SERVICE_TYPE: 'web',
      VERCEL_ENV: 'preview',
    })
    expect([env.RENDER, env.IS_PULL_REQUEST, env.RENDER_CPU_COUNT, env.PORT]).toEqual([true, false, 0.5, 10_000])
    expect([env.RENDER_EXTERNAL_URL, env.RENDER_SERVICE_TYPE, env.VERCEL_ENV]).toEqual([undefined, 'web', 'preview'])
  })

  test('take a branch of any name', () => {
    const definition = defineEnv({ ...platform.renderVariables() })
    expect(
      checkEnv(definition, { RENDER_GIT_BRANCH: 'todo', RENDER_EXTERNAL_URL: 'https://your-app.onrender.com' }),
    ).toEqual([])
  })
})
