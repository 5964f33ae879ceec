// Measures the table engine on made sales tables: the first look, a question on a warm table, memory, and how long the event
// loop of the asking process stands still. Run with: npx tsx apps/runtime/src/tables/tables.bench.ts
import { createHash } from 'node:crypto'
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { openFile } from '../bench/file-on-disk.ts'
import { openToolBench } from '../bench/worker-bench.ts'
import { readFileTool } from './read-file-tool.ts'
import { openTableEngine } from './table-engine.ts'

const REGIONS = ['North', 'South', 'East', 'West']

function salesCsv(rows: number): string {
  const lines = ['order_id,order_date,customer,region,quantity,unit_price,total']
  for (let at = 0; at < rows; at++) {
    const [quantity, cents] = [(at % 9) + 1, (at * 7_919) % 10_000]
    const day = new Date(Date.UTC(2024, 0, 1 + ((at * 31) % 700))).toISOString().slice(0, 10)
    const amounts = `${quantity},${(cents / 100).toFixed(2)},${((quantity * cents) / 100).toFixed(2)}`
    lines.push(`${1_000_000 + at},${day},Customer ${at % 5_000},${REGIONS[at % 4]},${amounts}`)
  }
  return `${lines.join('\n')}\n`
}

const QUESTIONS = [
  'SELECT region, sum(total), avg(quantity) FROM $ GROUP BY 1',
  'SELECT customer, sum(total) AS t FROM $ GROUP BY 1 ORDER BY t DESC LIMIT 10',
  "SELECT date_trunc('month', order_date), count(*), median(total) FROM $ GROUP BY 1 ORDER BY 1",
]

async function measure(rows: number, folder: string): Promise<void> {
  const bytes = new TextEncoder().encode(salesCsv(rows))
  const at = path.join(folder, `sales-${rows}.csv`)
  await writeFile(at, bytes)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const facts = { file_uuid: `${rows}`, name: 'sales.csv', mime: 'text/csv', size: bytes.length, sha256 }
  const file = { facts, read: async () => bytes, save: (to: string) => copyFile(at, to) }
  const bench = openToolBench({ workers: 1 })
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const times: number[] = []
  for (let call = 0; call < 3; call++) {
    const begin = performance.now()
    await bench.run(readFileTool, {}, { file, signal: new AbortController().signal })
    times.push(performance.now() - begin)
  }
  delay.disable()
  await bench.close()
  const engine = await openTableEngine({ folder, memoryMb: 600, threads: 2, spillMb: 1_000, heldCells: 60_000_000 })
  const session = await engine.session()
  const { sqlName } = await session.open({ ...facts, content: openFile(at) })
  const answers: number[] = []
  for (const question of QUESTIONS)
    answers.push((await session.query(question.replace('$', sqlName), [], { rows: 100 })).ms)
  session.close()
  engine.close()
  const shown = (values: number[]) => values.map((ms) => ms.toFixed(0)).join(', ')
  process.stdout.write(
    `${rows} rows, ${(bytes.length / 2 ** 20).toFixed(1)} MiB: first look and two more ${shown(times)} ms; ` +
      `questions ${shown(answers)} ms; event loop still for at most ${(delay.max / 1e6).toFixed(0)} ms\n`,
  )
}

const folder = await mkdtemp(path.join(tmpdir(), 'biplane-bench-'))
try {
  for (const rows of [10_000, 100_000, 350_000]) await measure(rows, folder)
} finally {
  await rm(folder, { recursive: true, force: true })
}
