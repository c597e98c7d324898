export { formatPython, formatPythonSettings, pythonExpression, pythonInt, pythonTuple } from './literal.js'
export type { PythonExpression, PythonValue } from './literal.js'
