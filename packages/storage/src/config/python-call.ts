import {
  formatPython,
  pythonExpression,
  pythonTuple,
  type PythonExpression,
  type PythonValue,
} from '@keelson/core/python'

/** A call with these arguments, a line each: positions first, then names; `module.name` is imported by its module. */
export function pythonCall(
  path: string,
  positions: readonly PythonValue[],
  names: Readonly<Record<string, PythonValue>>,
): PythonExpression {
  const lines = [
    ...positions.map((value) => formatPython(value)),
    ...Object.entries(names).map(([name, value]) => `${name}=${formatPython(value)}`),
  ]
  const { imports } = pythonTuple([...positions, ...Object.values(names)])
  return pythonExpression(`${path}(\n${lines.map((line) => `${indent(line)},\n`).join('')})`, [
    ...new Set([path.slice(0, path.lastIndexOf('.')), ...imports]),
  ])
}

/** Lines of code, one level further in; texts have no line ends of their own, since all are escaped. */
export function indent(code: string, levels = 1): string {
  return code.replace(/^/gm, '    '.repeat(levels))
}
