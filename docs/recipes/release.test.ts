import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, symlink } from 'node:fs/promises'
import { promisify, stripVTControlCharacters } from 'node:util'
import type { Journal } from '@keelson/core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createRecipe, statuses, undos, type Recipe } from '../../test/run-recipe.ts'
import { findRedisProgram } from '../../test/services/redis-program.ts'

const greeting = 'A greeting that is nobody elses business'
let recipe: Recipe

beforeAll(async () => {
  recipe = await createRecipe({ GREETING: greeting })
  await mkdir(bareFolder())
  for (const name of ['sh', 'cp', 'ps', 'rm', 'sleep']) {
    const { stdout: path } = await promisify(execFile)('sh', ['-c', `command -v ${name}`])
    await symlink(path.trim(), `${bareFolder()}/${name}`)
  }
  await symlink(process.execPath, `${bareFolder()}/node`)
})
afterAll(() => recipe.remove())

/** A PATH with what the stand-ins need, without git and Redis. */
const bareFolder = () => `${recipe.folder}/bin`

/** Servers are ended and their folders removed by watchers of their own, a moment after the recipe. */
const nothingIsLeft = () => vi.waitFor(async () => expect(await recipe.leftovers()).toEqual([]), { timeout: 10_000 })

/** On a machine without Redis its steps are left out, which is said, and tested below. */
const hasRedis = !('missing' in (await findRedisProgram()))
const withRedis = ['redis database: done', 'redis ready: done']
const everyStep = [
  'database project: done',
  'restore point: done',
  'role and database: done',
  'database ready: done',
  'migrations: done',
  ...(hasRedis ? withRedis : []),
  'bucket: done',
  'static files: done',
  'service: done',
  'rollback point: done',
  'environment: done',
  'deploy: done',
  'health gate: done',
]

describe('the release recipe', { timeout: 90_000 }, () => {
  test('releases on stand-ins, says so first, and leaves nothing running and nothing behind', async () => {
    const { code, stdout, stderr } = await recipe.run()
    expect(stderr).toBe('')
    expect(code).toBe(0)
    for (const key of ['RENDER_API_KEY', 'NEON_API_KEY', 'S3_BUCKET'])
      expect(stdout.slice(0, stdout.indexOf('▶'))).toContain(`Stand-in: without ${key}`)
    expect(stdout).toMatch(/^ +\+ SESSION_KEY #[0-9a-f]{8}$/m)
    expect(stdout).toMatch(/^ +\+ DATABASE_URL #[0-9a-f]{8}$/m)
    expect(stdout).toContain('nothing is live yet')
    expect(stdout).toMatch(/^health gate +\d+\.\d +done$/m)
    const journal = await recipe.newestJournal()
    expect(journal.outcome).toBe('done')
    expect(statuses(journal)).toEqual(everyStep)
    expect(journal.kept.map((what) => what.replace(/[ (].*/, ''))).toEqual(
      ['Neon', 'restore', 'redis', 'bucket', 'service'].filter((what) => hasRedis || what !== 'redis'),
    )
    await nothingIsLeft()
  })

  test.each([
    ['migrate', 'migrations', 'division by zero', ['data of: kept']],
    ['sync', 'static files', 'no space left', [expect.stringMatching(/^manifest .*: undone$/), 'data of: kept']],
    [
      'deploy',
      'deploy',
      'did not answer the health check',
      ['roll back to: kept', 'environment of: undone', 'deploy of: kept'],
    ],
    ['health', 'health gate', '503', ['roll back to: undone', 'environment of: undone', 'deploy of: kept']],
  ] as const)('--fail %s: undone, and the old version answers with its data', async (fault, step, reason, undone) => {
    const { code, stdout } = await recipe.run(['--fail', fault])
    expect(code).toBe(1)
    const before = /^before: (.*)$/m.exec(stdout)?.[1]
    expect(before).toMatch(/^commit \w{8} answers with 200, notice "Welcome to the sample", style site\.\w+\.css$/)
    expect(stdout).toContain(`\nafter: ${before}\n`)
    const journal = await recipe.newestJournal()
    expect(journal.outcome).toBe('undone')
    expect(statuses(journal).at(-1)).toBe(`${step}: failed`)
    expect(journal.reason).toContain(reason)
    expect(undos(journal)).toEqual(expect.arrayContaining([...undone]))
    expect(stdout).not.toContain('[secret]')
    // The restore point is named, and the data are not touched.
    expect(stdout).toMatch(/↶ data of br-[\w-]+: kept, .*restore\/\w{8}/)
    await nothingIsLeft()
  })

  test('--fail health takes back in this order: deploy, environment, live version', async () => {
    const { stdout } = await recipe.run(['--fail', 'health'])
    const [deploy, environment, rollback] = ['↶ deploy', '↶ environment', '↶ roll back'].map((text) =>
      stdout.indexOf(text),
    )
    expect(deploy).toBeGreaterThan(0)
    expect(environment).toBeGreaterThan(Number(deploy))
    expect(rollback).toBeGreaterThan(Number(environment))
  })

  test('--json prints the journal and nothing else', async () => {
    const { code, stdout } = await recipe.run(['--json'])
    expect(code).toBe(0)
    expect((JSON.parse(stdout) as Journal).outcome).toBe('done')
  })

  test('without any Redis it releases all the same, and says what was left out', async () => {
    // There is no place to unpack one into, either.
    const { code, stdout } = await recipe.run([], { PATH: bareFolder(), XDG_CACHE_HOME: '/dev/null/nowhere' })
    expect(code).toBe(0)
    expect(stdout).toContain('Stand-in: Redis is left out')
    expect(statuses(await recipe.newestJournal())).toEqual(everyStep.filter((step) => !step.startsWith('redis')))
  })

  test('without a bucket the files go to the local disk, and it says so', async () => {
    const folder = `${recipe.folder}/static`
    const { code, stdout } = await recipe.run([], { STATIC_STORE: 'folder', STATIC_FOLDER: folder })
    expect(code).toBe(0)
    expect(stdout).toContain(`Stand-in: No bucket is configured: static files go to the local disk, ${folder}`)
    expect(stdout).toMatch(/^ +\+ STATIC_FOLDER #/m)
  })

  test('--dry-run prints the plan and changes nothing', async () => {
    const { code, stdout } = await recipe.run(['--dry-run'])
    expect(code).toBe(0)
    expect(stdout).toContain('database project keelson-sample: create')
    expect(stdout).toContain('service keelson-sample: create')
    expect(stdout).toMatch(/^\+ GREETING #[0-9a-f]{8}$/m)
    expect(stdout).toContain('Nothing was changed.')
    expect(stdout).not.toContain('▶')
  })

  // `script` gives the recipe a terminal; elsewhere than on Linux it takes other arguments.
  test.runIf(process.platform === 'linux')('a terminal gets the live view, with what changes in it', async () => {
    const command = `stty cols 120 rows 60; '${process.execPath}' '${recipe.file}'`
    const child = spawn('script', ['-qefc', command, '/dev/null'], {
      env: { ...recipe.environment, TERM: 'xterm' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
    const [code] = (await once(child, 'close')) as [number | null]
    expect(code).toBe(0)
    expect(output).toContain('\u001b[')
    const shown = stripVTControlCharacters(output)
    for (const step of everyStep) expect(shown).toContain(`✔ ${step.replace(': done', '')}`)
    expect(shown).toMatch(/\+ GREETING #[0-9a-f]{8}/)
    expect(shown).toMatch(/^release +\d+\.\d +done/m)
  })

  test('no secret is in any journal', async () => {
    const texts = await recipe.journals()
    expect(texts.length).toBeGreaterThan(5)
    const secrets = [
      greeting,
      'rnd_standin_key',
      'napi_standin_key',
      'standin-key',
      /\w+:\/\/\w+:(?!\[secret\])[^@\s"]+@/,
    ]
    expect(texts.filter((text) => secrets.some((secret) => text.search(secret) >= 0))).toEqual([])
  })
})

describe('what cannot be meant', () => {
  test('a wrong environment: exit 2, one message with every problem, nothing changed', async () => {
    const before = (await recipe.journals()).length
    const { code, stdout, stderr } = await recipe.run([], {
      RENDER_API_KEY: 'rnd_a-key-that-must-not-be-shown',
      SERVICE_PLAN: 'gigantic',
      GATE_SECONDS: 'soon',
      SERVICE_REPO: '<your-repo>',
      UPSTASH_EMAIL: 'me@shop.example',
      S3_BUCKET: 'files',
      S3_ACCESS_KEY_ID: 'a-key-id-that-must-not-be-shown',
    })
    expect(code).toBe(2)
    expect(stdout).toBe('')
    const named = ['RENDER_OWNER_ID', 'SESSION_KEY', 'SERVICE_PLAN', 'GATE_SECONDS', 'SERVICE_REPO', 'UPSTASH_API_KEY']
    for (const name of [...named, 'S3_SECRET_ACCESS_KEY']) expect(stderr).toContain(name)
    expect(stderr).toContain('free')
    expect(stderr).toContain('tea-')
    expect(stderr).not.toContain('must-not-be-shown')
    expect((await recipe.journals()).length).toBe(before)
  })

  const account = {
    RENDER_API_KEY: 'rnd_1234567890',
    RENDER_OWNER_ID: 'tea-mine',
    SESSION_KEY: 'a-session-key-of-my-own',
    SERVICE_REPO: 'https://github.com/me/shop',
  }

  test('without git the stand-in releases all the same, and Render asks for the commit', async () => {
    const { code, stdout } = await recipe.run(['--dry-run'], { PATH: bareFolder() })
    expect(code).toBe(0)
    expect(stdout).toContain(`deploy of ${'0'.repeat(40)}`)
    const asked = await recipe.run([], { ...account, NEON_API_KEY: 'napi_1234567890', PATH: '/nowhere' })
    expect(asked.code).toBe(2)
    expect(asked.stderr).toContain('Set RELEASE_COMMIT')
  })

  test('a service at Render cannot use a database of this machine', async () => {
    const { code, stderr } = await recipe.run(['--dry-run'], account)
    expect(code).toBe(2)
    expect(stderr).toContain('NEON_API_KEY')
  })

  test.each([
    [['--fail', 'everything'], {}, 'migrate, sync, deploy, health'],
    [['--unknown'], {}, 'Usage:'],
    [['--preview', 'pr-1', '--sweep'], {}, 'exclude each other'],
    [['--down', 'pr-1', '--fail', 'health'], {}, 'goes with neither'],
    [['--json', '--dry-run'], {}, '--json prints the journal'],
    [['--json', '--sweep'], {}, '--json prints the journal'],
    [[], { JOURNAL_FOLDER: '/dev/null/journals' }, 'Set JOURNAL_FOLDER'],
    [['--dry-run'], { RELEASE_COMMIT: 'c0ffee' }, 'RELEASE_COMMIT'],
    [['--preview', 'Pull Request 1'], {}, 'pr-12'],
    [['--down', 'production'], {}, 'is production'],
    [['--down', 'main'], {}, 'is production'],
    [['--down', 'next'], { SERVICE_BRANCH: 'next' }, 'is production'],
    [['--fail', 'health'], { NEON_API_KEY: 'napi_1234567890' }, 'stand-ins only'],
  ] as const)('arguments %j: exit 2 and why', async (args, env, why) => {
    const { code, stderr } = await recipe.run(args, env)
    expect(code).toBe(2)
    expect(stderr).toContain(why)
  })
})
