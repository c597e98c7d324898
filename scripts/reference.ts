// Writes docs/reference/<package>.md from the docstrings of what each package exports.
//   npm run reference          writes the files
//   npm run fresh:reference    fails when a file is not what would be written
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const packages = ['core', 'render', 'neon', 'upstash', 'storage', 'health']

interface Manifest {
  readonly name: string
  readonly exports: Readonly<Record<string, string | { readonly source: string }>>
}

interface Entry {
  /** `@keelson/render/plans` */
  readonly specifier: string
  readonly file: string
}

const root = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url))
const manifestOf = (name: string) => JSON.parse(readFileSync(root(`packages/${name}/package.json`), 'utf8')) as Manifest

function entriesOf(name: string): Entry[] {
  const { name: scoped, exports } = manifestOf(name)
  return Object.entries(exports).flatMap(([path, target]) => {
    if (typeof target === 'string') return []
    const files = target.source.includes('*') ? expand(name, target.source) : [target.source]
    return files.map((file) => ({
      specifier: scoped + (path.includes('*') ? path.replace('*', file.replace(/^.*\/|\.ts$/g, '')) : path).slice(1),
      file: root(`packages/${name}/${file.slice(2)}`),
    }))
  })
}

/** The files that a wildcard stands for. */
function expand(name: string, pattern: string): string[] {
  const [before = '', after = ''] = pattern.split('*')
  return ts.sys
    .readDirectory(root(`packages/${name}/${before.slice(2)}`), ['.ts'], undefined, undefined, 1)
    .filter((file) => !/\.test(?:-d)?\.ts$/.test(file))
    .map((file) => before + file.replace(/^.*\//, '').replace(/\.ts$/, '') + after)
    .toSorted()
}

const all = packages.map((name) => ({ name, entries: entriesOf(name) }))
const program = ts.createProgram(
  all.flatMap(({ entries }) => entries.map(({ file }) => file)),
  {
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2024.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts', 'lib.dom.asynciterable.d.ts'],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    customConditions: ['source'],
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ['node'],
  },
)
const checker = program.getTypeChecker()

interface Row {
  readonly name: string
  readonly kind: 'function' | 'type' | 'value'
  /** `listServices(client, params?, options?)` */
  readonly shown: string
  /** The first paragraph of its docstring, in Markdown. */
  readonly said: string
}

function rowsOf(file: string): Row[] {
  const source = program.getSourceFile(file)
  const module = source && checker.getSymbolAtLocation(source)
  if (!module) throw new Error(`${file} is not a module`)
  return checker
    .getExportsOfModule(module)
    .map(describe)
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
}

function describe(exported: ts.Symbol): Row {
  const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported
  const { name } = exported
  const said = firstParagraph(ts.displayPartsToString(symbol.getDocumentationComment(checker)))
  const declaration = symbol.valueDeclaration ?? symbol.declarations?.[0]
  if (!(symbol.flags & ts.SymbolFlags.Value) || !declaration) return { name, kind: 'type', shown: name, said }
  const [signature] = checker.getTypeOfSymbolAtLocation(symbol, declaration).getCallSignatures()
  if (!signature) return { name, kind: symbol.flags & ts.SymbolFlags.Class ? 'type' : 'value', shown: name, said }
  const parameters = signature.parameters.map((parameter) => {
    const node = parameter.valueDeclaration
    const isOptional = node && ts.isParameter(node) && (node.questionToken ?? node.initializer)
    return `${nameOf(parameter)}${isOptional ? '?' : ''}`
  })
  return { name, kind: 'function', shown: `${name}(${parameters.join(', ')})`, said }
}

/** A destructured parameter has no name of its own: its type says which of the two usual ones it is. */
function nameOf(parameter: ts.Symbol): string {
  if (!parameter.name.startsWith('__')) return parameter.name.replace(/^_/, '')
  return /Options\b/.test(checker.typeToString(checker.getTypeOfSymbol(parameter))) ? 'options' : 'params'
}

/** Up to the first empty line; a page becomes a link, and what a table would misread is escaped. */
function firstParagraph(text: string): string {
  const [paragraph = ''] = text.split(/\n\s*\n/)
  return paragraph
    .replaceAll(/\s*\n\s*/g, ' ')
    .replaceAll(/\{@link (\w+)\}/g, '`$1`')
    .replaceAll(/(?<![(<`])https?:\/\/[^\s)]*[^\s).,]/g, (url) => `[${new URL(url).hostname}](${url})`)
    .replaceAll('|', String.raw`\|`)
    .trim()
}

function writeTable(title: string, rows: readonly Row[]): string[] {
  if (rows.length === 0) return []
  return [`| ${title} | |`, '|---|---|', ...rows.map(({ shown, said }) => `| \`${shown}\` | ${said} |`), '']
}

function writePage(name: string, entries: readonly Entry[]): string {
  const sections = entries.flatMap(({ specifier, file }) => {
    const rows = rowsOf(file)
    const of = (kind: Row['kind']) => rows.filter((row) => row.kind === kind)
    return [
      `## \`${specifier}\``,
      '',
      ...writeTable('functions', of('function')),
      ...writeTable('values', of('value')),
      ...writeTable('types and classes', of('type')),
    ]
  })
  const head = [
    `# Reference: @keelson/${name}`,
    '',
    `Written by \`npm run reference\` from the docstrings, which have more: units, defaults, errors and examples show in the`,
    `editor. The [README](../../packages/${name}/README.md) tells where to begin.`,
    '',
  ]
  return `${[...head, ...sections].join('\n').trimEnd()}\n`
}

const isCheck = process.argv.includes('--check')
mkdirSync(root('docs/reference'), { recursive: true })
for (const { name, entries } of all) {
  const path = `docs/reference/${name}.md`
  const text = writePage(name, entries)
  if (!isCheck) {
    writeFileSync(root(path), text)
    console.log(`${path}: ${text.split('\n').length} lines`)
  } else if (!ts.sys.fileExists(root(path)) || readFileSync(root(path), 'utf8') !== text) {
    console.error(`${path} is not what the docstrings say: run npm run reference`)
    process.exitCode = 1
  }
}
