// Finds the process that listens on a port. Linux only: reads /proc and starts nothing.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

const LISTENING = '0A'

/** Sockets that listen on a port, by the kernel's number for them. */
function listeningSockets(port: number): Set<string> {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const sockets = new Set<string>()
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of readFileSync(table, 'utf8').split('\n').slice(1)) {
      const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/)
      if (local.endsWith(wanted) && state === LISTENING && inode) sockets.add(`socket:[${inode}]`)
    }
  }
  return sockets
}

/** The process behind a port; `null` while there is none. */
export function listenerOn(port: number): number | null {
  const sockets = listeningSockets(port)
  if (sockets.size === 0) return null
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (openFilesOf(pid).some((file) => sockets.has(file))) return Number(pid)
  }
  return null
}

function openFilesOf(pid: string): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`))
  } catch {
    // It has ended meanwhile, or belongs to another user.
    return []
  }
}
