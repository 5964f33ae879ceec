// `npm run audit:verify`: compares the audit trail of the database that DATABASE_URL names with its hash chains. It only
// reads, also while the product runs. Exit code 1 when something was changed, is missing or was moved.
import path from 'node:path'
import { verifyChains } from './audit-chain.ts'
import { openReader } from './reader.ts'

const ROOT = path.join(import.meta.dirname, '../..')
const file = path.resolve(ROOT, (process.env.DATABASE_URL ?? 'file:./data/biplane.db').replace(/^file:/, ''))

try {
  const reader = openReader(file)
  const { rows, unchained, problems, heads } = verifyChains(reader)
  reader.close()
  for (const head of heads) process.stdout.write(`${head.class} ${head.n} ${head.hash}\n`)
  for (const problem of problems) process.stderr.write(`${problem}\n`)
  const older = unchained === 0 ? '' : `, ${unchained} older ones have no hash`
  process.stdout.write(
    `${rows} entries compared${older}: ${problems.length === 0 ? 'nothing is wrong' : 'NOT intact'}\n`,
  )
  process.exitCode = problems.length === 0 ? 0 : 1
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 2
}
