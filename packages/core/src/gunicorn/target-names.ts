import { readStatements, type Statement, type Token } from './target-tokens.js'

/** A function that a module defines under a name and never binds again. */
export interface PythonFunction {
  readonly isAsync: boolean
  /** Parameters by position: those before `/`, and the ordinary ones. */
  readonly positional: readonly Parameter[]
  readonly keywordOnly: readonly Parameter[]
  /** `*args` */
  readonly takesMore: boolean
  /** `**options` */
  readonly takesAnyName: boolean
}

interface Parameter {
  readonly name: string
  readonly isRequired: boolean
  /** It stands before `/`. */
  readonly isUnnamed: boolean
}

/** What can be found in a module as it is loaded. */
export interface PythonModule {
  /** Every name that may be bound; a few of them are not, as by a branch that is never taken. */
  readonly names: ReadonlySet<string>
  readonly functions: ReadonlyMap<string, PythonFunction>
}

/** With one of these a module can have names that its text does not show. */
const dynamic =
  /^(?:globals|locals|vars|exec|eval|execfile|setattr|delattr|modules|__getattr__|__dict__|__class__|__setattr__)$/

/** The names that a module binds; `undefined` when its text cannot tell. */
export function readModule(source: string): PythonModule | undefined {
  const statements = readStatements(source)
  if (!statements) return undefined
  const names = new Set<string>()
  const functions = new Map<string, PythonFunction>()
  let body: number | undefined
  let isDecorated = false
  for (const statement of statements) {
    const { tokens, indent } = statement
    if (tokens.some(({ kind, text }) => kind === 'name' && dynamic.test(text)) || importsAll(tokens)) return undefined
    for (const name of declaredGlobal(tokens)) bind(name)
    if (body !== undefined && indent > body) continue
    body = undefined
    const definition = tokens.findIndex(({ text }, index) => index < 2 && (text === 'def' || text === 'class'))
    if (definition === -1) {
      for (const name of boundBy(tokens)) bind(name)
      isDecorated = tokens[0]?.text === '@'
      continue
    }
    // What is indented deeper belongs to it, also when this is one line.
    body = indent
    const name = tokens[definition + 1]?.text ?? ''
    const isKnown = names.has(name)
    for (const each of walruses(tokens)) bind(each)
    bind(name)
    const signature =
      tokens[definition]?.text === 'def' && !isDecorated ? readSignature(statement, definition) : undefined
    if (signature && !isKnown) functions.set(name, signature)
    isDecorated = false
  }
  return { names, functions }

  function bind(name: string): void {
    names.add(name)
    functions.delete(name)
  }
}

function importsAll(tokens: readonly Token[]): boolean {
  return tokens.some(({ text }, index) => text === '*' && tokens[index - 1]?.text === 'import')
}

function declaredGlobal(tokens: readonly Token[]): string[] {
  const at = tokens.findIndex(({ text, kind }) => kind === 'name' && text === 'global')
  return at === -1 ? [] : namesIn(tokens.slice(at + 1))
}

/** Names, but not attributes of something. */
function namesIn(tokens: readonly Token[]): string[] {
  return tokens.filter(({ kind }, index) => kind === 'name' && tokens[index - 1]?.text !== '.').map(({ text }) => text)
}

function walruses(tokens: readonly Token[]): string[] {
  return tokens.filter((_, index) => tokens[index + 1]?.text === ':=').map(({ text }) => text)
}

/** Rather a name too many than one too few: a statement is read as a whole, and by the pieces between its colons. */
function boundBy(tokens: readonly Token[]): string[] {
  const pieces: Token[][] = [[]]
  for (const token of tokens) {
    if (token.text === ':' && token.depth === 0) pieces.push([])
    else pieces.at(-1)?.push(token)
  }
  return [...walruses(tokens), ...[tokens, ...(pieces.length > 1 ? pieces : [])].flatMap(boundByPiece)]
}

function boundByPiece(tokens: readonly Token[]): string[] {
  const first = tokens[0]?.text
  const names: string[] = []
  const importAt = tokens.findIndex(({ text, kind }) => kind === 'name' && text === 'import')
  if (first === 'import' || first === 'from')
    return importAt === -1 ? [] : importedBy(tokens.slice(importAt + 1), first)
  if (first === 'case' || first === 'type') names.push(...namesIn(tokens))
  const lastAssignment = tokens.findLastIndex(({ text, depth, kind }) => {
    return kind === 'sign' && depth === 0 && /^(?:[^=!<>:]*=|<<=|>>=)$/.test(text)
  })
  if (lastAssignment > 0) names.push(...namesIn(tokens.slice(0, lastAssignment)))
  tokens.forEach(({ text, kind }, index) => {
    if (kind !== 'name') return
    // Of a comprehension, too, whose names are its own: a name too many.
    if (text === 'for') {
      const end = tokens.findIndex((token, at) => at > index && token.kind === 'name' && token.text === 'in')
      names.push(...namesIn(tokens.slice(index + 1, end === -1 ? undefined : end)))
    }
    if (text === 'as') names.push(...namesIn(tokens.slice(index + 1)))
  })
  return names
}

function importedBy(tokens: readonly Token[], kind: string): string[] {
  const names: string[] = []
  let item: Token[] = []
  for (const token of [...tokens, { kind: 'sign', text: ',', depth: 0 } as const]) {
    if (token.text !== ',') {
      if (token.kind === 'name') item.push(token)
      continue
    }
    const renamed = item.some(({ text }) => text === 'as')
    const bound = renamed || kind === 'from' ? item.at(-1) : item[0]
    if (bound) names.push(bound.text)
    item = []
  }
  return names
}

/** What stands between the brackets of a `def`. */
function readSignature({ tokens }: Statement, definition: number): PythonFunction | undefined {
  const open = definition + 2
  if (tokens[open]?.text !== '(') return undefined
  const close = tokens.findIndex(({ text, depth }, index) => index > open && text === ')' && depth === 0)
  const items: Token[][] = [[]]
  for (const token of tokens.slice(open + 1, close)) {
    if (token.text === ',' && token.depth === 1) items.push([])
    else items.at(-1)?.push(token)
  }
  let positional: Parameter[] = []
  const keywordOnly: Parameter[] = []
  let takesMore = false
  let takesAnyName = false
  let isAfterStar = false
  for (const item of items.filter(({ length }) => length > 0)) {
    const [first] = item
    if (first?.text === '/') positional = positional.map((parameter) => ({ ...parameter, isUnnamed: true }))
    else if (first?.text === '**') takesAnyName = true
    else if (first?.text === '*') {
      takesMore = item.length > 1
      isAfterStar = true
    } else {
      const isRequired = !item.some(({ text, depth }) => text === '=' && depth === 1)
      const list = isAfterStar ? keywordOnly : positional
      list.push({ name: first?.text ?? '', isRequired, isUnnamed: false })
    }
  }
  return { isAsync: definition === 1, positional, keywordOnly, takesMore, takesAnyName }
}
