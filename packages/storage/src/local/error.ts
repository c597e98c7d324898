import { describeCause, isKeelsonError, KeelsonError, type ErrorCode } from '@keelson/core'
import { systemCode } from '../system-error.js'

const owner = 'Whose is the folder, and as whom does this process run?'
const clash = 'A disk cannot hold both a and a/b'

const errors: Readonly<Record<string, readonly [code: ErrorCode, said: string, hint?: string]>> = {
  ENOENT: ['not_found', 'the folder does not exist', 'ensureBucket creates it'],
  EACCES: ['forbidden', 'no permission', owner],
  EPERM: ['forbidden', 'no permission', owner],
  EROFS: ['forbidden', 'the file system is read-only'],
  ENAMETOOLONG: ['config', 'a name or the path is longer than the file system takes', 'Use shorter names'],
  ENOTDIR: ['conflict', 'a part of the path is a file', clash],
  EEXIST: ['conflict', 'a part of the path is a file', clash],
  ELOOP: ['config', 'a part of the path is a symbolic link, which could lead anywhere'],
  EISDIR: ['conflict', 'a folder has that name', clash],
  ENOTEMPTY: ['conflict', 'a folder has that name', clash],
  ENOSPC: ['server', 'the disk is full'],
  EDQUOT: ['server', 'the disk quota is used up'],
  EFBIG: ['server', 'the file is larger than the system or a limit of this process allows'],
  EMFILE: ['server', 'too many files are open', 'Do fewer things at a time'],
}

/** The error of an operation on the disk; a KeelsonError stays what it is. */
export function localError(
  thrown: unknown,
  {
    operation,
    subject,
    isAborted,
  }: { readonly operation: string; readonly subject: string; readonly isAborted: boolean },
): KeelsonError {
  if (isKeelsonError(thrown)) return thrown
  const about = { provider: 'local', operation }
  if (isAborted) return new KeelsonError(`${operation} of ${subject} was aborted`, { ...about, code: 'aborted' })
  const cause = describeCause(thrown, showPaths)
  const [code, said, hint] = errors[systemCode(thrown)] ?? ['server', cause.message]
  return new KeelsonError(`${operation} of ${subject} failed: ${said}`, { ...about, code, hint, cause })
}

/** The store's own way to a folder tells nobody anything. */
function showPaths(text: string): string {
  return text.replaceAll(/\/proc\/self\/fd\/\d+/g, '…')
}
