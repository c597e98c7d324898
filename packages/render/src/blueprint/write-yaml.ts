/** Data as a YAML text that every reader of YAML 1.1 and 1.2 takes for the same data; names are written as they are. */
export function writeYaml(value: object): string {
  return `${writeLines(value).join('\n')}\n`
}

function writeLines(value: unknown): string[] {
  if (Array.isArray(value) && value.length > 0) {
    return value.flatMap((item) => {
      const [first = '', ...rest] = writeLines(item)
      return [`- ${first}`, ...rest.map(indent)]
    })
  }
  if (typeof value === 'object' && value !== null && Object.keys(value).length > 0) {
    return Object.entries(value).flatMap(([name, one]) => {
      const [first = '', ...rest] = writeLines(one)
      const isBlock = typeof one === 'object' && !/^[[{]/.test(first)
      return isBlock ? [`${name}:`, ...[first, ...rest].map(indent)] : [`${name}: ${first}`, ...rest.map(indent)]
    })
  }
  if (typeof value === 'string') return writeText(value)
  return [JSON.stringify(value)]
}

function indent(line: string): string {
  return line === '' ? '' : `  ${line}`
}

function writeText(text: string): string[] {
  if (isPlain(text)) return [text]
  // A script stays readable; of its line breaks at the end a reader keeps one, or none.
  if (/^[!-~][ -~]*(?:\n+[!-~][ -~]*)+\n?$/.test(text)) {
    return text.endsWith('\n') ? ['|', ...text.slice(0, -1).split('\n')] : ['|-', ...text.split('\n')]
  }
  return [quote(text)]
}

/** Begins like a word or a path, has nothing that YAML knows a meaning of, and is no word for a boolean or for nothing. */
function isPlain(text: string): boolean {
  return (
    /^[A-Za-z./$_][\w ./$@=+,()&|;'"-]*$/.test(text) &&
    !text.endsWith(' ') &&
    !/^(?:y|n|yes|no|on|off|true|false|null|\..*)$/i.test(text)
  )
}

function quote(text: string): string {
  return JSON.stringify(text).replace(
    // Readers refuse some of these, and take others for the end of a line.
    /[\u007f-\u00a0\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
