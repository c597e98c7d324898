import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { isKeelsonError } from '@keelson/core'
import { formatDotenv, parseDotenv, type DotenvReader } from '@keelson/core/dotenv'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hostileTexts } from './hostile.ts'
import { findProgram, runPython } from './programs.ts'

type Variables = Record<string, string | null | undefined>
/** What a real program has after reading each of these files. */
type Program = (files: readonly string[]) => Promise<readonly Variables[]>

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dotenv-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const python =
  (site: 'debian' | 'pip'): Program =>
  async (files) =>
    (await runPython(site, 'read_dotenv.py', files)) as Variables[]

const shell =
  (name: 'dash' | 'bash'): Program =>
  async (files) => {
    const { path } = await findProgram(name)
    await Promise.all(files.map((text, index) => writeFile(join(folder, `${index}.env`), text)))
    const script = 'for file do (set -a; . "./$file"; cat /proc/self/environ; printf "\\0\\1\\0"); done'
    const paths = files.map((_, index) => `${index}.env`)
    const options = { cwd: folder, env: { PATH: process.env['PATH'] } }
    const said = await run(path, ['-c', script, 'sh', ...paths], options)
    return said.split('\0\u0001\0').slice(0, -1).map(readEnviron)
  }

/** The client reads the file, and a server of ours gets what it makes of it. */
const docker: Program = async (files) => {
  const { path } = await findProgram('docker')
  const answers: Variables[] = []
  const server = createServer((request, response) => {
    const chunks: string[] = []
    request.setEncoding('utf8').on('data', (chunk: string) => void chunks.push(chunk))
    request.on('end', () => {
      const isCreate = request.url?.includes('/containers/create') ?? false
      if (isCreate) answers.push(readEnviron((JSON.parse(chunks.join('')) as { Env?: string[] }).Env?.join('\0') ?? ''))
      response.writeHead(isCreate ? 201 : 200, { 'content-type': 'application/json', 'api-version': '1.50' })
      response.end(isCreate ? '{"Id":"a","Warnings":[]}' : 'OK')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const env = { PATH: process.env['PATH'], HOME: folder, DOCKER_HOST: `tcp://127.0.0.1:${port}` }
  for (const text of files) {
    await writeFile(join(folder, 'docker.env'), text)
    await run(path, ['create', '--env-file', 'docker.env', 'image'], { cwd: folder, env })
  }
  server.close()
  return answers
}

const programs: Readonly<Record<string, readonly [DotenvReader, Program]>> = {
  'python-dotenv 0.21': ['python-dotenv', python('debian')],
  'python-dotenv 1.2': ['python-dotenv', python('pip')],
  [`Node ${process.versions.node}`]: ['node', async (files) => files.map((text) => parseEnv(text))],
  dash: ['shell', shell('dash')],
  bash: ['shell', shell('bash')],
}
const hasDocker = await findProgram('docker').then(
  () => true,
  () => false,
)

const texts = hostileTexts(1000, 5)
/** What stands behind a = in files of the wild, and is where readers part. */
const lines = [
  '',
  ' ',
  '\t',
  ' # c',
  ' #c',
  '#c',
  'a#c',
  'a # c',
  'a\t# c',
  " 'a'",
  ' a',
  'a ',
  'a b',
  'a;b',
  '~',
  'a:~',
  '$A',
  '${A}',
  '`a`',
  "'a' # c",
  "'a'#c",
  "'a'b",
  "'a' b",
  String.raw`'it\'s'`,
  String.raw`'it'\''s'`,
  String.raw`'a\\b'`,
  String.raw`'a\'`,
  String.raw`'a\\'`,
  String.raw`"a\"b"`,
  String.raw`"a\nb"`,
  String.raw`"a\tb"`,
  String.raw`"a\$b"`,
  '"a$b"',
  "'${A}'",
  "'$A'",
  "'a\nb'",
  '"a\r\nb"',
  "'a",
  '"a',
  '`a\nb`',
  'a\\',
  'a\u00A0',
  'a\u0085',
  '\u00A0a',
  "a'b",
  '[a]',
  '{a,b}',
  'a?b=c&d',
  'a?b=c',
]
const quotes = ['', "'", '"', '`', ' ']

describe.for([...Object.entries(programs), ...(hasDocker ? [['docker', ['docker', docker]] as const] : [])])(
  '%s',
  ([, [reader, program]]) => {
    test('reads a file of hostile values as they are, also one for all', async () => {
      for (const readers of [
        [reader],
        ['python-dotenv', 'node', 'shell'],
        ['python-dotenv', 'node', 'shell', 'docker'],
      ]) {
        if (!readers.includes(reader)) continue
        const values = Object.fromEntries(
          texts.flatMap((text, index) => (isRefused(() => format({ X: text }, readers)) ? [] : [[`V${index}`, text]])),
        )
        expect(Object.keys(values).length).toBeGreaterThan(readers.includes('docker') ? 30 : 300)
        const file = format(values, readers)
        expect(parseDotenv(file, { for: readers as DotenvReader[] })).toEqual(values)
        const [read] = await program([file])
        expect(read).toMatchObject(values)
      }
    })

    test('reads hostile lines as parseDotenv does, where that does not refuse', async () => {
      const values = texts.map((text, index) => {
        const quote = quotes[index % quotes.length] ?? ''
        return quote === ' ' ? `${text.replaceAll(/[ \n]/g, '')} # it's ${text}` : `${quote}${text}${quote}`
      })
      const before = reader === 'docker' ? 'A=b' : `A="b" # it's`
      const after = reader === 'docker' ? 'Y=y' : "export  Y='y'"
      const files = [...lines, ...values]
        .map((value) => `# it's\n${before}\nX=${value}\n${after}\n\n Z=z\n`)
        .filter((file) => !isRefused(() => parseDotenv(file, { for: reader })))
      expect(files.length).toBeGreaterThan(100)
      const read = await program(reader === 'docker' ? files.slice(0, 60) : files)
      for (const [index, variables] of read.entries()) {
        expect({ file: files[index], ...variables }).toMatchObject(parseDotenv(files[index] ?? '', { for: reader }))
      }
    })

    test('carries nothing out', async () => {
      expect((await readdir(folder)).filter((name) => !name.endsWith('.env'))).toEqual([])
    })
  },
)

function format(values: Record<string, string>, readers: readonly string[]): string {
  return formatDotenv(values, { for: readers as DotenvReader[] }).reveal()
}

function isRefused(work: () => unknown): boolean {
  try {
    work()
    return false
  } catch (error) {
    if (isKeelsonError(error) && error.code === 'config') return true
    throw error
  }
}

function readEnviron(text: string): Variables {
  const pairs = text.split('\0').filter(Boolean)
  return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]))
}

async function run(
  path: string,
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<string> {
  const child = spawn(path, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => void (output[name] += text))
  }
  await once(child, 'close')
  expect(output.stderr).toBe('')
  return output.stdout
}
