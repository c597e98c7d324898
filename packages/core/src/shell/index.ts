export { parseCommand, parseShell } from './parse.js'
export type { ShellCommand, ShellRedirect } from './parse.js'
export { formatCommand, quoteShell } from './quote.js'
