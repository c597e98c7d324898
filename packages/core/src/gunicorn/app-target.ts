/** What gunicorn loads. */
export interface GunicornTarget {
  /** `shop.wsgi` */
  readonly module: string
  /** The application in it, or the function that makes it. @default application */
  readonly attribute: string
  /** What stands between the brackets of a factory: `debug=True`; missing when there are none. */
  readonly factoryArguments?: string | undefined
}

/**
 * Takes a target apart; `undefined` when gunicorn could not load it. `module` alone means `module:application`.
 *
 * https://gunicorn.org/run/
 */
export function readTarget(target: string): GunicornTarget | undefined {
  // A hyphen is no part of a Python name, but a module can be loaded by such a name all the same; of shop.py Python takes py for
  // a module in shop.
  const [, module, attribute = 'application', factoryArguments] =
    /^(\w[\w-]*(?:\.(?!py(?:$|:))\w[\w-]*)*)(?::([^\W\d]\w*)(?:\(\s*([^]*)\))?)?$/.exec(target) ?? []
  if (module === undefined || (factoryArguments !== undefined && !areLiterals(factoryArguments))) return undefined
  return { module, attribute, ...(factoryArguments !== undefined && { factoryArguments }) }
}

/** gunicorn evaluates no names: arguments are literals, by position or as `name=literal`. */
function areLiterals(text: string): boolean {
  const token =
    /(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\d[\w.]*|\.\d+|(?:True|False|None)\b|[^\W\d]\w* *=|[-+,:]|([([{])|([)\]}]))\s*/y
  let open = 0
  while (token.lastIndex < text.length) {
    const found = token.exec(text)
    if (!found) return false
    if (found[1]) open++
    if (found[2] && open-- === 0) return false
  }
  return open === 0
}
