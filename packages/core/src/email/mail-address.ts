/** What is beside a comma or an @ in a name must stand in quotes: Django fails with ValueError at each mail otherwise. */
const mailbox = /^(?:(?:"(?:[^"\\\p{Cc}]|\\["\\])*"|[^<>@,;:()[\]"\\\p{Cc}]+) )?<[^\s<>@,]+@[^\s<>@,]+>$/u

/** Whether Django can send mail from this address: `shop@example.com`, `Shop <shop@example.com>`. */
export function isMailAddress(text: string): boolean {
  return /^[^\s<>@,]+@[^\s<>@,]+$/.test(text) || mailbox.test(text)
}
