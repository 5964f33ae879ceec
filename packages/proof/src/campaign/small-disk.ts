// A small file system for a database that can be full or read-only.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const DISK_MB = 16

export interface SmallDisk {
  folder: string
  /** Until nothing fits; what it returns frees it again. */
  fill(): () => void
  /** Only while no process has a file of it open for writing; what it returns makes it writable again. */
  makeReadOnly(): () => void
  close(): void
}

/** `null` where nothing can be mounted: it takes root on Linux. */
export function openSmallDisk(): SmallDisk | null {
  const folder = mkdtempSync(path.join(tmpdir(), 'small-disk-'))
  const mount = (...args: string[]) => execFileSync('mount', [...args, folder], { stdio: 'ignore' })
  try {
    mount('-t', 'tmpfs', '-o', `size=${DISK_MB}m`, 'tmpfs')
  } catch {
    rmdirSync(folder)
    return null
  }
  const filler = path.join(folder, 'filler')
  return {
    folder,
    fill() {
      try {
        // More than there is: what others write meanwhile finds no place either.
        writeFileSync(filler, Buffer.alloc(DISK_MB * 1024 * 1024))
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
      }
      return () => rmSync(filler)
    },
    makeReadOnly() {
      mount('-o', 'remount,ro')
      return () => mount('-o', 'remount,rw')
    },
    close() {
      execFileSync('umount', ['-l', folder], { stdio: 'ignore' })
      rmdirSync(folder)
    },
  }
}
