/** Enough for any report; the rest of a larger body is not downloaded. */
const mostBytes = 64 * 1024

/** The first 64 KiB of a body, as text. */
export async function readStart({ body }: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let left = mostBytes
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk.subarray(0, left), { stream: true })
    left -= chunk.byteLength
    // Leaving the loop cancels the stream, which closes the connection.
    if (left <= 0) break
  }
  return text
}
