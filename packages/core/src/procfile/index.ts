export { formatProcfile, type ProcfileSource } from './format.js'
export { lintProcfile, type ProcfileContext } from './lint.js'
export { parseProcfile, type ProcfileProcess } from './parse.js'
