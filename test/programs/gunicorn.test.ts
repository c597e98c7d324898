import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { envText, fillText, showText, type Text } from '@keelson/core'
import {
  lintGunicornConfigFile,
  defineGunicorn,
  gunicornArgs,
  gunicornCommand,
  gunicornConfigFile,
  parseGunicornArgs,
  type GunicornConfig,
} from '@keelson/core/gunicorn'
import { gunicornSettings } from '../../packages/core/src/gunicorn/settings-table.ts'
import { environment, hooksModule, inItsTerms, meant, randomConfigs, samples } from './gunicorn-cases.ts'
import { refusedCommands, startCommands } from './gunicorn-commands.ts'
import { hostileTexts } from './hostile.ts'
import { runPython, type Site } from './programs.ts'

const run = promisify(execFile)
const table = gunicornSettings()
const sites = [
  ['debian', '20.1'],
  ['pip', '26.2'],
] as const

interface Loaded {
  readonly refused?: string
  readonly target?: string | null
  readonly settings: Readonly<Record<string, unknown>>
}

let home: string
beforeAll(async () => {
  home = await realpath(await mkdtemp(join(tmpdir(), 'keelson-gunicorn-')))
  await mkdir(join(home, 'www'))
  await mkdir(join(home, 'bin'))
  for (const [name, text] of [
    ['hooks.py', hooksModule],
    ['extra.conf.py', ''],
    ['www/extra.txt', ''],
  ] as const) {
    await writeFile(join(home, name), text)
  }
})
afterAll(() => rm(home, { recursive: true, force: true }))

const load = (site: Site, cases: readonly object[]) =>
  runPython(site, 'gunicorn_settings.py', cases, { cwd: home }) as Promise<Loaded[]>

const fill = (argv: readonly Text[]) => argv.map((one) => fillText(one, environment))

/** What a shell gives to a program named gunicorn, and the variable it reads, for each line. */
async function carryOut(
  lines: readonly string[],
  env: Record<string, string>,
): Promise<{ argv: string[]; common: string }[]> {
  const pass = '#!/bin/sh\nshift\nexec "$@"\n'
  const programs: Record<string, string> = {
    gunicorn: String.raw`#!/bin/sh` + `\nprintf '%s\\0' "$GUNICORN_CMD_ARGS" "$@" '${end}'\n`,
    poetry: pass,
    uv: pass,
    pipenv: pass,
    'newrelic-admin': pass,
    python: '#!/bin/sh\nshift\nexec "$@"\n',
  }
  for (const [name, text] of Object.entries(programs)) {
    await writeFile(join(home, 'bin', name), text)
    await chmod(join(home, 'bin', name), 0o755)
  }
  // Folders of other machines are not there; the program is the same.
  const here = lines.map((line) => `(${line.replace(/(?<![\w:=])\/[\w./-]*\/(?=(?:gunicorn|python|poetry) )/, '')}\n)`)
  await writeFile(join(home, 'lines.sh'), here.join('\n'))
  await mkdir(join(home, 'app'), { recursive: true })
  const { stdout } = await run('/bin/sh', [join(home, 'lines.sh')], {
    cwd: home,
    env: { PATH: `${join(home, 'bin')}:/usr/bin:/bin`, ...env },
    maxBuffer: 2 ** 28,
  })
  const found = stdout.split(`${end}\0`).slice(0, -1)
  return found.map((text) => {
    const [common = '', ...argv] = text.split('\0').slice(0, -1)
    return { argv, common }
  })
}

/** Stands behind the arguments of a command. */
const end = 'end-of-command-77e0'

describe.each(sites)('gunicorn of %s', (site, version) => {
  const known = [...table.values()].filter(
    ({ since, until }) => !(version === '20.1' ? since : until && until !== '21.0'),
  )
  const names = known.map(({ name }) => name)
  const withFlag = known.filter(({ flags }) => flags.length > 0).map(({ name }) => name)
  // Both read a file that is not there; PasteDeploy is not installed.
  const inFile = names.filter((name) => name !== 'config' && (version === '20.1' || name !== 'ssl_version'))
  const inArgs = withFlag.filter((name) => name !== 'paste' && (version === '20.1' || name !== 'ssl_version'))

  test('ignores misspelt names of a file, which the linter tells', async () => {
    const file = 'wrokers = 3\nkeep_alive = 75\nlog_level = "debug"\n'
    const found = lintGunicornConfigFile(file).map(({ path, fix }) => [
      path,
      /^Write (\w+) /.exec(fix ?? '')?.[1] ?? '',
    ])
    expect(found).toEqual([
      ['wrokers', 'workers'],
      ['keep_alive', 'keepalive'],
      ['log_level', 'loglevel'],
    ])
    const mended = found.reduce((text, [wrong = '', meant = '']) => text.replace(wrong, meant), file)
    const [asFound, corrected] = await load(site, [
      { kind: 'load', argv: ['shop.wsgi'], file },
      { kind: 'load', argv: ['shop.wsgi'], file: mended },
    ])
    expect(asFound?.settings).toMatchObject({ workers: 1, keepalive: 2, loglevel: 'info' })
    expect(corrected?.settings).toMatchObject({ workers: 3, keepalive: 75, loglevel: 'debug' })
  })

  test('has the settings of the table, with their flags', async () => {
    const [own] = (await runPython(site, 'gunicorn_settings.py', [{ kind: 'table' }], { cwd: home })) as [
      { version: string; settings: Record<string, Own> },
    ]
    expect(own.version).toMatch(version)
    expect(names.toSorted()).toEqual(Object.keys(own.settings).toSorted())
    for (const setting of known) {
      const real = own.settings[setting.name] as Own
      expect([setting.name, setting.flags]).toEqual([setting.name, real.flags])
      expect([setting.name, kindOf(setting.name, real).includes(setting.kind)]).toEqual([setting.name, true])
    }
  })

  test('reads 400 configurations as they were meant, from arguments, a command line and a file', async () => {
    const fromArgs = randomConfigs(200, 1, inArgs, version).filter(
      ({ settings }) => settings.suppress_ragged_eofs !== false,
    )
    const fromFile = randomConfigs(200, 2, inFile, version)
    expect(covered(fromArgs)).toEqual(inArgs.toSorted())
    expect(covered(fromFile)).toEqual(inFile.toSorted())

    const typed = await carryOut(fromArgs.map(gunicornCommand), environment)
    expect(typed.map(({ argv }) => argv)).toEqual(fromArgs.map((config) => fill(gunicornArgs(config))))

    const [plain, ...loaded] = await load(site, [
      { kind: 'load', argv: ['shop.wsgi'] },
      ...typed.map(({ argv }) => ({ kind: 'load', argv })),
      ...fromFile.map((config) => ({ kind: 'load', argv: [], env: environment, file: gunicornConfigFile(config) })),
    ])
    expect(loaded).toHaveLength(fromArgs.length + fromFile.length)
    for (const [index, config] of [...fromArgs, ...fromFile].entries()) {
      const real = loaded[index] as Loaded
      expect(real.refused).toBeUndefined()
      expect(real.target).toBe(config.target ?? config.settings.wsgi_app)
      expect(real.settings).toEqual(expected(config, (plain as Loaded).settings, index < fromArgs.length))
    }
  })

  test('reads its own arguments and ours alike', () => {
    for (const config of randomConfigs(200, 3, inArgs, version)) {
      if (config.settings.suppress_ragged_eofs === false) continue
      const parsed = parseGunicornArgs(gunicornArgs(config), { version })
      expect(defineGunicorn(parsed)).toEqual(config)
      expect(parseGunicornArgs(gunicornCommand(config), { version })).toEqual(parsed)
    }
  })

  test('keeps hostile texts, or they are refused before', async () => {
    const configs = hostileTexts(1000, 5).flatMap((text) => {
      try {
        return [defineGunicorn({ target: 'shop.wsgi', settings: { proc_name: text, raw_env: [`A=${text}`] } })]
      } catch {
        return []
      }
    })
    expect(configs.length).toBeGreaterThan(600)
    // No flag can say this one.
    const byFlag = configs.filter(({ settings }) => settings.proc_name !== '--')
    expect(byFlag).toHaveLength(configs.length - 1)
    const typed = await carryOut(byFlag.map(gunicornCommand), {})
    expect(typed.map(({ argv }) => argv)).toEqual(byFlag.map((config) => gunicornArgs(config)))
    const inFile = configs.map(({ target, settings }) => {
      const text = showText(settings.proc_name ?? '')
      const accesslog = envText('a', { env: 'ABSENT', default: text })
      const dictionaries = { secure_scheme_headers: { 'X-A': text }, logconfig_dict: { [text]: [text, 1] } }
      return defineGunicorn({ target, settings: { ...settings, ...dictionaries, accesslog } })
    })
    const loaded = await load(site, [
      ...typed.map(({ argv }) => ({ kind: 'load', argv })),
      ...inFile.map((config) => ({ kind: 'load', argv: [], file: gunicornConfigFile(config) })),
    ])
    for (const [index, { settings }] of [...byFlag, ...inFile].entries()) {
      const accesslog = settings.accesslog && `a${showText(settings.proc_name ?? '')}`
      expect(loaded[index]).toMatchObject({ settings: { ...settings, ...(accesslog && { accesslog }) } })
    }
    // A script with line ends of Windows is refused, also where they are quoted.
    const lines = byFlag.filter((config) => !/\r(?:\n|$)/.test(gunicornCommand(config)))
    expect(lines.length).toBeGreaterThan(600)
    for (const config of byFlag) expect(parseGunicornArgs(gunicornArgs(config)).settings).toEqual(config.settings)
    for (const config of lines) expect(parseGunicornArgs(gunicornCommand(config)).settings).toEqual(config.settings)
    expect(await readdir(home)).not.toContain('keelson-marker')
  })

  test('reads start commands of the wild as we do', async () => {
    const env = {
      PORT: '10000',
      HOST: '0.0.0.0',
      WORKERS: '3',
      THREADS: '2',
      TIMEOUT: '9',
      GUNICORN_WORKERS: '4',
      STATSD_HOST: 'h',
      STATSD_PORT: '8125',
    }
    const lines = startCommands.filter((one) => typeof one === 'string')
    const typed = await carryOut(lines, env)
    expect(typed).toHaveLength(lines.length)
    const lists = startCommands.filter((one) => typeof one !== 'string')
    const inner = lists.map((argv) => ({
      argv: argv[0] === 'sh' ? (argv[2] ?? '').split(' ').slice(1) : argv.slice(1),
      common: '',
    }))
    const real = await load(
      site,
      [...typed, ...inner].map((one) => ({ kind: 'parse', ...one })),
    )
    for (const [index, command] of [...lines, ...lists].entries()) {
      const ours = parseGunicornArgs(command)
      const { refused, target, settings } = real[index] as Loaded
      expect([command, refused]).toEqual([command, undefined])
      const read = Object.entries(ours.settings).map(([name, value]) => [name, inItsTerms(name, value, version, env)])
      expect([command, ours.target ?? null, Object.fromEntries(read)]).toEqual([command, target, settings])
    }
  })

  test('refuses what we refuse, where it sees it', async () => {
    const real = await load(
      site,
      refusedByGunicorn.map((line) => ({ kind: 'parse', argv: line.split(' ').slice(1) })),
    )
    expect(real.map(({ refused }) => typeof refused)).toEqual(refusedByGunicorn.map(() => 'string'))
  })
})

const refusedByGunicorn = refusedCommands.flatMap(([line, reason]) =>
  typeof line === 'string' && /flag|no value|needs a number|could mean|did you mean|takes no value/.test(reason.source)
    ? [line]
    : [],
)

test.each(refusedCommands)('%s is refused with a reason', (line, reason) => {
  expect(() => parseGunicornArgs(line)).toThrow(reason)
})

test('has a sample of every setting', () => {
  expect(Object.keys(samples).toSorted()).toEqual([...table.keys()].toSorted())
  expect(startCommands.length).toBeGreaterThanOrEqual(60)
})

interface Own {
  readonly flags: readonly string[]
  readonly action: string | null
  readonly type: string | null
  readonly validator: string
}

/** The kinds that gunicorn's own table says it is. */
function kindOf(name: string, { action, type, validator }: Own): string[] {
  if (action === 'store_true') return name === 'proxy_protocol' ? ['switchOrWord'] : ['switch']
  if (action === 'store_const') return ['off']
  if (action === 'append') return ['list']
  const kinds: Record<string, string[]> = {
    validate_pos_int: [type === 'auto_int' ? 'mode' : 'number'],
    validate_http2_frame_size: ['number'],
    validate_class: ['class'],
    validate_dict: ['dictionary'],
    validate_post_request: ['hook'],
    _validate_callable: ['hook'],
    validate_user: ['id'],
    validate_group: ['id'],
    validate_ssl_version: ['id'],
    validate_string_to_list: ['names', 'addresses'],
    validate_string_to_addr_list: ['addresses'],
    validate_http_protocols: ['names'],
    validate_proxy_protocol: ['switchOrWord'],
    validate_string: ['text', 'word'],
    validate_chdir: ['text'],
    validate_hostport: ['text'],
    validate_statsd_address: ['text'],
  }
  return kinds[validator] ?? ['word']
}

function covered(configs: readonly GunicornConfig[]): string[] {
  return [...new Set(configs.flatMap(({ settings }) => Object.keys(settings)))].toSorted()
}

/** All settings as gunicorn should have them: its defaults, and what was given. */
function expected(config: GunicornConfig, defaults: Readonly<Record<string, unknown>>, isArgs: boolean): object {
  const { target, version = '', settings } = config
  const given = Object.entries(settings).map(([name, value]) => [
    name,
    meant(name, value, { kind: table.get(name)?.kind, version, home }),
  ])
  return {
    ...defaults,
    default_proc_name: isArgs ? target : 'gunicorn',
    ...(!isArgs && target !== undefined && { wsgi_app: target }),
    ...Object.fromEntries(given),
  }
}
