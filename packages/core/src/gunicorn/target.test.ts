import { describe, expect, test } from 'vitest'
import { checkTarget } from './target.js'

const gallery = `"""
app = Flask(__name__)
"""
from flask import Flask

def create_app(config=None):
    app = Flask(__name__)  # app
    return app
`

test('a target in the wrong module is told, with the one that has it', () => {
  const wsgi = 'from Gallery import create_app\n\napp = create_app()\n'
  expect(checkTarget('Gallery:app', gallery, { file: 'Gallery.py', files: { 'wsgi.py': wsgi } })).toEqual([
    {
      code: 'gunicorn-target-missing',
      severity: 'error',
      path: 'target',
      message: `Gallery.py has no app: gunicorn ends with "Failed to find attribute 'app' in 'Gallery'"`,
      fix: 'Set the target wsgi:app or Gallery:create_app()',
      source: 'measured: gunicorn 20.1 and 26.2',
    },
  ])
  expect(checkTarget('wsgi:app', wsgi)).toEqual([])
})

test.each([
  ['app = Flask(__name__)'],
  ['from shop.web import app'],
  ['from shop.web import (\n  application as app,\n)'],
  ['import shop.app as app'],
  ['import app.web'],
  ['app: Flask = create_app()'],
  ['server, (app, other) = make()'],
  ['a = app = 1'],
  ['[*app] = make()'],
  ['if DEBUG: app = debug(application)\nelse: pass'],
  ['try:\n    from fast import app\nexcept ImportError:\n    app = None'],
  ['for app in apps:\n  pass'],
  ['with make() as (app, other): pass'],
  ['(app := make())'],
  ['print(f"{(app := make())}")'],
  ['@decorated\ndef app(environ, start_response):\n  pass'],
  ['async def app(scope, receive, send): pass'],
  ['class app: pass'],
  ['def make():\n  global app\n  app = 1\nmake()'],
  ['match make():\n  case {"app": app}: pass'],
  ['x = 1; app = 2'],
  ['x = \\\n  1\napp \\\n  = 2'],
  ["x = '''\n'''; app = '\\''"],
  ['x = {\n"a": [1,\n2]}\napp += 1'],
  ['from shop.web import *'],
  ['def __getattr__(name): return 1'],
  ['globals()["app"] = 1'],
  ['import sys\nsys.modules[__name__] = 1'],
  ['x = "never closed'],
  ['x = ('],
  ['\uFEFFapp = 1'],
  ['if x:\n\tapp = 1'],
])('%j has an app, or may have', (source) => {
  expect(checkTarget('shop:app', source)).toEqual([])
})

test.each([
  [''],
  ['application = 1'],
  ['# app = 1'],
  ['"app = 1"'],
  ["x = '''\napp = 1\n'''"],
  ['x = (1 # )\n)\ndef make():\n    app = 1'],
  ['def make(app): pass'],
  ['def make():\n  if x:\n    app = 1\n\n# comment\n\n  app = 2\nx = 1'],
  ['class Shop:\n  app = 1'],
  ['from app import create_app'],
  ['from shop import app as application'],
  ['import shop.app'],
  ['shop.app = 1'],
  ['app: Flask'],
  ['app.run()'],
  ['create(app=1)'],
  ['f\'{x["app"]}\' == 1'],
])('%j has no app', (source) => {
  expect(checkTarget('shop:app', source).map(({ code }) => code)).toEqual(['gunicorn-target-missing'])
})

test('names that a module has without binding them are not missed', () => {
  expect(checkTarget('shop:__doc__', '')).toEqual([])
  expect(checkTarget('shop:app', '', { file: 'shop/__init__.py' })).toEqual([])
})

test('a target without an attribute means application', () => {
  expect(checkTarget('core.wsgi', 'application = 1')).toEqual([])
  expect(checkTarget('core.wsgi', 'app = 1')).toMatchObject([
    { message: expect.stringContaining('core/wsgi.py has no application'), fix: 'Set the target core.wsgi:app' },
  ])
})

test('what gunicorn cannot read is told', () => {
  expect(checkTarget('shop:app.wsgi', '')).toMatchObject([{ code: 'gunicorn-target-unreadable' }])
})

describe('a factory', () => {
  const check = (target: string, header: string) => checkTarget(target, `${header}: ...`)

  test.each([
    ['shop:make()', 'def make()'],
    ['shop:make()', 'def make(config=None, *, debug=False)'],
    ['shop:make("a", debug=True)', 'def make(config, /, *, debug)'],
    ['shop:make(1, 2, [3, 4])', 'def make(*args)'],
    ['shop:make(any=1)', 'def make(**options)'],
    ['shop:make({"a": 1, "b": (1, 2)})', 'def make(config: dict[str, int])'],
    ['shop:make()', 'make = 1'],
    ['shop:make', 'def make(environ, start_response)'],
    ['shop:make', 'async def make(scope, receive, send)'],
    ['shop:make', 'def make(scope)'],
    ['shop:make', 'def make(*args)'],
    ['shop:make', 'def make()\nmake = wrap(make)\nx'],
    ['shop:make', '@wrap\ndef make()'],
    ['shop:make', 'class make'],
  ])('%s of %j is right', (target, header) => {
    expect(check(target, header)).toEqual([])
  })

  test.each([
    ['shop:make()', 'def make(config)', 'config is missing'],
    ['shop:make()', 'def make(*, debug)', 'debug is missing'],
    ['shop:make(1)', 'def make()', 'it takes 0 arguments by position, not 1'],
    ['shop:make(debug=True)', 'def make(config=None)', 'it takes no debug'],
    ['shop:make(1, config=2)', 'def make(config)', 'it gets config twice'],
    ['shop:make(config=2)', 'def make(config, /)', 'it takes no config'],
  ])('%s of %j fails', (target, header, problem) => {
    expect(check(target, header)).toMatchObject([
      { code: 'gunicorn-target-arguments', message: expect.stringContaining(problem) },
    ])
  })

  test.each([
    ['def make()', 'Set the target shop:make()'],
    ['def make(config=None)', 'Set the target shop:make()'],
    ['def make(a, b, c, d)', 'Give its arguments: shop:make(…)'],
  ])('%j without brackets would be taken for the application', (header, fix) => {
    expect(check('shop:make', header)).toMatchObject([{ code: 'gunicorn-target-factory', fix }])
  })
})
