/** A mistake that is made when a text is copied into a variable; `said` follows the variable's name. */
export interface PasteMistake {
  readonly problem: 'invalid' | 'placeholder'
  readonly said: string
}

/** Finds what nobody means as a value: quotes and names kept from a file, and placeholders kept from an example. */
export function findPasteMistake(name: string, text: string): PasteMistake | undefined {
  if (/^(["'`]).*\1$|^[“‘].*[”’]$/s.test(text)) {
    return { problem: 'invalid', said: 'is wrapped in quotes, which belong to files and shells, not to the value' }
  }
  if (text.replace(/^export\s+/, '').startsWith(`${name}=`)) {
    return { problem: 'invalid', said: `starts with "${name}=", which does not belong to the value` }
  }
  if (/[\u200B\u2060\uFEFF]/.test(text)) {
    return { problem: 'invalid', said: 'has an invisible character in it, as web pages and chats put there' }
  }
  return isPlaceholder(text) ? { problem: 'placeholder', said: 'is still a placeholder' } : undefined
}

/** Whether a text is one that examples have where the real value belongs. */
export function isPlaceholder(text: string): boolean {
  return placeholders.some((pattern) => pattern.test(text))
}

const placeholders: readonly RegExp[] = [
  // <secure-password>, ${PASSWORD}, {{ password }}
  /^(?:<[^<>]+>|\$\{[^{}]*\}|\$?\{\{.*\}\})$/s,
  // In the middle of a URL or a key: postgresql://<user>@…, [YOUR-PASSWORD]
  /^[^/]*:\/\/.*<[\w -]+>|\[your[-_ ][\w -]*\]/i,
  // your-client-id, yourpassword, insert-your-key-here
  /^(?:(?:add|enter|insert|paste|put|use|replace[-_]with)[-_])?your(?:[-_][\w.@-]*$|(?:api|app|domain|email|key|name|password|secret|token|user))/i,
  // changeme, change-this-in-production, replace-me
  /^(?:please[-_ ]?)?(?:change|replace)[-_ ]?(?:it|me|this)(?![a-z])/i,
  // xxx, ep-xxx.neon.tech, sk_test_xxxx; not the domain .xxx
  /(?:^|[-_/@:])x{3,}(?![a-z\d])/i,
  // What a dashboard shows instead of a secret, or an article instead of the rest of it: ••••, rnd_…
  /^[*•]{3,}$|^(?:[\w-]*[-_])?(?:\.{3}|…)$/,
  // user:pass@host, default:token@host, key:secret@cloud; on the own machine such a password may be the real one
  /:\/\/(?:default|user(?:name)?|(?:api[-_]?)?key)?:(?:pass(?:wd|word)?|pwd|(?:api[-_]?)?secret|token)@(?!localhost|127\.|\[::1\])|:\/\/[^/]*@host(?:name)?(?:[:/]|$)/i,
  // https://your-app.onrender.com
  /:\/\/(?:[^/@]*@)?(?:www\.)?your(?:[-_]|app|company|domain|host|site)/i,
  // What JavaScript makes of a value that is not there
  /^(?:fixme|placeholder|tbd|todo|null|undefined|\[object Object\])$/i,
]
