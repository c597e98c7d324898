export { defineEmail } from './define-email.js'
export type { EmailOptions, EmailSettings } from './define-email.js'
export { lintEmail } from './lint.js'
export type { EmailContext } from './lint.js'
