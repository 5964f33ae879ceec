// Ways to another name for a database that a process has open. Each makes a folder in which that name is `biplane.db`.
import { execFileSync } from 'node:child_process'
import { linkSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

export interface SecondName {
  folder: string
  [Symbol.dispose](): void
}

/** `null` from a way that this machine does not have: mounting takes root on Linux. */
type Way = (database: string) => SecondName | null

export const SECOND_NAMES: Record<string, Way> = {
  'symbolic link': (database) => inNewFolder((name) => symlinkSync(database, name)),
  'hard link': (database) => inNewFolder((name) => linkSync(database, name)),
  'linked folder': (database) => {
    const link = `${mkdtempSync(path.join(tmpdir(), 'second-name-'))}/linked`
    symlinkSync(path.dirname(database), link)
    return { folder: link, [Symbol.dispose]: () => rmSync(path.dirname(link), { recursive: true }) }
  },
  'mounted file': (database) =>
    mounted(database, (name) => {
      writeFileSync(name, '')
      return name
    }),
  'mounted folder': (database) => mounted(path.dirname(database), path.dirname),
  'removed lock': (database) => {
    rmSync(`${database}.lock`)
    return { folder: path.dirname(database), [Symbol.dispose]() {} }
  },
}

function inNewFolder(make: (name: string) => void): SecondName {
  const folder = mkdtempSync(path.join(tmpdir(), 'second-name-'))
  make(path.join(folder, 'biplane.db'))
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) }
}

function mounted(what: string, placeOf: (name: string) => string): SecondName | null {
  let place = ''
  const name = inNewFolder((file) => {
    place = placeOf(file)
  })
  try {
    execFileSync('mount', ['--bind', what, place], { stdio: 'ignore' })
  } catch {
    name[Symbol.dispose]()
    return null
  }
  return {
    folder: name.folder,
    [Symbol.dispose]() {
      execFileSync('umount', ['-l', place], { stdio: 'ignore' })
      name[Symbol.dispose]()
    },
  }
}
