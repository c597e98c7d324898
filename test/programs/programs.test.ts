import { expect, test } from 'vitest'
import { findProgram, runPython } from './programs.ts'

const libraries = ['gunicorn', 'django', 'celery', 'kombu', 'redis', 'sqlalchemy', 'psycopg', 'psycopg2']

test("Debian's libraries are the ones that many servers have", async () => {
  const versions = await runPython('debian', 'versions.py', [...libraries, 'django_redis', 'gevent'])
  expect(versions).toMatchObject({ gunicorn: '20.1.0', celery: '5.2.6', sqlalchemy: '1.4.46', redis: '4.3.4' })
})

test('the others are new', async () => {
  const versions = await runPython('pip', 'versions.py', libraries)
  expect(versions).toMatchObject({ gunicorn: '26.2.0', django: '5.2.17', sqlalchemy: '2.1.1', celery: '5.6.3' })
})

test('a script that fails says why', async () => {
  await expect(runPython('pip', 'versions.py', ['no_such_library'])).rejects.toThrow(
    /No module named 'no_such_library'/,
  )
})

test('a program that exists nowhere is named', async () => {
  await expect(findProgram('no-such-program')).rejects.toThrow(/no-such-program, neither on PATH nor/)
})
