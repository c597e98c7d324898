import { chown } from 'node:fs/promises'

/** Who runs the services: PostgreSQL refuses root, so root hands them to `nobody`; anybody else runs them as oneself. */
export interface Account {
  readonly uid?: number
  readonly gid?: number
}

const nobody = 65_534

export function findAccount(): Account {
  return process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {}
}

/** Gives a file or folder to the account of the services. */
export async function handOver(path: string): Promise<void> {
  const { uid, gid } = findAccount()
  if (uid !== undefined && gid !== undefined) await chown(path, uid, gid)
}
