import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { checkEnv, generateMissing } from '@keelson/core'
import { parseDotenv } from '@keelson/core/dotenv'
import { parseStartScript } from '@keelson/core/start-script'
import { parseBlueprint } from '@keelson/render/blueprint'
import { configure, environment } from './django-on-render.ts'

const run = promisify(execFile)
const recipe = fileURLToPath(new URL('django-on-render.ts', import.meta.url))

test('the script writes every file and ends well; what it writes does not change from run to run', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'keelson-files-'))
  try {
    for (const name of ['once', 'again']) {
      const { stdout } = await run(process.execPath, [recipe, join(folder, name)])
      expect(stdout).toContain('info celery-eager')
      expect(stdout).toContain(`wrote ${join(folder, name, 'render.yaml')}`)
    }
    const names = await readdir(join(folder, 'once'))
    expect(names.toSorted()).toEqual(['.env.example', 'ENVIRONMENT.md', 'data_settings.py', 'render.yaml', 'start.sh'])
    for (const name of names) {
      const [once, again] = await Promise.all(['once', 'again'].map((of) => readFile(join(folder, of, name), 'utf8')))
      expect(again).toBe(once)
    }
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('without a folder it says how it is called', async () => {
  await expect(run(process.execPath, [recipe])).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Usage: django-on-render.ts FOLDER'),
  })
})

test('on the free plan migrations run in the start script, on a paid one before it', () => {
  const free = configure({ name: 'shop', plan: 'free', appPeakMb: 300 })
  const paid = configure({ name: 'shop', plan: 'starter', appPeakMb: 300 })
  expect(free.findings.map(({ code }) => code)).toEqual(['celery-eager'])
  expect(paid.findings).toEqual([])
  expect(free.files['start.sh']).toContain('manage.py migrate')
  expect(paid.files['start.sh']).not.toContain('manage.py migrate')
  expect(free.files['render.yaml']).not.toContain('preDeployCommand')
  expect(paid.files['render.yaml']).toContain('preDeployCommand')
  expect(paid.files['data_settings.py']).toContain('CELERY_BROKER_URL = os.environ["CELERY_BROKER_URL"]')
})

test('an application that does not fit is refused with the size that would do', () => {
  expect(() => configure({ name: 'shop', plan: 'free', appPeakMb: 600 })).toThrow(/600 MB.*1024 MB/)
})

test('every file is read by the reader of its kind', () => {
  const { files } = configure({ name: 'shop', plan: 'free', appPeakMb: 300 })
  expect(parseBlueprint(files['render.yaml'] ?? '').services).toHaveLength(1)
  expect(Object.keys(parseDotenv(files['.env.example'] ?? ''))).toContain('DATABASE_URL')
  expect(() => parseStartScript(files['start.sh'] ?? '')).not.toThrow()
})

test('what is asked for is what the application needs, and its key can be made', () => {
  const source = {
    ALLOWED_HOSTS: 'shop.onrender.com',
    DATABASE_URL: 'postgresql://shop:q7Rk2vX9@ep-still-sea-123456-pooler.eu-central-1.aws.neon.tech/shop',
    DIRECT_DATABASE_URL: 'postgresql://shop:q7Rk2vX9@ep-still-sea-123456.eu-central-1.aws.neon.tech/shop',
    REDIS_URL: 'rediss://default:q7Rk2vX9@apt-cat-1.upstash.io:6379',
  }
  expect(checkEnv(environment, source).map(({ variable }) => variable)).toEqual(['SECRET_KEY'])
  expect(checkEnv(environment, { ...source, ...generateMissing(environment, source) })).toEqual([])
})
