import { createRedactor } from '@keelson/core'

/** Whether a variable holds a secret, by the shape of the value, or by a name that only secrets have. */
export function isSecretText(key: string, value: string | number | undefined): boolean {
  if (value === undefined || value === '' || /PUBLIC|PUBLISHABLE|ANON_KEY/i.test(key)) return false
  const text = String(value)
  if (createRedactor()(text) !== text) return true
  const isNamed =
    /(?:^|_)(?:PASS(?:WORD|WD|PHRASE)|SECRET|SECRET_KEY(?:_BASE)?|TOKEN|API_?KEY|PRIVATE_KEY|ACCESS_KEY|CREDENTIALS)$/i.test(
      key,
    )
  // A number, a switch, a variable, a file or a page is no secret, whatever its name.
  return isNamed && !/^(?:\$\{?\w+\}?|\d{1,5}|true|false|none|null|\.{0,2}\/.*|https?:\/\/.*)$/i.test(text)
}
