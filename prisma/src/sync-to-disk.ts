// Makes files and their names survive power loss: syncs the file and its folder.
import { closeSync, fsyncSync, openSync } from 'node:fs'

/** Where the system opens or syncs no folders, keeping names is its own affair. */
const NOT_HERE = ['EISDIR', 'EACCES', 'EPERM', 'EBADF', 'EINVAL', 'ENOTSUP']

/** When it returns, what is in the file, or the names that are in the folder, are on the disk. */
export function syncToDisk(fileOrFolder: string): void {
  try {
    const handle = openSync(fileOrFolder, 'r')
    try {
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && NOT_HERE.includes(String(error.code)))) throw error
  }
}
