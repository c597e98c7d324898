/** What stands where a secret was; a module of its own, so that who replaces texts needs no `Secret`. */
export const shown = '[secret]'
