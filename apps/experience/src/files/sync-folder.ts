// Syncs a folder so that a new file's name survives power loss; syncing the file alone is not enough.
import { open } from 'node:fs/promises'

/** Where the system opens or syncs no folders, keeping names is its own affair. */
const NOT_HERE = ['EISDIR', 'EACCES', 'EPERM', 'EBADF', 'EINVAL', 'ENOTSUP']

/** When it resolves, the names in the folder are on the disk. */
export async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && NOT_HERE.includes(String(error.code)))) throw error
  }
}
