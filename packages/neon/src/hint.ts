import { isKeelsonError, KeelsonError, withoutHint } from '@keelson/core'

/** For `catch`: the same error, which also says what to do about its status. */
export function hintAt(hints: Readonly<Record<number, string>>): (error: unknown) => never {
  return (error) => {
    const hint = isKeelsonError(error) && hints[error.status ?? 0]
    if (!hint) throw error
    throw new KeelsonError(withoutHint(error), Object.assign({}, error, { hint }))
  }
}

/** For a project with `store_passwords: false`. */
export const noPasswordHint =
  'The project keeps no passwords (store_passwords: false): resetRolePassword gives the role a new one and shows it once'
