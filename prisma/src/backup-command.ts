// `npm run backup -- <copy>` and `npm run restore -- <copy>`: the database that DATABASE_URL names.
import path from 'node:path'
import { backUp, restoreBackup } from './backup.ts'

const ROOT = path.join(import.meta.dirname, '../..')
const [what, copy] = process.argv.slice(2)
const file = path.resolve(ROOT, (process.env.DATABASE_URL ?? 'file:./data/biplane.db').replace(/^file:/, ''))

if ((what !== 'backup' && what !== 'restore') || !copy) {
  process.stderr.write('usage: npm run backup -- <copy>   or   npm run restore -- <copy>\n')
  process.exit(2)
}
const other = path.resolve(process.env.INIT_CWD ?? process.cwd(), copy)
try {
  if (what === 'backup') backUp(file, other)
  else restoreBackup(file, other)
  process.stdout.write(what === 'backup' ? `${other} is a copy of ${file}\n` : `${file} is now what ${other} holds\n`)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
