import { expect, test } from 'vitest'
import { defineGunicorn } from './define.js'
import { gunicornConfigFile } from './config-file.js'
import { lintGunicornConfigFile } from './lint-config-file.js'

test.each([
  ['wrokers = 2', 'wrokers', 'workers'],
  ['keep_alive = 75', 'keep_alive', 'keepalive'],
  ['access_logfile = "-"', 'access_logfile', 'accesslog'],
  ['log_level = "debug"', 'log_level', 'loglevel'],
  ['import os\nWorkers = int(os.environ["N"])\n', 'Workers', 'workers'],
  ['max_request = 1000  # recycle\nworkers = 2', 'max_request', 'max_requests'],
  ['graceful_timeouts = (\n    30\n)', 'graceful_timeouts', 'graceful_timeout'],
])('%j: %s is ignored, and %s was meant', (source, name, meant) => {
  expect(lintGunicornConfigFile(source)).toMatchObject([
    {
      code: 'gunicorn-file-name-unknown',
      path: name,
      message: `gunicorn knows no ${name} and ignores it without a word: ${meant} keeps its default`,
      fix: `Write ${meant} = …`,
    },
  ])
})

test.each([
  'workers = 2\nkeepalive = 75',
  // A variable of its own: used again, near nothing, or beside the setting.
  'worker = 2\nworkers = worker * 2',
  'import multiprocessing\ncores = multiprocessing.cpu_count()',
  'port = 8000\nbind = f"0.0.0.0:8000"',
  'bind = "0.0.0.0:8000"\nbinds = ["a"]',
  'def on_start(server):\n    worker = 1\n',
  'if True:\n    wrokers = 2',
  'wrokers == 2',
  '"""wrokers = 2"""',
  'workers = (',
  '',
])('%j: nothing is found', (source) => {
  expect(lintGunicornConfigFile(source)).toEqual([])
})

test('what the builder writes has nothing of it', () => {
  const settings = { workers: 2, keepalive: 75, accesslog: '-', worker_class: 'gthread', threads: 4 } as const
  expect(lintGunicornConfigFile(gunicornConfigFile(defineGunicorn({ target: 'shop.wsgi', settings })))).toEqual([])
})
