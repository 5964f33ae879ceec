// Owns that the name of a file outlives a power loss: its content was synced, and is found only when its folder was, too.
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
