/** A result as it came, with its texts out of base64, however deep they are; `OK` is the only one that is not encoded. */
export function decodeResult(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decodeResult)
  return typeof value === 'string' && value !== 'OK' ? decodeText(value) : value
}

function decodeText(coded: string): string {
  let text: string
  try {
    text = atob(coded)
  } catch {
    // Something on the way took the header off: then it is what it is.
    return coded
  }
  const bytes = new Uint8Array(text.length)
  // A loop takes a tenth of the time that `Uint8Array.from` does: values may be megabytes.
  for (let index = 0; index < bytes.length; index++) bytes[index] = text.charCodeAt(index)
  return new TextDecoder().decode(bytes)
}
