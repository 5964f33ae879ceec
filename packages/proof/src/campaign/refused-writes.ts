// Keeps a running process from writing to its database: a lock by another program, or a failing disk.
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import path from 'node:path'

/** Holds the right to write, as another program on the same file would. What it returns lets go. */
export function lockFile(file: string): () => void {
  const require = createRequire(path.resolve(import.meta.dirname, '../../../../prisma/package.json'))
  const Database = require('better-sqlite3')
  const other = new Database(file)
  other.exec('BEGIN IMMEDIATE')
  return () => other.close()
}

const WRITES = 'write,pwrite64,ftruncate,fallocate,fsync,fdatasync'

/**
 * From now on every write of this process to the database is answered as by a file system that has become read-only. A
 * real one cannot be made read-only while somebody writes to it. What it returns ends that; `null` where strace is not
 * there or may not attach.
 */
export async function refuseWrites(pid: number, file: string): Promise<(() => Promise<void>) | null> {
  const files = [file, `${file}-wal`, `${file}-shm`].flatMap((name) => ['-P', name])
  const args = ['-f', '-p', String(pid), ...files, '-e', `trace=${WRITES}`, '-e', `inject=${WRITES}:error=EROFS`]
  const strace = spawn('strace', [...args, '-o', '/dev/null'], { stdio: ['ignore', 'ignore', 'pipe'] })
  const gone = new Promise<void>((resolve) => {
    strace.once('error', () => resolve())
    strace.once('close', () => resolve())
  })
  const attached = new Promise<true>((resolve) => {
    strace.stderr.setEncoding('utf8').on('data', (text: string) => /attached/.test(text) && resolve(true))
  })
  if (!(await Promise.race([attached, gone]))) return null
  return async () => {
    strace.kill('SIGINT')
    await gone
  }
}
