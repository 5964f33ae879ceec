// Removes the temporary folders that an earlier Runtime left behind because it was killed. It never touches the folder of a
// process that lives, of another user, or of another container that shares the temporary folder.
import { lstatSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const PREFIX = 'biplane-tools-'
/** `biplane-tools-<namespace>-<process>-<random>` */
const OWNED = /^biplane-tools-(\d{1,20})-(\d{1,10})-[A-Za-z0-9]{6}$/
/** Folders of earlier releases and of interrupted tests do not say whose they are. */
const UNOWNED = /^biplane-(?:tools|tables)-[A-Za-z0-9]{6}$/
const UNOWNED_MS = 24 * 3_600_000

/** A process has its number within a namespace only; `0` where there are none. */
function pidNamespace(): string {
  try {
    return /\d{1,20}/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '0'
  } catch {
    return '0'
  }
}

/** How the name of this process's own folder begins. */
export const folderPrefix = (): string => path.join(tmpdir(), `${PREFIX}${pidNamespace()}-${process.pid}-`)

/** Returns the names of what was removed. `now`: wall-clock milliseconds. What cannot be removed stays. */
export function sweepFolders(now: number, parent = tmpdir()): string[] {
  const namespace = pidNamespace()
  const swept: string[] = []
  for (const name of namesIn(parent)) {
    const folder = path.join(parent, name)
    const owned = OWNED.exec(name)
    const left = owned ? owned[1] === namespace && !lives(Number(owned[2])) : UNOWNED.test(name) && isOld(folder, now)
    if (!left || !isOurs(folder)) continue
    try {
      rmSync(folder, { recursive: true, force: true })
      swept.push(name)
    } catch {
      // Somebody else's rights: it is theirs to remove.
    }
  }
  return swept
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** A link would lead elsewhere. */
function isOurs(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false })
  return found?.isDirectory() === true && (process.getuid === undefined || found.uid === process.getuid())
}

function isOld(folder: string, now: number): boolean {
  const changed = [folder, path.join(folder, 'files')].map(
    (one) => lstatSync(one, { throwIfNoEntry: false })?.mtimeMs ?? 0,
  )
  return now - Math.max(...changed) > UNOWNED_MS
}

function lives(pid: number): boolean {
  if (pid === process.pid) return true
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Another user's process lives, too.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
  }
}
