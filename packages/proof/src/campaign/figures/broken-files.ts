// Fault scenario: the database is truncated, lacks its write-ahead log, or is another file.
import { rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { endOf, Product } from '../../product/product.test-support.ts'
import { type Figure, type Measured, mustBeZero } from '../figure.ts'
import { QUESTION } from '../talk.ts'

type Harm = 'cut in half' | 'no -wal' | 'another file' | 'none'

export const brokenFiles: Figure = {
  name: 'broken-files',
  promise:
    '[L14] a database cut short, without its -wal, or no database: refused in words, or a new epoch and a restore',
  run: () => measure(['cut in half', 'no -wal', 'another file']),
  control: { bad: 'a database to which nothing was done', run: () => measure(['none']) },
}

async function measure(harms: Harm[]): Promise<Measured> {
  const counts = { harms: 0, refused: 0, restored: 0, unnoticed: 0 }
  for (const harm of harms) {
    await using product = await Product.open({ env: { AGENT_PIECES_PER_SECOND: '0' } })
    await using anna = await product.guest()
    const reader = anna.read()
    const { invocation_id } = await anna.send(QUESTION, 'm')
    await reader.until((items) => endOf(items, invocation_id) !== undefined)
    const cursor = reader.items.at(-1)?.id ?? ''
    reader.stop()
    await product.kill('experience')
    doHarm(path.join(product.directory, 'biplane.db'), harm)
    counts.harms += 1
    counts[await noticed(product, anna.token, cursor)] += 1
  }
  return mustBeZero(counts, 'unnoticed')
}

function doHarm(file: string, harm: Harm): void {
  const without = (...suffixes: string[]) => {
    for (const suffix of suffixes) rmSync(file + suffix, { force: true })
  }
  switch (harm) {
    case 'cut in half':
      without('-wal', '-shm')
      truncateSync(file, Math.floor(statSync(file).size / 2))
      return
    case 'no -wal':
      without('-wal', '-shm')
      return
    case 'another file':
      without('-wal', '-shm')
      writeFileSync(file, 'This is a letter and no database. '.repeat(100))
      return
    case 'none':
  }
}

/** What a client that comes back with its cursor is told. */
async function noticed(product: Product, token: string, cursor: string): Promise<'refused' | 'restored' | 'unnoticed'> {
  try {
    await product.start('experience')
  } catch (error) {
    // In words, and not by a stack alone.
    return /database|malformed|corrupt|not a database/i.test(String(error)) ? 'refused' : 'unnoticed'
  }
  // Who was here before may be a stranger to that log; then there is a new session, and the cursor is of another epoch.
  const known = await fetch(`${product.url}/api/auth/session`, { headers: { authorization: `Bearer ${token}` } })
  await using anna = known.ok ? product.returning(token) : await product.guest()
  const reader = anna.read(cursor)
  // To a reader for whom nothing has changed there is nothing to say, so something is said.
  await anna.send('thanks', 'after')
  await reader.until((items) => items.length > 0)
  const [first] = reader.items
  reader.stop()
  return first?.data.type === 'snapshot' ? 'restored' : 'unnoticed'
}
