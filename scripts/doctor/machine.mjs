// Checks this machine and checkout: Node, installation, build, key, database.
import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fault, note, well } from './finding.mjs'

const OLDEST = [20, 19]

export function lookAtNode(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const oldEnough = major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])
  if (!oldEnough) return fault('Node', `This is Node ${version}.`, `Install Node ${OLDEST.join('.')} or later.`)
  if (major === 20)
    return note('Node', `Node ${version} works, and is past its end of life.`, 'Prefer Node 22, 24 or later.')
  return well('Node', `Node ${version}.`)
}

export function lookAtBuild(root) {
  const missing = ['apps/experience/dist/main.js', 'apps/runtime/dist/main.js', 'apps/web/dist/index.html'].filter(
    (file) => !existsSync(path.join(root, file)),
  )
  if (missing.length === 0) return well('Build', 'Both servers and the page are built.')
  return note(
    'Build',
    `Not built yet: ${missing.join(', ')}.`,
    'Run `npm start`; it installs and builds what is missing.',
  )
}

/** What only its owner may read. */
export function lookAtSecret(what, file) {
  if (!existsSync(file)) return note(what, `${file} is not there yet.`, 'The first start makes it.')
  const mode = statSync(file).mode & 0o777
  if (process.platform !== 'win32' && (mode & 0o077) !== 0)
    return fault(what, `Others may read ${file} (mode ${mode.toString(8)}).`, `Run: chmod 600 ${file}`)
  try {
    accessSync(file, constants.R_OK | constants.W_OK)
  } catch {
    return fault(what, `You may not read and write ${file}.`, 'Start the product as the user that it belongs to.')
  }
  return well(what, `${file} is there, for its owner alone.`)
}

/** The settings that promises rest on, read from the file itself. */
export function lookAtDatabase(root, file) {
  if (!existsSync(file)) return note('Database', `${file} is not there yet.`, 'The first start makes it.')
  let Database
  try {
    Database = createRequire(path.join(root, 'prisma/package.json'))('better-sqlite3')
  } catch {
    return note('Database', 'The SQLite driver is not installed, so the file was not looked into.', 'Run `npm start`.')
  }
  let reader
  try {
    reader = new Database(file, { readonly: true, fileMustExist: true })
    const mode = reader.pragma('journal_mode', { simple: true })
    if (mode !== 'wal')
      return fault(
        'Database',
        `Its journal mode is ${mode}, not WAL.`,
        'Something else opened it; start the product once.',
      )
    const state = reader.pragma('quick_check(1)', { simple: true })
    if (state !== 'ok')
      return fault(
        'Database',
        `It is damaged: ${state}`,
        'Stop the product and restore a backup: npm run restore -- <copy>',
      )
    return well('Database', 'It can be read, it is whole, and it is in WAL mode.')
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error)
    return fault('Database', `It cannot be read: ${says}`, 'Is it a database of this product, and on a local disk?')
  } finally {
    reader?.close()
  }
}
