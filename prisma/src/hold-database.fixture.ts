// A process of its own that opens the database of its first argument, says how that went, and holds it until it is ended.
import { openDatabase } from './open.ts'

const [file = '', migrations = ''] = process.argv.slice(2)
try {
  const database = await openDatabase({ file, migrations })
  database.connection.exec('UPDATE LogMeta SET commits = commits + 1')
  process.stdout.write(`open ${database.epoch}\n`)
  setInterval(() => {}, 60_000)
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.name : 'unknown'}\n`)
}
