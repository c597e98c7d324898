/** Every way in which a value may be spelt by a vendor, a proxy or a runtime. */
export const spellings: Readonly<Record<string, (value: string) => string>> = {
  plain: (value) => value,
  encodeURIComponent: (value) => encodeURIComponent(value.toWellFormed()),
  'lower-case percent escapes': (value) =>
    encodeURIComponent(value.toWellFormed()).replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase()),
  URLSearchParams: (value) => new URLSearchParams({ x: value }).toString().slice(2),
  encodeURI: (value) => encodeURI(value.toWellFormed()),
  'percent-encoded twice': (value) => encodeURIComponent(encodeURIComponent(value.toWellFormed())),
  JSON: (value) => JSON.stringify(value).slice(1, -1),
  HTML: (value) =>
    value
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&#39;'),
  'base64, first place': (value) => Buffer.from(value).toString('base64'),
  'base64, second place': (value) => Buffer.from(`1${value}2`).toString('base64'),
  'base64, third place': (value) => Buffer.from(`12${value}345`).toString('base64'),
  'base64url, first place': (value) => Buffer.from(value).toString('base64url'),
  'base64url, second place': (value) => Buffer.from(`1${value}2`).toString('base64url'),
  'base64url, third place': (value) => Buffer.from(`12${value}345`).toString('base64url'),
  'base64 in a query': (value) => encodeURIComponent(Buffer.from(value).toString('base64')),
}
