import type { Text } from '../text.js'
import { ShellReader } from './reader.js'

/** A here-document whose text begins on the next line. */
export interface OpenDocument {
  /** The line that ends it. */
  readonly end: string
  /** Whether variables in it are filled in: its end was not quoted. */
  readonly expands: boolean
  readonly stripsTabs: boolean
  readonly fill: (text: Text) => void
}

/** Reads the texts of all here-documents that the last line began; none is open afterwards. */
export function readHereDocuments(reader: ShellReader, documents: OpenDocument[]): void {
  for (const { end, expands, stripsTabs, fill } of documents.splice(0)) {
    const firstLine = reader.line
    const lines: string[] = []
    for (;;) {
      if (reader.end) reader.refuse(`the here-document has no line ${end}`)
      const line = reader.readLine().replace(stripsTabs ? /^\t+/ : /^(?!)/, '')
      if (line === end) break
      lines.push(`${line}\n`)
    }
    const text = lines.join('')
    fill(expands ? reader.readInDocument(text, firstLine) : text)
  }
}
